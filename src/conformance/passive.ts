/** Judges every response of a run by what any response must satisfy. */
import type { PassiveCase } from "./cases/passive.ts"
import type { Exchange } from "./exchange.ts"
import { type Finding, lint } from "./lint.ts"
import type { Multiplied } from "./multipliers/tally.ts"
import type { CaseResult } from "./result.ts"

/** Enough to see a pattern; the count tells the rest. */
const shownMax = 5

interface Blamed {
  readonly finding: Finding
  readonly during: string
  readonly exchange: Exchange
}

export const judgePassively = (
  passiveCases: ReadonlyArray<PassiveCase>,
  controls: ReadonlyArray<Exchange>,
  results: ReadonlyArray<CaseResult>,
  multiplied: ReadonlyArray<Multiplied>
): ReadonlyArray<CaseResult> => {
  const sources = [
    { id: "control", exchanges: controls, chapter: undefined },
    ...results.map(({ id, exchanges, chapter }) => ({ id, exchanges, chapter }))
  ]
  const ofCases = sources.flatMap(({ id, exchanges, chapter }) =>
    exchanges
      .filter((exchange) => chapter !== "generated" || isReadable(exchange))
      .flatMap((exchange) =>
        lint(exchange).map((finding): Blamed => ({ finding, during: id, exchange }))
      )
  )
  const ofVariants = multiplied.flatMap(({ caseId, findings }) =>
    findings.map(({ finding, exchange }): Blamed => ({ finding, during: caseId, exchange }))
  )
  const blamed = [...ofCases, ...ofVariants]
  const responses =
    sources.flatMap(({ exchanges }) => exchanges.flatMap((e) => e.responses)).length +
    multiplied.reduce((sum, each) => sum + each.responses, 0)
  return passiveCases.map((each) =>
    judgeOne(
      each,
      blamed.filter(({ finding }) => finding.caseId === each.id),
      responses
    )
  )
}

/** What answers a mutated request and is no response, HTTP/0.9 among it, is for the oracle to judge. */
const isReadable = ({ problems }: Exchange): boolean =>
  problems.every(({ code }) => code !== "not-a-response")

const judgeOne = (
  each: PassiveCase,
  blamed: ReadonlyArray<Blamed>,
  responses: number
): CaseResult => {
  const base = { ...each, chapter: "passive", durationMillis: 0 } as const
  if (blamed.length > 0) {
    const shown = blamed
      .slice(0, shownMax)
      .map(({ finding, during }) => `${during} at ${finding.offset}: ${finding.detail}`)
    const more = blamed.length > shownMax ? ` and ${blamed.length - shownMax} more` : ""
    return {
      ...base,
      verdict: "deviates",
      outcome: `in ${new Set(blamed.map(({ during }) => during)).size} cases`,
      found: `${shown.join("; ")}${more}`,
      exchanges: blamed.slice(0, shownMax).map(({ exchange }) => exchange)
    }
  }
  const verdict = responses === 0 ? "blocked" : "pass"
  return { ...base, verdict, outcome: `${responses} responses`, found: "nothing", exchanges: [] }
}
