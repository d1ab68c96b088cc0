import { expect, test } from "vitest"
import { coverage, rulesIn } from "../../src/requirements/coverage.ts"
import { monitoredRules } from "../../src/requirements/registry.ts"
import { ruleIds } from "../../src/state-machine/rules.ts"

test("a rule without a check is untested, and one with a monitor is not", () => {
  const { rows, untested, unknown } = coverage()
  expect(rows.map(({ rule }) => rule)).toEqual(ruleIds)
  expect(untested).toEqual(ruleIds.filter((rule) => !monitoredRules.has(rule)))
  expect(untested).toContain("find/hidden")
  expect(untested).not.toContain("send/exact-bytes")
  expect(unknown).toEqual([])
})

test("a check covers the rules that it names", () => {
  const check = { kind: "wire case", name: "a dotfile", rules: ["find/hidden"] } as const
  const { rows, untested } = coverage([check])
  expect(untested).not.toContain("find/hidden")
  expect(rows.find(({ rule }) => rule === "find/hidden")?.checks["wire case"]).toEqual([
    "a dotfile"
  ])
})

test("a check that names no rule of the specification is found out", () => {
  const check = { kind: "property", name: "old", rules: ["find/renamed", "find/warm"] } as const
  expect(coverage([check]).unknown).toEqual([{ check: "old", rule: "find/renamed" }])
})

test("rule ids are found in sources: as strings and as the beginnings of titles", () => {
  const source = `test("find/warm: no helper", …) import "./send/parts.ts" const rule = 'read/partial' // read/write`
  expect(rulesIn(source)).toEqual(["find/warm", "read/partial"])
})
