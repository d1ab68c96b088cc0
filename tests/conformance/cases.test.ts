import { expect, test } from "vitest"
import { activeCases, allCases } from "../../src/conformance/cases/index.ts"
import { ruleIds } from "../../src/state-machine/rules.ts"

const ids = allCases.map(({ id }) => id)

test("ids are unique and opaque", () => {
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^[A-Z]-\d\d[a-z]?$/.test(id))).toEqual([])
})

test("each case names its clauses with paragraphs, and the rules of the machine", () => {
  const anchor = /^rfc\d{4}#(section|appendix)-[\w.]+(-[\d.]+)?$/
  const unclear = allCases.filter(
    ({ clauses }) => clauses.length === 0 || !clauses.every((clause) => anchor.test(clause))
  )
  // Who waits for the disk is no matter of HTTP: spec/classes.md says what can be asked for.
  expect(unclear.map(({ id }) => id)).toEqual(["K-06"])
  const known = new Set<string>(ruleIds)
  const unruly = allCases.filter(
    ({ rules }) => rules.length === 0 || !rules.every((r) => known.has(r))
  )
  expect(unruly.map(({ id }) => id)).toEqual([])
})

test("each case that is judged by what it is refused has a positive control", () => {
  const refusing = activeCases.filter(
    ({ judge, control }) => control === "self" && !/2\d\d|304|412|serve|answer/.test(judge.expected)
  )
  expect(refusing.map(({ id, judge }) => `${id}: ${judge.expected}`)).toEqual([
    "F-08: the same response with and without it",
    "C-09: the same response however the octets are cut",
    "C-09b: the same response however the octets are cut"
  ])
})
