/** From what each case showed to one result for each multiplier. */
import { describeExchange } from "../exchange.ts"
import type { CaseResult } from "../result.ts"
import type { Multiplied } from "./tally.ts"
import type { Multiplier } from "./multiplier.ts"

const shownMax = 5

export const judgeMultiplied = (
  selected: ReadonlyArray<Multiplier>,
  multiplied: ReadonlyArray<Multiplied>
): ReadonlyArray<CaseResult> =>
  selected.map((multiplier) => {
    const { variants: _variants, ...described } = multiplier
    const own = multiplied.filter(({ multiplierId }) => multiplierId === multiplier.id)
    const tried = own.reduce((sum, each) => sum + each.tried, 0)
    const lost = own.reduce((sum, each) => sum + each.lost, 0)
    const wrong = own.filter(({ differing }) => differing.length > 0)
    const base = { ...described, chapter: "multipliers", durationMillis: 0 } as const
    const figures = `${tried} variants of ${own.length} cases`
    const inResets = lost === 0 ? "" : `, ${lost} answers lost to a reset or an early close`
    if (wrong.length === 0)
      return {
        ...base,
        verdict: tried === 0 ? "blocked" : "pass",
        outcome: tried === 0 ? "no case could be multiplied" : "the same responses",
        found: `${figures}${inResets}`,
        exchanges: []
      }
    const shown = wrong.slice(0, shownMax).map(({ caseId, differing }) => {
      const [first] = differing
      if (first === undefined) return caseId
      const { whole, variant } = first
      return `${caseId}, ${variant.label}: ${describeExchange(variant)} for ${describeExchange(whole)}`
    })
    return {
      ...base,
      verdict: "deviates",
      outcome: `other responses in ${wrong.map(({ caseId }) => caseId).join(" ")}`,
      found: `${shown.join("; ")}; ${figures}${inResets}`,
      exchanges: wrong.flatMap(({ differing }) =>
        differing.slice(0, 1).flatMap(({ whole, variant }) => [whole, variant])
      )
    }
  })
