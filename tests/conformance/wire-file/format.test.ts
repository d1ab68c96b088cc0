/** The format of wire files: nothing is lost, and what is damaged is told by its line. */
import { readFileSync } from "node:fs"
import * as Result from "effect/Result"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { decodeWire, looksLikeWire } from "../../../src/conformance/wire-file/decode.ts"
import { encodeWire } from "../../../src/conformance/wire-file/encode.ts"
import {
  exchangeOf,
  judgedExchanges,
  type WireFile
} from "../../../src/conformance/wire-file/wire-file.ts"
import { wireFiles } from "./arbitraries.ts"

const textOf = (file: WireFile): string => [...encodeWire(file)].join("")

const everyOctet = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))

const small: WireFile = {
  caseId: "R-06",
  title: "HTTP/1.1 without Host",
  level: "MUST",
  clauses: ["rfc9112#section-3.2-6"],
  verdict: "deviates",
  outcome: "none of these",
  expected: "400",
  found: "200 (5), FIN",
  subject: "node server.js {port} {root}",
  started: "2026-01-01T00:00:00.000Z",
  facts: {
    host: "localhost",
    server: undefined,
    entityTag: '"a"',
    lastModified: undefined,
    secret: undefined,
    rootFolder: undefined,
    profile: { ...defaultProfile, seed: 7 }
  },
  connections: [
    {
      label: "GET",
      methods: ["GET"],
      isControl: false,
      entries: [
        { kind: "opened", atMicros: 0 },
        { kind: "sent", atMicros: 12, bytes: Buffer.from("GET / HTTP/1.1\r\n\r\n") },
        {
          kind: "received",
          atMicros: 1_500,
          bytes: Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        },
        { kind: "fin-received", atMicros: 1_501 }
      ]
    }
  ]
}

const decoded = (text: string) => decodeWire(Buffer.from(text))

describe("what was encoded", () => {
  test("is decoded to the same, whatever it is", () => {
    fc.assert(
      fc.property(wireFiles, (file) => {
        expect(decoded(textOf(file))).toEqual(Result.succeed(file))
      })
    )
  })

  test("has lines that end, and are short where they hold octets", () => {
    fc.assert(
      fc.property(wireFiles, (file) => {
        const lines = textOf(file).split("\n")
        expect(lines.at(-1)).toBe("")
        const long = lines.filter((line) => /^ /.test(line) && line.length > 20 + 4 * 80 + 12)
        expect(long).toEqual([])
      })
    )
  })

  test("keeps each of the 256 octets, in ASCII", () => {
    const [connection] = small.connections
    if (connection === undefined) throw new Error("the sample has a connection")
    const entries = [{ kind: "sent", atMicros: 0, bytes: everyOctet }] as const
    const text = textOf({ ...small, connections: [{ ...connection, entries }] })
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    const [read] = Result.getOrThrow(decoded(text)).connections
    expect(read?.entries).toEqual(entries)
  })

  test("is for people: a line for each line that was sent", () => {
    expect(textOf(small)).toContain(
      [
        "connection: GET",
        "methods: GET",
        "       0 opened",
        String.raw`      12 > "GET / HTTP/1.1\r\n"`,
        String.raw`         + "\r\n"`,
        String.raw`    1500 < "HTTP/1.1 200 OK\r\n"`,
        String.raw`         + "Content-Length: 5\r\n"`,
        String.raw`         + "\r\n"`,
        `         + "hello"`,
        "    1501 < FIN",
        "",
        "end",
        ""
      ].join("\n")
    )
  })

  test("comes in blocks that are no longer than they need to be", () => {
    const bytes = Buffer.alloc(1_000_000, "x")
    const entries = [{ kind: "received", atMicros: 0, bytes }] as const
    const connection = { label: "", methods: [], isControl: false, entries }
    const blocks = [...encodeWire({ ...small, connections: [connection] })]
    expect(blocks.length).toBeGreaterThan(10)
    expect(blocks.filter((block) => !block.endsWith("\n"))).toEqual([])
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(70_000)
  })
})

test("spaces around a text would be lost in an editor, so it is quoted", () => {
  expect(textOf({ ...small, outcome: " a " })).toContain('\noutcome: " a "\n')
  expect(textOf({ ...small, outcome: "a b" })).toContain("\noutcome: a b\n")
})

