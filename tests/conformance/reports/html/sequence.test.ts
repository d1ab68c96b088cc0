import { describe, expect, test } from "vitest"
import { readableOctets, sequenceOf } from "../../../../src/conformance/reports/html/sequence.ts"
import { entry, everyOctet, exchange } from "../runs.ts"

const octets = (text: string) => Buffer.from(text, "latin1")
const limits = { entriesMax: 10, octetsMax: 100 }

describe("octets are read without loss", () => {
  test.each([
    ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1↵\nHost: a↵\n↵"],
    ["a\nb", "a\\n\nb"],
    ["a\rb", "a\\rb"],
    ["\r\r\n", "\\r↵"],
    ["\\r\\x00", "\\\\r\\\\x00"],
    ["\0\t\x7f\xff", "\\x00\\x09\\x7f\\xff"]
  ])("%j", (given, text) => {
    expect(readableOctets(octets(given))).toBe(text)
  })

  test("no two octets look alike", () => {
    const seen = Array.from(everyOctet, (octet) => readableOctets(octets(`<${octet}>`)))
    expect(new Set(seen).size).toBe(256)
  })
})

test("each entry has its time, its direction, and its octets or its mark", () => {
  const { text } = sequenceOf(
    exchange(entry("sent", "<a>", 1_480), { kind: "reset", atMicros: 250_000 }),
    limits
  )
  expect(text).toMatch(/<li class="sent">\s*<time>1\.48<\/time><i title="sent">&gt;<\/i>/)
  expect(text).toContain("<code>&lt;a&gt;</code>")
  expect(text).toMatch(/<li class="reset">\s*<time>250<\/time><i title="received">&lt;<\/i>/)
  expect(text).toContain(`<b class="mark">RST</b>`)
})

test("what is not shown is counted", () => {
  const long = exchange(entry("sent", "x".repeat(1_200), 0), entry("sent", "y", 1))
  const { text } = sequenceOf({ ...long, entriesLeftOut: 3 }, { entriesMax: 1, octetsMax: 100 })
  expect(text).toContain("… 1,100 more octets")
  expect(text).toContain("… 4 more entries")
})
