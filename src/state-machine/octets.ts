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

/** What one call may have as arguments, with room to spare. */
const argumentsMax = 8192

/**
 * One character an octet. `TextDecoder` can't: what it calls latin1 is windows-1252. `apply` takes any
 * array-like, and is six times faster than spreading it.
 */
export const latin1 = (octets: Uint8Array): string => {
  let text = ""
  for (let offset = 0; offset < octets.length; offset += argumentsMax) {
    const slice = octets.subarray(offset, offset + argumentsMax)
    text += String.fromCharCode.apply(undefined, slice as unknown as Array<number>)
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
