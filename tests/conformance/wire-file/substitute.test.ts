/** Facts of the new subject in recorded octets: wherever they stand, and nowhere else. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Facts } from "../../../src/conformance/case.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { missingFacts, substitution } from "../../../src/conformance/wire-file/substitute.ts"

const factsWith = (some: Partial<Facts>): Facts => ({
  host: "localhost",
  server: undefined,
  entityTag: undefined,
  lastModified: undefined,
  secret: undefined,
  rootFolder: undefined,
  profile: defaultProfile,
  ...some
})

const replaced = (was: Partial<Facts>, is: Partial<Facts>, ...texts: ReadonlyArray<string>) => {
  const substitute = substitution(factsWith(was), factsWith(is))
  const { pieces, counts } = substitute(texts.map((text) => Buffer.from(text, "latin1")))
  return {
    texts: pieces.map((piece) => Buffer.from(piece).toString("latin1")),
    counts: Object.fromEntries(counts)
  }
}

describe("a host", () => {
  test("is replaced in fields and in targets, and counted", () => {
    const text = "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    const { texts, counts } = replaced({}, { host: "127.0.0.1:80" }, text)
    expect(texts).toEqual([text.replaceAll("localhost", "127.0.0.1:80")])
    expect(counts).toEqual({ "host localhost by 127.0.0.1:80": 2 })
  })

  test("with dots is no pattern", () => {
    const was = { host: "127.0.0.1:80" }
    expect(replaced(was, {}, "127x0.0.1:80 127.0.0.1:80").texts).toEqual(["127x0.0.1:80 localhost"])
  })

  test("that is the same changes nothing", () => {
    expect(replaced({}, {}, "localhost")).toEqual({ texts: ["localhost"], counts: {} })
  })
})

describe("an entity tag", () => {
  const strong = { entityTag: '"a"' }
  const weak = { entityTag: 'W/"b"' }
  const text = '"a" W/"a" "b" W/"b" "ab"'

  test("strong as before is replaced in both strengths", () => {
    const { texts } = replaced(strong, { entityTag: '"n"' }, text)
    expect(texts).toEqual(['"n" W/"n" "b" W/"b" "ab"'])
  })

  test("weak as before is replaced in both strengths", () => {
    const { texts } = replaced(weak, { entityTag: 'W/"n"' }, text)
    expect(texts).toEqual(['"a" W/"a" "n" W/"n" "ab"'])
  })

  test("that has become weak is weak", () => {
    const { texts } = replaced(strong, { entityTag: 'W/"n"' }, text)
    expect(texts).toEqual(['W/"n" W/"n" "b" W/"b" "ab"'])
  })

  test("that is gone is left, and that is said", () => {
    const [was, is] = [factsWith({ ...strong, lastModified: "then" }), factsWith({})]
    expect(replaced(strong, {}, text).texts).toEqual([text])
    expect(missingFacts(was, is)).toEqual(["entity tag", "Last-Modified"])
    expect([missingFacts(was, was), missingFacts(is, was)]).toEqual([[], []])
  })
})

test("a date is replaced", () => {
  const { texts } = replaced({ lastModified: "Tue" }, { lastModified: "Wed" }, "since: Tue")
  expect(texts).toEqual(["since: Wed"])
})

describe("what was cut", () => {
  test("within a value is replaced all the same, and cut as far from its beginning", () => {
    const is = { host: "127.0.0.1:8080" }
    expect(replaced({}, is, "Host: loc", "alhost\r\n").texts).toEqual([
      "Host: 127",
      ".0.0.1:8080\r\n"
    ])
  })

  test("behind the end of a shorter value is cut at its end", () => {
    expect(replaced({}, { host: "a" }, "Host: local", "host\r\n").texts).toEqual([
      "Host: a",
      "\r\n"
    ])
  })

  test("elsewhere is cut where it was, and nothing is lost", () => {
    const text = fc
      .array(fc.constantFrom("localhost", "x", "local", "\r\n"), { maxLength: 8 })
      .map((parts) => parts.join(""))
    const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 4 })
    fc.assert(
      fc.property(
        text,
        cuts,
        fc.constantFrom("a", "otherhost", "127.0.0.1:8080"),
        (all, at, host) => {
          const edges = [0, ...at.map((each) => Math.min(each, all.length)), all.length].toSorted(
            (a, b) => a - b
          )
          const texts = edges.slice(1).map((edge, index) => all.slice(edges[index], edge))
          const result = replaced({}, { host }, ...texts)
          expect(result.texts.join("")).toBe(all.replaceAll("localhost", host))
          expect(result.texts).toHaveLength(texts.length)
        }
      )
    )
  })
})
