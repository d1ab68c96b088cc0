/** A client that stands outside the world: what it is told, what it does, what is kept of it. */
import type { ConnectionId } from "../../state-machine/event.ts"
import { clientOf, connectionOf, withClient } from "../change.ts"
import type { Choice } from "../choice.ts"
import type { Into } from "../kind.ts"
import type { Client, Connection, World } from "../world.ts"
import { Output } from "./output.ts"

/** Told at once and in order; nothing after `close` or `abort`. */
export interface PeerListener {
  readonly onBytes: (bytes: Uint8Array) => void
  readonly onEnd: (end: "fin" | "reset") => void
}

/** One connection, as its client holds it. */
export interface Peer {
  /** `taken` is called once: when the network has the bytes, or when the connection is gone. */
  readonly send: (bytes: Uint8Array, taken: () => void) => void
  /** Closes the sending half, behind everything that was sent. */
  readonly finish: () => void
  /** Takes nothing and sees no end until `resume`: what comes backs up. */
  readonly pause: () => void
  readonly resume: () => void
  readonly close: () => void
  /** Drops the connection with a reset. */
  readonly abort: () => void
}

export interface PeerState {
  readonly id: ConnectionId
  readonly listener: PeerListener
  readonly output: Output
  /** Sent by the client while the network had no room, in order. */
  readonly waiting: Array<Waiting>
  paused: boolean
  /** It finished while bytes of it were waiting. */
  finishing: boolean
  /** It was told that the server closed its half. It may go on sending, as no script does. */
  sawEnd: boolean
  /** It is told nothing more. */
  gone: boolean
}

export interface Waiting {
  readonly bytes: Uint8Array
  readonly taken: () => void
}

export const freshPeer = (id: ConnectionId, listener: PeerListener): PeerState => ({
  id,
  listener,
  output: new Output(),
  waiting: [],
  paused: false,
  finishing: false,
  sawEnd: false,
  gone: false
})

/** What a client takes at once: as much as Node reads of a socket. */
export const takesBytesMax = 64 * 1024

/** A client of the world without a script: what it does is decided outside. */
export const scriptless = (id: ConnectionId): Client => ({
  id,
  script: { id, segments: [], takesBytesMax, end: "waits" },
  state: "away",
  segment: 0,
  sentBytes: 0,
  takenBytes: 0,
  takenBytesAtSend: 0,
  stalled: false,
  ended: false
})

/** The bytes become the one segment of the script, which the client of the world can then send. */
export const withSegment = (world: World, id: ConnectionId, bytes: Uint8Array): World => {
  const client = clientOf(world, id)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")
  const script = { ...client.script, segments: [{ text, after: "nothing" } as const] }
  return withClient(world, { ...client, script, segment: 0 })
}

/** Whether both sides have ended. */
export const isOver = (world: World, id: ConnectionId): boolean =>
  clientOf(world, id).state === "over" && connectionOf(world, id).state === "over"

export const without = (world: World, id: ConnectionId): World => ({
  ...world,
  clients: world.clients.filter((client) => client.id !== id),
  connections: world.connections.filter((connection) => connection.id !== id)
})

/** What can come to the clients now. */
export const peerChoices = (
  world: World,
  peers: ReadonlyMap<ConnectionId, PeerState>,
  into: Into<Choice>
): void => {
  for (const connection of world.connections) {
    const peer = peers.get(connection.id)
    if (peer !== undefined && !peer.paused && !peer.gone) comingChoice(peer, connection, into)
  }
}

const comingChoice = (
  { id, sawEnd }: PeerState,
  { outboundBytes, unsentBytes, outboundEnd }: Connection,
  into: Into<Choice>
): void => {
  if (outboundBytes > 0) {
    const bytes = Math.min(outboundBytes, takesBytesMax)
    into.push({ _tag: "ClientTakes", client: id, bytes })
  } else if (outboundEnd === "reset") into.push({ _tag: "ClientSeesReset", client: id })
  else if (outboundEnd === "end" && unsentBytes === 0 && !sawEnd)
    into.push({ _tag: "ClientSeesEnd", client: id })
}
