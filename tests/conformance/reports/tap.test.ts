import { Parser, type Result as TapResult } from "tap-parser"
import { describe, expect, test } from "vitest"
import { runsToTap } from "../../../src/conformance/reports/tap.ts"
import { everyVerdict, hello, nasty, recorded, runOf } from "./runs.ts"

interface Read {
  readonly points: ReadonlyArray<TapResult>
  readonly ok: boolean
  readonly failures: number
  readonly stray: ReadonlyArray<string>
}

/** As another program reads it; what it can't make sense of is stray. */
const read = (text: string): Read => {
  const points: Array<TapResult> = []
  const stray: Array<string> = []
  const parser = new Parser({ strict: true })
  parser.on("assert", (point: TapResult) => points.push(point))
  parser.on("extra", (line: string) => stray.push(line))
  let summary = { ok: false, fail: -1 }
  parser.on("complete", (results: { ok: boolean; fail: number }) => (summary = results))
  parser.end(text)
  return { points, stray, ok: summary.ok, failures: summary.fail }
}

test("a run that keeps everything is all right", () => {
  const text = runsToTap([runOf([recorded("pass", "R-01"), recorded("choice", "R-02")])])
  expect(text).toMatch(/^TAP version 14\n1\.\.4\n/)
  expect(read(text)).toMatchObject({ ok: true, failures: 0, stray: [] })
  expect(text).toContain("# nginx/1.22.1: MUST kept: 2 of 2, SHOULD kept: 0 of 0, choices made: 1")
})

test("a deviation is diagnosed", () => {
  const deviation = recorded("deviates", "R-06", { fix: { any: "answer 400" }, exchanges: [hello] })
  const { points, ok } = read(runsToTap([runOf([deviation])]))
  expect(ok).toBe(false)
  expect(points.at(-1)).toMatchObject({
    ok: false,
    name: "R-06 HTTP/1.1 without Host",
    diag: {
      verdict: "deviates",
      expected: "400",
      clauses: ["rfc9112#section-3.2-6"],
      fix: "answer 400"
    },
    time: 3
  })
  expect(points.at(-1)?.diag.wire[2]).toContain(String.raw`> "GET / HTTP/1.1\r\n\r\n"`)
})

describe("directives", () => {
  const cases = [
    recorded("not-applicable", "R-01", { outcome: "no TLS # here" }),
    recorded("unclear", "R-02", { outcome: "no judgement" }),
    recorded("expected-fail", "R-03", { reason: "by design" }),
    recorded("pass", "R-04", { title: "a # SKIP in a title" })
  ]
  const { points, ok } = read(runsToTap([runOf(cases)]))

  test("a skipped case is skipped, a known one is to do", () => {
    expect(ok).toBe(true)
    expect(points[2]).toMatchObject({ ok: true, skip: "not-applicable: no TLS # here" })
    expect(points[3]).toMatchObject({ ok: true, skip: "unclear: no judgement" })
    expect(points[4]).toMatchObject({ ok: false, todo: "by design" })
  })

  test("a title can't become one", () => {
    expect(points[5]).toMatchObject({ ok: true, skip: false, todo: false })
  })
})

test("whatever a server sends, every point is read, and its text is whole", () => {
  const text = runsToTap([runOf(everyVerdict)])
  const { points, stray } = read(text)
  expect(text.trimEnd()).not.toMatch(/^\s*$/m)
  expect([points.length, stray]).toEqual([everyVerdict.length + 2, []])
  expect(points.filter(({ ok, todo }) => !ok && todo === false).length).toBe(6)
  expect(points.find(({ diag }) => diag?.verdict === "deviates")?.diag.found).toBe(nasty)
})

test("runs beside each other are told apart", () => {
  const run = runOf([recorded("pass", "R-01")])
  const { points } = read(runsToTap([run, { ...run, server: "Caddy" }]))
  expect(points.map(({ name }) => name.split(":")[0])).toEqual([
    ...Array.from({ length: 3 }, () => "nginx/1.22.1"),
    ...Array.from({ length: 3 }, () => "Caddy")
  ])
})
