/** A short, stable digest of text, for telling traces apart. Not for secrets. */

/** Before the first text. */
export const digestStart = "0".repeat(16)

/**
 * Chains a text to the digest of all before it: 64 bits from two multiplicative hashes, the same on every
 * machine. Two different traces share a digest by chance about once in 10^19 pairs.
 */
export const digestOf = (before: string, text: string): string => {
  let high = Number.parseInt(before.slice(0, 8), 16) ^ 0x41c6ce57
  let low = Number.parseInt(before.slice(8), 16) ^ 0x6c078965
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5bd1e995)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return hex(high) + hex(low)
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0")
