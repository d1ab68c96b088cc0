/** What holds for every monitor: it judges the rules that it says it judges, and no others. */
import { expect, test } from "vitest"
import { coverage } from "../../src/requirements/coverage.ts"
import { Conversations } from "../../src/requirements/conversation.ts"
import { judge, monitors, startJudge } from "../../src/requirements/registry.ts"
import { watching } from "../../src/requirements/watch.ts"
import { secondsOf } from "../../src/requirements/monitors/http-date.ts"
import { plainPath } from "../../src/requirements/monitors/jobs.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { runs, settings, traceOf } from "./runs.ts"

test.each(monitors.map((monitor) => [monitor.rules.join(" "), monitor] as const))(
  "%s are the rules that are judged",
  (_, monitor) => {
    const gauged: Array<RuleId> = []
    monitor.start({
      settings: defaultSettings,
      blockedMillisMax: 0,
      conversations: new Conversations(),
      sequence: () => 0,
      gauge: (rule) => {
        gauged.push(rule)
        return { check: () => {} }
      }
    })
    expect(gauged.toSorted()).toEqual([...monitor.rules].toSorted())
  }
)

const broken = traceOf(runs.get("slices")!).filter(({ sequence }) => sequence !== 5)

test("a verdict says what was seen, what holds and what was never put to the test", () => {
  const good = judge(traceOf(runs.get("slices")!), { settings })
  expect([good.entries, good.holds, good.violations]).toEqual([13, true, []])
  expect(good.vacuous).toEqual(
    good.rules.filter(({ checked }) => checked === 0).map(({ rule }) => rule)
  )
  expect(good.vacuous.length).toBeGreaterThan(0)
  expect(judge(broken, { settings }).holds).toBe(false)
})

test("a judge can be asked on the way, keeps so many violations, and ends once", () => {
  const judge = startJudge({ settings, violationsMax: 2 })
  expect([judge.broken, judge.brokenSoFar]).toEqual([false, []])
  for (const entry of broken) judge.see(entry)
  expect(judge.broken).toBe(true)
  const rules = judge.brokenSoFar.map(({ rule }) => rule)
  expect(rules.length).toBe(new Set(rules).size)
  const verdict = judge.finish()
  expect(judge.finish()).toBe(verdict)
  expect(new Set(verdict.violations.map(({ rule }) => rule))).toEqual(new Set(rules))
  for (const { rule } of verdict.rules)
    expect(verdict.violations.filter((each) => each.rule === rule).length).toBeLessThanOrEqual(2)
})

test("an exploration hears of broken rules in the order in which they were broken", () => {
  const watch = watching({ settings })()
  expect(watch.broken()).toEqual([])
  for (const entry of broken) watch.see(entry)
  const { violations } = judge(broken, { settings })
  const firstOf = (rule: RuleId) => violations.find((each) => each.rule === rule)!
  const heard = watch.broken()
  expect(heard.map(({ rule }) => rule).toSorted()).toEqual(
    [...new Set(violations.map(({ rule }) => rule))].toSorted()
  )
  expect(heard.map(({ sentence }) => sentence)).toEqual(
    heard.map(({ rule }) => firstOf(rule).detail)
  )
  const sequences = heard.map(({ rule }) => firstOf(rule).sequence)
  expect(sequences).toEqual(sequences.toSorted((first, second) => first - second))
  expect(watch.end()).toEqual(violations.map(({ rule, detail }) => ({ rule, sentence: detail })))
})

test("checks of each kind are listed by themselves, with the level of their rule", () => {
  const kinds = ["property", "wire case", "example"] as const
  const checks = kinds.map((kind) => ({ kind, name: `a ${kind}`, rules: ["find/hidden"] }))
  const row = coverage(checks).rows.find(({ rule }) => rule === "find/hidden")
  expect(row).toMatchObject({
    level: "MUST",
    checks: { property: ["a property"], "wire case": ["a wire case"], example: ["a example"] }
  })
  const other = coverage(checks).rows.find(({ rule }) => rule === "find/warm")
  expect(other?.checks).toEqual({ property: [], "wire case": [], example: [] })
})

test.each([
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777],
  ["Tue, 29 Feb 2000 00:00:00 GMT", Date.UTC(2000, 1, 29) / 1000],
  ["Wed, 01 Mar 2000 00:00:00 GMT", Date.UTC(2000, 2, 1) / 1000],
  ["Mon, 01 Mar 2100 00:00:00 GMT", Date.UTC(2100, 2, 1) / 1000],
  ["Sun, 01 Mar 2026 00:00:00 GMT", Date.UTC(2026, 2, 1) / 1000],
  ["Fri, 01 Mar 2024 00:00:00 GMT", Date.UTC(2024, 2, 1) / 1000],
  ["Fri, 01 Jan 2021 00:00:00 GMT", Date.UTC(2021, 0, 1) / 1000],
  ["Mon, 06 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 06 Xyz 1994 08:49:37 GMT", undefined],
  ["Sun, 06 Ann 1994 08:49:37 GMT", undefined],
  ["xSun, 06 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 06 Nov 1994 08:49:37 GMTx", undefined]
])("%s is the second %s", (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds)
})

test.each([
  ["/", "/"],
  ["/a", "/a"],
  ["/a/b.c/", "/a/b.c/"],
  ["/a?b?c", "/a"],
  ["?a", undefined],
  ["x/a", undefined],
  ["/a b", undefined],
  ["/.a", undefined],
  ["/%61", undefined],
  ["//", undefined],
  ["*", undefined]
])("%s plainly names %s", (target, path) => {
  expect(plainPath(target)).toBe(path)
})
