/** The judge of a case, for exchanges made by hand. */
import type { Facts } from "../../../src/conformance/case.ts"
import { activeCases } from "../../../src/conformance/cases/index.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"

/** Nothing is known of the subject. */
export const facts: Facts = {
  host: "localhost",
  server: undefined,
  entityTag: undefined,
  lastModified: undefined,
  secret: undefined,
  rootFolder: undefined,
  profile: defaultProfile
}

/** Verdict and outcome of a case, in one line. */
export const judgedBy = (
  id: string,
  exchanges: ReadonlyArray<Exchange>,
  known: Partial<Facts> = {}
): string => {
  const found = activeCases.find((each) => each.id === id)
  if (found === undefined) throw new Error(`there is no case ${id}`)
  const { verdict, outcome } = found.judge.judge(exchanges, { ...facts, ...known })
  return `${verdict}: ${outcome}`
}
