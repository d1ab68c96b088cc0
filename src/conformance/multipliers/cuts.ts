/** Where a request is cut: everywhere if it is short, else where parsers change their minds. */
import { uniformInt } from "pure-rand/distribution/uniformInt"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"

/** Up to here every offset is tried. */
const everyOffsetBytesMax = 512
/** Around each line end, since CR and LF in two reads is where parsers lose one of them. */
const besideLineEnds = [-1, 0, 1, 2]
const lineEndsMax = 24

/** Offsets at which to cut in two, in order. `fewMax` bounds them where each answer is large. */
export const twoWayCuts = (
  bytes: Uint8Array,
  fewMax: number | undefined
): ReadonlyArray<number> => {
  const all =
    bytes.length <= everyOffsetBytesMax
      ? Array.from({ length: Math.max(0, bytes.length - 1) }, (_, index) => index + 1)
      : telling(bytes)
  return fewMax === undefined ? all : spread(all, fewMax)
}

const telling = (bytes: Uint8Array): ReadonlyArray<number> => {
  const ends: Array<number> = []
  for (let at = bytes.indexOf(0x0d); at !== -1; at = bytes.indexOf(0x0d, at + 1)) ends.push(at + 1)
  const near = spread(ends, lineEndsMax).flatMap((end) => besideLineEnds.map((by) => end + by))
  const powers = [1, 2, 4_095, 4_096, 4_097, 8_192, 16_384, 65_535, 65_536, bytes.length - 1]
  return [...new Set([...near, ...powers])]
    .filter((at) => at > 0 && at < bytes.length)
    .toSorted((a, b) => a - b)
}

/** So many of them at most, evenly, the first and the last among them. */
const spread = (all: ReadonlyArray<number>, max: number): ReadonlyArray<number> => {
  if (all.length <= max) return all
  const step = (all.length - 1) / Math.max(1, max - 1)
  return Array.from({ length: max }, (_, index) => all[Math.round(index * step)] ?? 0)
}

/** One octet at a time; long requests in as many equal pieces as fit into the time. */
export const finestCuts = (bytes: Uint8Array): ReadonlyArray<number> =>
  spread(
    Array.from({ length: Math.max(0, bytes.length - 1) }, (_, index) => index + 1),
    everyOffsetBytesMax
  )

/** `count` sets of two to eight cuts, the same for the same seed and the same length. */
export const randomCuts = (
  bytes: Uint8Array,
  seed: number,
  count: number
): ReadonlyArray<ReadonlyArray<number>> => {
  if (bytes.length < 3) return []
  const random = xoroshiro128plus(seed ^ (bytes.length * 0x9e3779b1))
  const draw = (): ReadonlyArray<number> => {
    const cuts = Array.from({ length: uniformInt(random, 2, 8) }, () =>
      uniformInt(random, 1, bytes.length - 1)
    )
    return [...new Set(cuts)].toSorted((a, b) => a - b)
  }
  return Array.from({ length: count }, draw)
}
