import { describe, expect, test } from "vitest"
import type { Verdict } from "../../../src/conformance/case.ts"
import { diffRuns, diffToJson, renderDiff } from "../../../src/conformance/reports/diff.ts"
import { describedOf, recorded, runOf } from "./runs.ts"

const runWith = (verdict: Verdict, outcome = "refused") =>
  runOf([recorded(verdict, "R-06", { outcome })])

const idsOf = (changes: ReadonlyArray<{ readonly id: string }>) => changes.map(({ id }) => id)

describe("a verdict that changes", () => {
  test.each([
    ["pass", "deviates", "newlyBroken", true],
    ["choice", "expected-fail", "newlyBroken", true],
    ["not-applicable", "blocked", "newlyBroken", true],
    ["deviates", "pass", "newlyKept", false],
    ["unclear", "choice", "newlyKept", false],
    ["expected-fail", "unexpected-pass", "newlyKept", false],
    ["pass", "choice", "others", false],
    ["pass", "unclear", "others", true],
    ["deviates", "expected-fail", "others", false],
    ["deviates", "crash", "others", true],
    ["crash", "deviates", "others", false],
    ["flaky", "not-applicable", "others", false]
  ] as const)("from %s to %s is among %s; worse: %s", (before, after, group, worse) => {
    const diff = diffRuns(runWith(before), runWith(after))
    const { newlyBroken, newlyKept, others } = diff
    const groups = { newlyBroken, newlyKept, others }
    expect(idsOf(groups[group])).toEqual(["R-06"])
    expect(Object.values(groups).flat().length).toBe(1)
    expect(diff.worse).toBe(worse)
  })
})

test("the same run has no changes", () => {
  const diff = diffRuns(runWith("deviates"), runWith("deviates", "another way to be wrong"))
  expect(diff).toMatchObject({ newlyBroken: [], newlyKept: [], others: [], circumstances: [] })
  expect(renderDiff(diff)).toBe("Nothing changed.\n")
})

test("another choice is a change, and no worse", () => {
  const diff = diffRuns(runWith("choice", "refused"), runWith("choice", "served"))
  expect([idsOf(diff.others), diff.worse]).toEqual([["R-06"], false])
})

test("cases of one run alone are listed, and say nothing about worse", () => {
  const before = runOf([recorded("pass", "R-01"), recorded("pass", "R-02")])
  const after = runOf([recorded("pass", "R-02"), recorded("deviates", "R-03")])
  const diff = diffRuns(before, after)
  expect([idsOf(diff.added), idsOf(diff.removed), diff.worse]).toEqual([["R-03"], ["R-01"], false])
})

test("a case that the later run did not finish is worse than one that was kept", () => {
  const before = runWith("pass")
  const after = { ...before, cases: [], unfinished: before.cases.map(describedOf) }
  const diff = diffRuns(before, after)
  expect([diff.others[0]?.after, diff.worse, diff.removed]).toEqual(["unfinished", true, []])
})

test("a death more is worse", () => {
  const before = runWith("pass")
  const after = { ...before, deaths: [{ how: "exited with 9", during: [] }] }
  expect(diffRuns(before, after).worse).toBe(true)
  expect(diffRuns(after, before).worse).toBe(false)
  expect(renderDiff(diffRuns(before, after))).toContain("The subject died 1 times, before: 0.")
})

test("as text", () => {
  const before = runOf([recorded("pass", "R-01", { outcome: "refused", found: "400 (0), FIN" })])
  const after = runOf([recorded("deviates", "R-01")], { server: "nginx/1.24.0", version: "0.2.0" })
  expect(renderDiff(diffRuns(before, after))).toBe(`server: nginx/1.22.1 → nginx/1.24.0
version: 0.1.0 → 0.2.0

Newly broken (1)
  R-01   MUST HTTP/1.1 without Host: pass → deviates
         before: refused: 400 (0), FIN
         after:  none of the permitted outcomes: 200 (12), FIN

Something got worse.
`)
})

test("as JSON", () => {
  const json: unknown = JSON.parse(diffToJson(diffRuns(runWith("pass"), runWith("deviates"))))
  expect(json).toMatchObject({
    format: 1,
    worse: true,
    newlyBroken: [{ id: "R-06", before: "pass", after: "deviates" }]
  })
})
