/** The numbers of a run. Three and never one: a sum of duties and freedoms would mean nothing. */
import type { Level, Verdict } from "../case.ts"
import type { RecordedCase, Run, RunTotals } from "./event.ts"

type Judged = Pick<RecordedCase, "verdict" | "level">
type Kept = RunTotals["must"]

const robustLevels: ReadonlyArray<Level> = ["security", "operations", "policy"]

const kept = new Set<Verdict>(["pass", "choice", "unexpected-pass"])
const broken = new Set<Verdict>(["deviates", "expected-fail", "crash"])

const keptOf = (cases: ReadonlyArray<Judged>, levels: ReadonlyArray<Level>): Kept => {
  const ofLevel = cases.filter(({ level }) => levels.includes(level))
  const count = ofLevel.filter(({ verdict }) => kept.has(verdict)).length
  return {
    kept: count,
    judged: count + ofLevel.filter(({ verdict }) => broken.has(verdict)).length
  }
}

export const countTotals = (cases: ReadonlyArray<Judged>): RunTotals => {
  const verdicts: Record<string, number> = {}
  for (const { verdict } of cases) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  return {
    must: keptOf(cases, ["MUST"]),
    should: keptOf(cases, ["SHOULD"]),
    choices: verdicts["choice"] ?? 0,
    robustness: keptOf(cases, robustLevels),
    verdicts
  }
}

/** As the run told them; counted where it was interrupted before it could. */
export const totalsOfRun = (run: Run): RunTotals => run.ended?.totals ?? countTotals(run.cases)
