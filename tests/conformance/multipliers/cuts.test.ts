import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { finestCuts, randomCuts, twoWayCuts } from "../../../src/conformance/multipliers/cuts.ts"
import { octets, pieces } from "../../../src/conformance/request.ts"

const rising = (cuts: ReadonlyArray<number>, bytes: Uint8Array): boolean =>
  cuts.every((cut, index) => cut > (cuts[index - 1] ?? 0) && cut < bytes.length)

const requests = fc.uint8Array({ maxLength: 2_000 })

test("cuts lie inside the request, rise, and put together again give the request", () => {
  fc.assert(
    fc.property(requests, fc.integer(), (bytes, seed) => {
      const all = [
        finestCuts(bytes),
        twoWayCuts(bytes, undefined),
        twoWayCuts(bytes, 6),
        ...randomCuts(bytes, seed, 5)
      ]
      for (const cuts of all) {
        if (!rising(cuts, bytes)) return false
        if (Buffer.compare(Buffer.concat(pieces(bytes, cuts)), bytes) !== 0) return false
      }
      return true
    })
  )
})

describe("two-way cuts", () => {
  test("of a short request are all that there are", () => {
    expect(twoWayCuts(octets("GET / HTTP/1.1"), undefined)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1)
    )
  })

  test("of a long one are those around its line ends, and at the sizes of buffers", () => {
    const long = octets(`GET / HTTP/1.1\r\nX: ${"a".repeat(9_000)}\r\n\r\n`)
    const cuts = twoWayCuts(long, undefined)
    // Before CR, between CR and LF, behind LF.
    expect(cuts).toEqual(expect.arrayContaining([14, 15, 16, 4_096, 8_192, long.length - 1]))
    expect(cuts.length).toBeLessThan(40)
  })

  test("are few where each answer is large, the first and the last among them", () => {
    expect(twoWayCuts(octets("GET / HTTP/1.1"), 3)).toEqual([1, 7, 13])
  })
})

test("random cuts are the same for the same seed, and others for another", () => {
  const bytes = octets("GET /hello.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
  expect(randomCuts(bytes, 7, 5)).toEqual(randomCuts(bytes, 7, 5))
  expect(randomCuts(bytes, 7, 5)).not.toEqual(randomCuts(bytes, 8, 5))
  expect(randomCuts(octets("ab"), 7, 5)).toEqual([])
})
