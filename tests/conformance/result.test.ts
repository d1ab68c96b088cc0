import { describe, expect, test } from "vitest"
import type { Verdict } from "../../src/conformance/case.ts"
import { applyKnown } from "../../src/conformance/known.ts"
import { renderReport } from "../../src/conformance/report.ts"
import { reportToJson } from "../../src/conformance/report-json.ts"
import { type CaseResult, type Report, exitCodeOf, totalsOf } from "../../src/conformance/result.ts"

const result = (verdict: Verdict, id = "R-06"): CaseResult => ({
  id,
  title: "HTTP/1.1 without Host",
  level: "MUST",
  clauses: ["rfc9112#section-3.2-6"],
  why: "",
  rules: ["read/bad-host"],
  chapter: "target",
  verdict,
  outcome: "none",
  expected: "400",
  found: "200 (12), FIN",
  durationMillis: 1,
  exchanges: []
})

const report = (...cases: ReadonlyArray<CaseResult>): Report => ({
  subject: "http://localhost/",
  server: "test/1",
  knownAs: undefined,
  brokenControls: [],
  started: "2024-01-02T03:04:05.000Z",
  durationMillis: 1,
  cases,
  deaths: [],
  totals: totalsOf(cases)
})

describe("exit codes", () => {
  test.each([
    [0, ["pass", "choice", "not-applicable", "unclear", "expected-fail"]],
    [1, ["pass", "deviates"]],
    [1, ["unexpected-pass"]],
    [1, ["blocked"]],
    [3, ["deviates", "crash"]],
    [4, ["crash", "harness-fault"]]
  ] as const)("%d for %j", (code, verdicts) => {
    expect(exitCodeOf(report(...verdicts.map((each) => result(each))))).toBe(code)
  })

  test("3 if the subject died, even if no case is to blame", () => {
    expect(exitCodeOf({ ...report(result("pass")), deaths: [{ how: "died", during: [] }] })).toBe(3)
  })
})

describe("known deviations", () => {
  const known = {
    name: "test 1",
    server: /^test/,
    deviations: [{ id: "R-06", clause: "rfc9112#section-3.2-6", reason: "by design" }]
  }

  test.each([
    ["deviates", "expected-fail"],
    ["pass", "unexpected-pass"],
    ["choice", "unexpected-pass"],
    ["blocked", "blocked"],
    ["crash", "crash"],
    ["not-applicable", "not-applicable"]
  ] as const)("%s becomes %s", (given, expected) => {
    expect(applyKnown(known, [result(given)])[0]?.verdict).toBe(expected)
  })

  test("others keep their verdict", () => {
    expect(applyKnown(known, [result("deviates", "R-07")])[0]?.verdict).toBe("deviates")
    expect(applyKnown(undefined, [result("deviates")])[0]?.verdict).toBe("deviates")
  })
})

test("three numbers, and robustness apart", () => {
  const should = { ...result("deviates"), level: "SHOULD" } as const
  const security = { ...result("pass"), level: "security" } as const
  expect(totalsOf([result("pass"), result("expected-fail"), should, security])).toMatchObject({
    must: { kept: 1, judged: 2 },
    should: { kept: 0, judged: 1 },
    choices: 0,
    robustness: { kept: 1, judged: 1 }
  })
})

test("a deviation is shown with its clause, what was expected, and what was found", () => {
  const text = renderReport(report(result("deviates"), result("pass", "R-07")))
  expect(text).toContain("rfc9112#section-3.2-6")
  expect(text).toContain("expected: 400")
  expect(text).toContain("found:    none: 200 (12), FIN")
  expect(text).not.toContain("R-07")
})

test("the JSON form holds the octets of what did not pass, as base64", () => {
  const exchange = {
    label: "GET",
    entries: [{ kind: "sent", atMicros: 1, bytes: Buffer.from("\x80") }],
    responses: [],
    finals: [],
    problems: [],
    leftoverBytes: 0,
    receivedBytes: 0,
    received: Buffer.alloc(0),
    end: "fin"
  } as const
  const json: unknown = JSON.parse(
    reportToJson(report({ ...result("deviates"), exchanges: [exchange] }))
  )
  const entry = { kind: "sent", atMicros: 1, octets: 2, base64: "woA=" }
  expect(json).toMatchObject({ format: 1, cases: [{ exchanges: [{ entries: [entry] }] }] })
})
