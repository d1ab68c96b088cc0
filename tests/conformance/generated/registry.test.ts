import { expect, test } from "vitest"
import type { ActiveCase, Facts } from "../../../src/conformance/case.ts"
import { activeCases } from "../../../src/conformance/cases/index.ts"
import { judgeEvidence } from "../../../src/conformance/generated/oracle.ts"
import { generatedCases } from "../../../src/conformance/generated/cases.ts"
import { families } from "../../../src/conformance/generated/families.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { modified } from "../../../src/conformance/root.ts"
import { ruleIds } from "../../../src/state-machine/rules.ts"
import { known, served } from "./served.ts"

const facts: Facts = {
  ...known,
  server: "amped",
  lastModified: modified.imf,
  secret: undefined,
  rootFolder: undefined,
  profile: defaultProfile
}

/** What a case sends, where it is no more than what it sends. */
const sentBy = ({ id, run }: ActiveCase): ReadonlyArray<readonly [string, string]> =>
  typeof run === "function"
    ? []
    : run
        .attempts(facts)
        .map(
          ({ label, bytes }) => [`${id} ${label}`, Buffer.from(bytes).toString("latin1")] as const
        )

const sent = activeCases.flatMap(sentBy)

test("most hand-written cases are declarative", () => {
  expect(sent.length).toBeGreaterThan(150)
})

test.each(sent)("the oracle agrees with the reference about %s", (_, stream) => {
  expect(judgeEvidence(served(stream), known)).toEqual({ verdict: "allowed", choices: [] })
})

test("generated cases are described as all others are", () => {
  const ids = [
    ...activeCases.filter(({ tags }) => tags?.includes("generated") !== true),
    ...generatedCases
  ].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(generatedCases.length).toBe(Object.keys(families).length)
  const known = new Set<string>(ruleIds)
  for (const { id, clauses, rules, tags } of generatedCases) {
    expect(id).toMatch(/^G-\d\d$/)
    expect(tags).toContain("generated")
    expect(rules.filter((rule) => !known.has(rule))).toEqual([])
    expect(clauses.filter((clause) => !/^rfc\d{4}#section-[\d.]+-[\d.]+$/.test(clause))).toEqual(
      clauses.filter((clause) => /^rfc3986#section-[\d.]+$/.test(clause))
    )
  }
})
