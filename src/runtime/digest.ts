/** A short, stable digest of texts in order, for telling traces apart. Not for secrets. */

/** Two 32-bit halves. */
export interface Digest {
  readonly high: number
  readonly low: number
}

/** Before the first text. */
export const digestStart: Digest = { high: 0x41c6ce57, low: 0x6c078965 }

/**
 * Chains a text to all before it, the same on every machine. Two different traces share a digest by chance
 * about once in 10^19 pairs.
 */
export const digestOf = (before: Digest, text: string): Digest => {
  let high = before.high ^ text.length
  let low = before.low
  const paired = text.length - 1
  // Two characters at once, for half the products; one alone at the end of an odd text.
  for (let index = 0; index < text.length; index += 2) {
    const next = index < paired ? text.charCodeAt(index + 1) : 0
    const unit = text.charCodeAt(index) ^ (next << 16)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = (((low << 13) | (low >>> 19)) + high) | 0
  }
  // The products only carry upwards: what the top bits know is brought down, and into the other half.
  return {
    high: Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35),
    low: Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  }
}

/** As 16 hexadecimal digits. */
export const digestText = ({ high, low }: Digest): string => hex(high) + hex(low)

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, "0")
