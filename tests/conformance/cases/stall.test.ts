/** K-06: what of a fingerprint a verdict of the suite is made from, and who is held to it. */
import { describe, expect, test } from "vitest"
import { judgeStall, observedOf, stallCases } from "../../../src/conformance/cases/stall.ts"
import type { Fingerprint } from "../../../src/conformance/fingerprint/result.ts"
import { impossible, observation } from "../../../src/conformance/observation.ts"
import type { Claim } from "../../../src/conformance/profile.ts"
import {
  inconclusive,
  isolated,
  saturating,
  sped,
  unexercised
} from "../reports/fingerprint/fingerprints.ts"
import { facts } from "./judged.ts"

const judged = (fingerprint: Fingerprint, ...claims: ReadonlyArray<Claim>): string => {
  const exchange = observation("while the disk was held", observedOf(fingerprint))
  const profile = { ...facts.profile, claims }
  return judgeStall.judge([exchange], { ...facts, profile }).verdict
}

describe("an architecture is a choice, unless a class is claimed", () => {
  test.each([
    ["SPED", sped, "choice", "deviates", "deviates"],
    ["helpers that saturate", saturating, "choice", "choice", "deviates"],
    ["hot files isolated", isolated, "pass", "pass", "pass"]
  ] as const)("%s", (_name, fingerprint, unclaimed, dispatcher, both) => {
    expect(judged(fingerprint)).toBe(unclaimed)
    expect(judged(fingerprint, "dispatcher")).toBe(dispatcher)
    expect(judged(fingerprint, "isolated")).toBe(both)
  })
})

test("what is open is no verdict, claimed or not", () => {
  for (const fingerprint of [inconclusive, unexercised]) {
    expect(judged(fingerprint)).toBe("unclear")
    expect(judged(fingerprint, "isolated")).toBe("unclear")
  }
})

test("the outcome is the architecture, and the evidence both verdicts", () => {
  const exchange = observation("while the disk was held", observedOf(sped))
  const { outcome, found } = judgeStall.judge([exchange], facts)
  expect(outcome).toBe(sped.architecture.words)
  expect(found).toMatch(/never-blocks: stops at 1 held lookup, in .*warm-needs-no-helper: stops/)
})

test("where nothing can be held it is not applicable, with the reason", () => {
  expect(judgeStall.judge(impossible("not exercised: no /dev/fuse"), facts)).toMatchObject({
    verdict: "not-applicable",
    outcome: "not exercised: no /dev/fuse"
  })
  expect(judgeStall.judge([], facts).verdict).toBe("unclear")
})

test("it has time for a whole fingerprint", () => {
  expect(stallCases[0]?.deadlineMillis).toBeGreaterThan(60_000)
})
