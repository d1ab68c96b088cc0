import fc from "fast-check"
import { expect, it } from "vitest"
import { digestOf, digestStart, digestText } from "../../src/runtime/digest.ts"

const digest = (...texts: ReadonlyArray<string>) => digestText(texts.reduce(digestOf, digestStart))

it("a digest never changes: recorded ones stay true", () => {
  expect(digest("one", "two")).toMatchInlineSnapshot(`"647e6dc8af2e0d8c"`)
})

it("texts that differ, in a character, in length or in order, have different digests", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (left, right) => {
      const same = left.length === right.length && left.every((text, at) => text === right[at])
      expect(digest(...left) === digest(...right)).toBe(same)
    }),
    { numRuns: 1000 }
  )
  expect(digest("ab")).not.toBe(digest("a", "b"))
  expect(digest("a\0")).not.toBe(digest("a"))
})

it("one character more or less spreads over the whole digest", () => {
  const digests = Array.from({ length: 10_000 }, (_, index) => digest(`entry ${index}`))
  expect(new Set(digests).size).toBe(digests.length)
  expect(new Set(digests.map((text) => text.slice(0, 3))).size).toBeGreaterThan(3000)
})
