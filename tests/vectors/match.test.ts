/** What counts as the same step, and what doesn't: freedoms are free, and nothing else is. */
import { describe, expect, test } from "vitest"
import type { AnswerPattern, Outcome } from "../../src/conformance/vectors/format.ts"
import { difference } from "../../src/conformance/vectors/match.ts"
import { filtered } from "../../src/conformance/vectors/library.ts"
import type { Command, Part } from "../../src/state-machine/command.ts"
import { vectors } from "./vector-files.ts"

const answer: AnswerPattern = {
  status: [404, 403],
  fields: { date: "Tue, 14 Nov 2023 22:13:20 GMT", connection: "{closes}", etag: "{weak tag}" },
  absent: ["transfer-encoding"],
  body: "free"
}

const timer = { _tag: "Connection", connection: 1 } as const
const slice = {
  _tag: "Slice",
  chunk: 1,
  chunkOffset: 0,
  lengthBytes: 3,
  path: "/a",
  version: "v1",
  offset: 0
} as const

const lines = (...own: ReadonlyArray<string>): ReadonlyArray<string> => [
  "HTTP/1.1 404 Whatever",
  "DATE:Tue, 14 Nov 2023 22:13:20 GMT ",
  "Connection: x, Close",
  ...own
]

const sending = (
  head: ReadonlyArray<string>,
  body = "",
  ...more: ReadonlyArray<Part>
): Command => ({
  _tag: "Send",
  connection: 1,
  parts: [{ _tag: "Text", text: `${head.join("\r\n")}\r\n\r\n${body}` }, ...more]
})

const allowed = (pattern: Partial<AnswerPattern> = {}): ReadonlyArray<Outcome> => [
  { rules: [], commands: [{ _tag: "Send", connection: 1, answer: { ...answer, ...pattern } }] }
]

const found = (command: Command, pattern: Partial<AnswerPattern> = {}): string => {
  const differs = difference(allowed(pattern), { commands: [command] })
  return differs === undefined ? "" : `${differs.allowed} | ${differs.found}`
}

describe("an answer", () => {
  test("is free in its reason, its other fields, their order and case, and its text", () => {
    expect(found(sending(lines("Server: mine", "content-length: 4"), "Nope"))).toBe("")
    expect(found(sending(lines('ETag: W/"x"'), ""))).toBe("")
  })

  test.each([
    ["status", sending(lines().with(0, "HTTP/1.1 400 No")), /status 404 or 403 \| status 400/],
    ["date", sending(lines().with(1, "Date: now")), /date: Tue, .* \| date: now/],
    ["no date", sending(lines().toSpliced(1, 1)), /no field date/],
    ["close", sending(lines().with(2, "Connection: x")), /the option close/],
    ["strong tag", sending(lines('ETag: "x"')), /a weak entity tag, or no field \| etag: "x"/],
    ["what must not be", sending(lines("Transfer-Encoding: x")), /no field transfer-encoding/],
    ["a line that is none", sending(lines("a b")), /no field line: "a b"/],
    ["a bare CR", sending(lines("a: b\rc")), /no field line/],
    ["short body", sending(lines("Content-Length: 5"), "Nope"), /a body of 5 octets.* \| 4 octets/],
    [
      "two lengths",
      sending(lines("Content-Length: 4", "Content-Length: 4"), "Nope"),
      /undefined octets/
    ],
    ["a slice", sending(lines("Content-Length: 3"), "", slice), /a body of 3 octets/],
    ["no answer", { _tag: "Send", connection: 1, parts: [slice] }, /an answer, status 404/],
    [
      "elsewhere",
      { ...sending(lines()), connection: 2 } as Command,
      /"connection":1.*"connection":2/
    ]
  ] as const)("is not free in %s", (_, command, words) => {
    expect(found(command)).toMatch(words)
  })

  test("without a body has none", () => {
    expect(found(sending(lines("Content-Length: 4")), { body: "none" })).toBe("")
    expect(found(sending(lines(), "Nope"), { body: "none" })).toMatch(/^no body \| /)
  })

  test("of a file has its slices and nothing else", () => {
    const body = { parts: [slice] }
    expect(found(sending(lines(), "", slice), { body })).toBe("")
    expect(found(sending(lines(), "x", slice), { body })).toMatch(/Slice/)
    expect(found(sending(lines(), "", { ...slice, offset: 1 }), { body })).toMatch(/offset/)
  })

  test("may encode a location in its own way, and lead nowhere else", () => {
    const fields = { location: "/a%20b:/" }
    expect(found(sending(lines("Location: /%61%20b%3a/")), { fields })).toBe("")
    expect(found(sending(lines("Location: /a%2520b:/")), { fields })).toMatch(/location/)
  })

  test("4xx stands for any of them", () => {
    expect(found(sending(lines().with(0, "HTTP/1.1 418 No")), { status: ["4xx"] })).toBe("")
    expect(found(sending(lines().with(0, "HTTP/1.1 500 No")), { status: ["4xx"] })).toMatch(/500/)
  })
})

