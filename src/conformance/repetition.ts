/** Several runs of one case made one result: a verdict that comes and goes is flaky, not a coin flip. */
import type { CaseResult, Repetition } from "./result.ts"

/** Wilson's score interval: honest for few runs, and for rates near 0 and 1. */
export const wilson = (passes: number, runs: number): Repetition => {
  const z = 1.96
  const rate = passes / runs
  const scale = 1 + (z * z) / runs
  const middle = (rate + (z * z) / (2 * runs)) / scale
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / runs + (z * z) / (4 * runs * runs))
  return { runs, passes, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

const percent = (rate: number): string => `${Math.round(rate * 100)} %`

const isKept = ({ verdict }: CaseResult): boolean => verdict === "pass" || verdict === "choice"

/** `results` are of the same case, in the order of the runs; there is at least one. */
export const combine = (results: ReadonlyArray<CaseResult>): CaseResult => {
  const worst = results.find((each) => !isKept(each)) ?? results[0]
  if (worst === undefined) throw new Error("a case that never ran has no result")
  if (results.length === 1) return worst
  const passes = results.filter(isKept).length
  const repetition = wilson(passes, results.length)
  const durationMillis = results.reduce((sum, each) => sum + each.durationMillis, 0)
  const outcomes = new Set(results.map(({ verdict, outcome }) => `${verdict}: ${outcome}`))
  if (outcomes.size === 1) return { ...worst, repetition, durationMillis }
  const { low, high } = repetition
  const range = `${percent(low)} to ${percent(high)}`
  return {
    ...worst,
    verdict: "flaky",
    outcome: `kept ${passes} of ${results.length} times (${range}); ${[...outcomes].join("; ")}`,
    repetition,
    durationMillis
  }
}