describe("octets are read again as", () => {
  test("the responses they were", () => {
    const [exchange] = small.connections.map(exchangeOf)
    expect(exchange).toMatchObject({ end: "fin", leftoverBytes: 0, receivedBytes: 43 })
    expect(exchange?.finals.map(({ status }) => status)).toEqual([200])
  })

  test("the first end that came", () => {
    const ended = (...kinds: ReadonlyArray<"fin-received" | "reset">) =>
      exchangeOf({
        label: "",
        methods: [],
        isControl: false,
        entries: kinds.map((kind) => ({ kind, atMicros: 0 }))
      }).end
    expect([ended(), ended("reset"), ended("fin-received", "reset")]).toEqual([
      "open",
      "reset",
      "fin"
    ])
  })
})

describe("a damaged file is told by its line", () => {
  const good = textOf(small)
  const change = (from: string | RegExp, to: string) => good.replace(from, to)
  const lineOf = (part: string) => good.split("\n").findIndex((line) => line.includes(part)) + 1
  const damaged: ReadonlyArray<readonly [what: string, text: string, line: number, why: RegExp]> = [
    ["another format", change("wire/1", "wire/2"), 1, /"format: amped-wire\/1" is due/],
    ["nothing", "", 1, /is due here/],
    ["an unknown name", change("title:", "titel:"), 3, /no line of a header/],
    ["a name twice", change("title:", "level:"), 4, /a second level/],
    ["no case", change(/^case: .*\n/m, ""), lineOf("connection:") - 2, /ends without case/],
    ["no such level", change("level: MUST", "level: WILL"), 4, /no value of level/],
    ["no such verdict", change("verdict: deviates", "verdict: bad"), 6, /no value of verdict/],
    ["no seed", change("seed: 7", "seed: seven"), lineOf("seed:"), /no value of seed/],
    ["half a text", change('"\\"a\\""', '"a'), lineOf("entity-tag"), /no value of entity-tag/],
    ["half a list", change("clauses: ", "clauses: ["), 5, /no value of clauses/],
    ["no profile", change("profile: {", "profile: "), lineOf("profile"), /no value of profile/],
    ["no methods", change("methods: GET\n", ""), lineOf("methods"), /"methods: " is due/],
    ["an unknown entry", change("opened", "closed"), lineOf("opened"), /no entry/],
    ["a time that is none", change("      12 >", "      1x >"), lineOf(" 12 >"), /no entry/],
    ["octets of a FIN", change("< FIN", '< FIN "x"'), lineOf("< FIN"), /octets after < FIN/],
    ["no octets", change(/ > ".*/, " >"), lineOf(" 12 >"), /no octets after >/],
    ["a wrong escape", change('"hello"', '"\\hello"'), lineOf('"hello"'), /JavaScript string/],
    ["a loose continuation", change("    1501 < FIN", "  + x"), lineOf("1501"), /no entry/],
    ["a cut file", good.slice(0, -4), lineOf("1501") + 2, /ends early/],
    ["a cut line", good.slice(0, -1), lineOf("1501") + 2, /has no end/],
    ["more behind it", `${good}more\n`, lineOf("1501") + 3, /text behind the end/]
  ]
  for (const [what, text, line, why] of damaged)
    test(what, () => {
      const result = decoded(text)
      expect(Result.isFailure(result) ? result.failure : undefined).toMatchObject({
        line,
        message: expect.stringMatching(why)
      })
    })

  test("cut anywhere, it is no wire file", () => {
    const whole = [...Array(good.length).keys()].filter((length) =>
      Result.isSuccess(decoded(good.slice(0, length)))
    )
    expect(whole).toEqual([])
  })
})

test("a file that was kept is read, and written as it was", () => {
  const kept = readFileSync(new URL("samples/R-06.wire", import.meta.url), "utf8")
  const file = Result.getOrThrow(decoded(kept))
  expect(file).toMatchObject({ caseId: "R-06", verdict: "deviates", facts: { host: "localhost" } })
  expect(file.connections.map(({ isControl }) => isControl)).toEqual([false, true])
  const [exchange] = judgedExchanges(file)
  expect(exchange?.finals.map(({ status }) => status)).toEqual([200, 200])
  // A profile of a later version says more.
  const withoutProfile = (text: string) => text.replace(/^profile: .*$/m, "")
  expect(withoutProfile(textOf(file))).toBe(withoutProfile(kept))
})

test("a wire file is told from other files by how it begins", () => {
  const looks = (text: string) => looksLikeWire(Buffer.from(text))
  expect(looks(textOf(small))).toBe(true)
  expect(looks("format: amped-wire/2\n")).toBe(true)
  expect(looks('{"format":"amped-trace/1"}\n')).toBe(false)
  expect(looks("")).toBe(false)
})