describe("commands", () => {
  const log = {
    connection: 1,
    method: "GET",
    target: "/",
    status: 404,
    bodyBytes: 9,
    rule: "send/last"
  }
  const outcome: Outcome = {
    rules: ["send/last"],
    commands: [
      { _tag: "Log", record: { ...log, status: [404, 403], bodyBytes: "own" } },
      { _tag: "Finish", connection: 1 },
      { _tag: "StopTimer", timer },
      { _tag: "Close", connection: 1, how: "gracefully" }
    ],
    order: [[1, 3]],
    optional: [2]
  }
  const logged: Command = { _tag: "Log", record: { ...log, status: 403, bodyBytes: 2 } }
  const finish: Command = { _tag: "Finish", connection: 1 }
  const close: Command = { _tag: "Close", connection: 1, how: "gracefully" }
  const stop: Command = { _tag: "StopTimer", timer }
  const told = (...commands: ReadonlyArray<Command>) => difference([outcome], { commands })

  test("come in any order but the one that is owed, with or without what changes nothing", () => {
    expect(told(logged, finish, stop, close)).toBeUndefined()
    expect(told(finish, close, logged)).toBeUndefined()
  })

  test.each([
    ["order", [logged, close, finish], /Finish before Close/, /Close first/],
    ["missing", [logged, finish], /^Close/, /no Close in Log Finish/],
    ["more", [logged, finish, close, finish], /nothing more/, /^Finish/],
    ["other", [logged, finish, { ...close, how: "reset" }], /gracefully/, /reset/],
    ["status in the log", [{ _tag: "Log", record: log }, finish, close], undefined, undefined],
    [
      "rule in the log",
      [{ _tag: "Log", record: { ...log, rule: "x" } }, finish, close],
      /send.last/,
      /"x"/
    ]
  ] as const)("%s", (_, commands, words, instead) => {
    const differs = told(...(commands as ReadonlyArray<Command>))
    if (words === undefined) expect(differs).toBeUndefined()
    else {
      expect(differs?.allowed).toMatch(words)
      expect(differs?.found).toMatch(instead)
    }
  })

  test("rules are compared where they are told", () => {
    const commands = [logged, finish, close]
    expect(difference([outcome], { commands, rules: ["send/last"] })).toBeUndefined()
    expect(difference([outcome], { commands, rules: [] })?.allowed).toBe("rules send/last")
  })

  test("any of several outcomes will do", () => {
    const other: Outcome = { rules: [], commands: [], because: "nothing is right as well" }
    expect(difference([outcome, other], { commands: [] })).toBeUndefined()
    expect(difference([outcome, other], { commands: [stop] })).toBeDefined()
    expect(difference([], { commands: [] })).toBeDefined()
  })
})

describe("a filter", () => {
  test.each([
    ["read/bad-host/none", /^read\/bad-host\/none$/],
    ["read/**", /^read\//],
    ["*/bad-*/*", /^(read|find)\/bad-/],
    ["find/warm", /^./]
  ])("%s", (glob, ids) => {
    const chosen = filtered(vectors, glob)
    expect(chosen.length).toBeGreaterThan(0)
    expect(chosen.length).toBeLessThan(vectors.length)
    for (const { id } of chosen) expect(id).toMatch(ids)
  })

  test("takes dots and brackets as they are, and a star for no slash", () => {
    expect(filtered(vectors, "read.bad-host.none")).toEqual([])
    expect(filtered(vectors, "read*none")).toEqual([])
  })
})
