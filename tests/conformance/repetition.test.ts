import { expect, test } from "vitest"
import type { CaseResult } from "../../src/conformance/result.ts"
import { combine, wilson } from "../../src/conformance/repetition.ts"

const result = (verdict: CaseResult["verdict"], outcome = "200"): CaseResult => ({
  id: "R-06",
  title: "a title",
  level: "MUST",
  clauses: ["rfc9112#section-3.2-6"],
  why: "a reason",
  rules: ["read/bad-host"],
  chapter: "target",
  verdict,
  outcome,
  expected: "400",
  found: "200",
  durationMillis: 2,
  exchanges: []
})

test.each([
  // From the table of Wilson's interval for 95 per cent.
  [0, 10, 0, 0.278],
  [10, 10, 0.722, 1],
  [5, 10, 0.237, 0.763],
  [3, 50, 0.021, 0.162]
])("%d of %d: %d to %d", (passes, runs, low, high) => {
  const interval = wilson(passes, runs)
  expect(interval.low).toBeCloseTo(low, 3)
  expect(interval.high).toBeCloseTo(high, 3)
})

test("one run is told as it is, and equal ones with their number", () => {
  expect(combine([result("pass")])).toEqual(result("pass"))
  expect(combine([result("pass"), result("pass")])).toMatchObject({
    verdict: "pass",
    repetition: { runs: 2, passes: 2 },
    durationMillis: 4
  })
  expect(combine([result("deviates"), result("deviates")]).verdict).toBe("deviates")
})

test("a verdict that comes and goes is flaky", () => {
  expect(combine([result("pass"), result("deviates", "no answer"), result("pass")])).toMatchObject({
    verdict: "flaky",
    outcome: "kept 2 of 3 times (21 % to 94 %); pass: 200; deviates: no answer",
    repetition: { runs: 3, passes: 2 }
  })
})
