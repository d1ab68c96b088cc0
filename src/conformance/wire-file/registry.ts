/** Every case that can have a wire file, by its id, and how its octets are judged again. */
import type { ActiveCase, CaseBase, Facts, Judge } from "../case.ts"
import { activeCases, passiveCases } from "../cases/index.ts"
import { describeExchange, type Exchange } from "../exchange.ts"
import { generatedCases } from "../generated/cases.ts"
import { lint } from "../lint.ts"
import { type Multiplier, multipliers } from "../multipliers/multiplier.ts"
import { comparable } from "../normalise.ts"
import { octets } from "../request.ts"

export interface Judged {
  readonly judge: Judge
  /** The case itself; undefined where it is no case that runs alone. */
  readonly active: ActiveCase | undefined
  readonly described: CaseBase
  /** Whether the octets are all that it does. */
  readonly isOctets: boolean
  /** Whether the second of each two connections sends everything before it reads. */
  readonly sendsBeforeReading: boolean
}

/** Undefined where this version knows no such case. */
export const judgedCase = (id: string): Judged | undefined => {
  const generated = generatedCases.find((each) => each.id === id)
  const active = generated ?? activeCases.find((each) => each.id === id)
  const own = { active, sendsBeforeReading: false } as const
  if (active !== undefined) {
    const isOctets = generated !== undefined || "attempts" in active.run
    return { ...own, judge: active.judge, described: active, isOctets }
  }
  const multiplier = multipliers.find((each) => each.id === id)
  if (multiplier !== undefined)
    return {
      ...own,
      judge: pairJudge(multiplier),
      described: multiplier,
      isOctets: true,
      sendsBeforeReading: multiplier.tags?.includes("pipeline") === true
    }
  const passive = passiveCases.find((each) => each.id === id)
  if (passive === undefined) return undefined
  return { ...own, judge: lintJudge(id, passive.expected), described: passive, isOctets: true }
}

const lintJudge = (id: string, expected: string): Judge => ({
  expected,
  judge: (exchanges) => {
    const findings = exchanges.flatMap(lint).filter(({ caseId }) => caseId === id)
    const details = [...new Set(findings.map(({ detail }) => detail))]
    const found = exchanges.map(describeExchange).join("; ")
    if (details.length > 0) return { verdict: "deviates", outcome: details.join("; "), found }
    const responses = exchanges.reduce((sum, each) => sum + each.responses.length, 0)
    return responses === 0
      ? { verdict: "unclear", outcome: "no response", found }
      : { verdict: "pass", outcome: "nothing found", found }
  }
})

/** How many answers of a variant belong to requests that its multiplier sends before. */
const precedingFinals = ({ variants }: Multiplier, facts: Facts): number => {
  const attempt = { label: "", bytes: octets("GET"), methods: ["GET"] }
  return variants(attempt, facts, 0)[0]?.before.length ?? 0
}

/** Of each two exchanges the first is the whole, the second its variant. */
const pairJudge = (multiplier: Multiplier): Judge => ({
  expected: multiplier.expected,
  judge: (exchanges, facts) => {
    const preceding = precedingFinals(multiplier, facts)
    const pairs = exchanges.flatMap((variant, index) => {
      const whole = index % 2 === 1 ? exchanges[index - 1] : undefined
      return whole === undefined ? [] : [{ whole, variant }]
    })
    const different = pairs.filter(
      ({ whole, variant }) => comparable(whole) !== comparable(variant, preceding)
    )
    const isLost = ({ whole, variant }: (typeof pairs)[number]): boolean =>
      [whole, variant].some(({ end }) => end === "reset")
    const wrong = different.filter((pair) => !isLost(pair))
    const found = pairs.map(toldPair).join("; ")
    if (wrong.length > 0)
      return {
        verdict: "deviates",
        outcome: `other responses to ${wrong.map(({ variant }) => variant.label).join("; ")}`,
        found
      }
    return different.length > 0 || pairs.length === 0
      ? { verdict: "unclear", outcome: "answers were lost to a reset", found }
      : { verdict: "pass", outcome: "the same responses", found }
  }
})

const toldPair = ({ whole, variant }: { whole: Exchange; variant: Exchange }): string =>
  `${variant.label}: ${describeExchange(variant)} for ${describeExchange(whole)}`
