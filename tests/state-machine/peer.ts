/** The other end of a connection. */
export interface Peer {
  readonly id: number
  /** Not yet delivered. */
  inbound: string
  ends: boolean
  endDelivered: boolean
  reading: boolean
  unsentBytes: number
  out: string
  finished: boolean
  closed: "gracefully" | "reset" | undefined
}

export const newPeer = (id: number, inbound: string): Peer => ({
  id,
  inbound,
  ends: false,
  endDelivered: false,
  reading: false,
  unsentBytes: 0,
  out: "",
  finished: false,
  closed: undefined
})
