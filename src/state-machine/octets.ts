/** Octets as they come from the wire. */

export interface Line {
  /** Without its terminator; one character an octet. */
  readonly text: string
  /** Offset of the first octet after the line feed. */
  readonly end: number
  /** Ended by CRLF, with no other CR inside. A bare CR or LF is how requests are smuggled. */
  readonly proper: boolean
}

/** The line that starts at `start`; octets before `scan` are known to hold no line feed. */
export const nextLine = (held: Uint8Array, start: number, scan: number): Line | undefined => {
  const feed = held.indexOf(10, Math.max(start, scan))
  if (feed === -1) return undefined
  const end = feed > start && held[feed - 1] === 13 ? feed - 1 : feed
  const text = latin1(held.subarray(start, end))
  return { text, end: feed + 1, proper: end < feed && !text.includes("\r") }
}

/** One character an octet. In slices, since a call takes only so many arguments. */
export const latin1 = (octets: Uint8Array): string => {
  if (octets.length <= 4096) return String.fromCharCode(...octets)
  let text = ""
  for (let offset = 0; offset < octets.length; offset += 4096) {
    text += String.fromCharCode(...octets.subarray(offset, offset + 4096))
  }
  return text
}

export const noOctets: Uint8Array = new Uint8Array(0)

/** Both, one after the other; copies nothing when one is empty. */
export const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  if (first.length === 0) return second
  if (second.length === 0) return first
  const both = new Uint8Array(first.length + second.length)
  both.set(first, 0)
  both.set(second, first.length)
  return both
}
