import { describe, expect, test } from "vitest"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { newContent, oldContent, sizes } from "../../../src/conformance/cases/changes-content.ts"
import {
  judgeChange,
  judgeFraming,
  phases,
  type Phase
} from "../../../src/conformance/cases/changes-judge.ts"
import { contentAfter } from "../../../src/conformance/cases/changes-files.ts"
import { lint } from "../../../src/conformance/lint.ts"
import { rootFiles } from "../../../src/conformance/root.ts"
import { received, response } from "./exchanges.ts"

const before = oldContent(6_400)
const after = newContent(6_400)
const versions = { before, after }
const another = response(rootFiles.index.bytes)
const date = "Date: Tue, 02 Jan 2024 03:04:05 GMT"
const strong = { lines: ['ETag: "1"'] }
const mixed = Buffer.concat([before.subarray(0, 3_210), after.subarray(3_210)])

const framing = (pieces: ReadonlyArray<Uint8Array>, end: Exchange["end"] = "fin") => {
  const { verdict, outcome } = judgeFraming(
    received(pieces, { end, requests: 3 }),
    ["the file", "the file", "another file"],
    versions
  )
  return `${verdict}: ${outcome}`
}

describe("at any moment", () => {
  test.each<readonly [string, ReadonlyArray<Uint8Array>, Exchange["end"]]>([
    ["both old", [response(before), response(before), another], "fin"],
    ["old, then new", [response(before), response(after), another], "fin"],
    ["old, then gone", [response(before), response("", { status: "404 No" }), another], "fin"],
    ["cut by FIN", [response(before.subarray(0, 999), { declared: 6_400 })], "fin"],
    ["cut by RST", [response(before.subarray(0, 999), { declared: 6_400 })], "reset"],
    ["whole, then closed", [response(before)], "fin"]
  ])("right: %s", (_, pieces, end) => {
    expect(framing(pieces, end)).toMatch(/^pass: /)
  })

  test("a body of both versions is a choice, unless a strong tag says that it is one", () => {
    expect(framing([response(mixed), response(after), another])).toMatch(/^choice: /)
    const weak = { lines: ['ETag: W/"1"'] }
    expect(framing([response(mixed, weak), response(after), another])).toMatch(/^choice: /)
    expect(framing([response(mixed, strong), response(after), another])).toBe(
      "deviates: octets of both versions under a strong ETag"
    )
  })

  test.each<readonly [string, ReadonlyArray<Uint8Array>, Exchange["end"], string]>([
    [
      "the next answer where the rest of this one belongs",
      [response(before.subarray(0, 3_200), { declared: 6_400 }), response(before), another],
      "fin",
      "an octet of neither version"
    ],
    [
      "more than was declared",
      [response(before), Buffer.from("more")],
      "open",
      "octets behind the declared length"
    ],
    [
      "short, and still open",
      [response(before.subarray(0, 10), { declared: 6_400 })],
      "open",
      "a short answer, and the connection is still open"
    ],
    ["silence", [response(before)], "open", "a request was not answered"],
    [
      "another file's answer is wrong",
      [response(before), response(before), response(after)],
      "fin",
      "the request behind it got another answer"
    ],
    ["an empty success", [response("", { status: "204 No" })], "fin", "204"]
  ])("wrong: %s", (_, pieces, end, outcome) => {
    expect(framing(pieces, end)).toBe(`deviates: ${outcome}`)
  })
})

test("an answer that the case itself cut short is nobody's mistake, for the passive cases too", () => {
  const cut = received([response("abc", { declared: 100, lines: [date] })])
  expect(lint(cut).map(({ caseId }) => caseId)).toEqual(["M-14b"])
  expect(lint({ ...cut, excusesCut: true })).toEqual([])
})

const exchangeOf = ({ label, asked }: Phase, ...pieces: ReadonlyArray<Uint8Array>) =>
  received(pieces, { label, requests: asked.length })

const warm = oldContent(sizes.warmBytes)

describe("in the end", () => {
  const judge = (alteration: Parameters<typeof judgeChange>[0], last: Exchange) => {
    const between = exchangeOf(phases.warm, response(warm), response(warm), another)
    const { verdict, outcome } = judgeChange(alteration).judge([between, last], {
      host: "",
      server: undefined,
      entityTag: undefined,
      lastModified: undefined,
      secret: undefined,
      rootFolder: undefined,
      profile: undefined as never
    })
    return `${verdict}: ${outcome}`
  }
  const end = (...pieces: ReadonlyArray<Uint8Array>) => exchangeOf(phases.end, ...pieces)
  const error = (status: string, lines: ReadonlyArray<string> = []) =>
    end(response("", { status, lines }))

  test("what is there now", () => {
    for (const alteration of ["truncated", "grown", "rewritten", "replaced", "link"] as const) {
      const content = contentAfter(alteration, sizes.warmBytes)
      expect(judge(alteration, end(response(content ?? "")))).toMatch(/^pass: /)
    }
    expect(judge("deleted", error("404 Not Found"))).toMatch(/^pass: /)
    expect(judge("forbidden", error("403 Forbidden"))).toMatch(/^pass: /)
    expect(judge("folder", error("301 Moved", ["Location: /x/"]))).toMatch(/^pass: /)
    expect(judge("fifo", error("403 Forbidden"))).toMatch(/^pass: /)
  })

  test("the old version for long is a choice", () => {
    expect(judge("replaced", end(response(warm)))).toBe(
      "choice: in the end: the old version for longer than we waited"
    )
    expect(judge("forbidden", end(response(warm)))).toMatch(/^choice: in the end: still served/)
  })

  test("anything else is wrong", () => {
    const half = warm.subarray(0, 100)
    expect(judge("truncated", end(response(half, { declared: warm.length })))).toBe(
      "deviates: in the end: every fresh answer is cut short"
    )
    expect(judge("fifo", received([], { label: phases.end.label, end: "open" }))).toBe(
      "deviates: in the end: a request was not answered"
    )
    expect(judge("fifo", error("500 No"))).toBe("deviates: in the end: 500 to a fresh request")
    expect(judge("deleted", error("301 Moved", ["Location: /x/"]))).toMatch(/^deviates: /)
  })

  test("no evidence is no pass", () => {
    const { verdict } = judgeChange("grown").judge([], undefined as never)
    expect(verdict).toBe("unclear")
  })
})
