import { describe, expect, test } from "vitest"
import type { Verdict } from "../../src/conformance/case.ts"
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
