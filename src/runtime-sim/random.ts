/** Seeded randomness: the same seed gives the same numbers on every machine. */
import { uniformInt } from "pure-rand/distribution/uniformInt"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"

export interface Random {
  /** A whole number from `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number
  /** True once in `count` times on average. */
  readonly once: (count: number) => boolean
  readonly pick: <Item>(items: ReadonlyArray<Item>) => Item
}

/** Streams of the same seed with different salts are independent: a workload and its schedule, say. */
export const randomOf = (seed: number, salt: number): Random => {
  const generator = xoroshiro128plus(Math.imul(seed ^ (seed >>> 16), 0x9e3779b1) ^ salt)
  // Neighbouring seeds begin alike; the first numbers are thrown away.
  for (let count = 0; count < 8; count++) generator.next()
  const between = (least: number, most: number) => uniformInt(generator, least, most)
  return {
    between,
    once: (count) => between(1, count) === 1,
    pick: (items) => {
      const item = items[between(0, items.length - 1)]
      if (item === undefined) throw new Error("nothing to pick from")
      return item
    }
  }
}
