import { expect, test } from "vitest"
import { rightAnswers } from "../../../src/conformance/generated/answers.ts"
import type { Played } from "../../../src/conformance/generated/play.ts"
import { otherStatuses } from "../../../src/conformance/vectors/answer-pattern.ts"
import { ruleIds, transitionIds } from "../../../src/state-machine/rules.ts"

const played = (rule: Played["rule"]): Played => ({
  rule,
  method: "GET",
  target: "/x",
  answer: { status: 599, fields: "", body: [], facts: undefined },
  persistence: "close",
  rest: ""
})

test("what the vectors let a rule answer, the oracle lets it answer too", () => {
  expect(Object.keys(otherStatuses).filter((rule) => !ruleIds.some((id) => id === rule))).toEqual(
    []
  )
  for (const rule of transitionIds) {
    const words = rightAnswers(played(rule), undefined, "x").map((right) => right.words)
    const statuses = (otherStatuses[rule] ?? []).filter((status) => status !== "4xx")
    expect(words, rule).toEqual(expect.arrayContaining(statuses.map(String)))
  }
})

test("every answer but the reference's own names its clause", () => {
  for (const rule of transitionIds) {
    const [own, ...others] = rightAnswers(played(rule), undefined, "x")
    expect(own?.choice).toBe(undefined)
    for (const { choice } of others)
      expect(choice).toMatch(/ \(rfc\d{4}#section-[\d.]+(-[\d.]+)?\)$/)
  }
})
