/** Looks for a run that shows a faulty machine for what it is. */
import type { Fault } from "../../mutation/faulty/index.ts"
import {
  chooserOf,
  strategyOf,
  workloadOf,
  type StrategyChoice,
  type StrategyName
} from "../../src/runtime-sim/schedulers/portfolio.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import { judgedRun, stepsToBreak, type JudgedRun } from "./judged.ts"

export interface Exposed {
  readonly seed: number
  /** How many runs it took, this one included. */
  readonly runs: number
  readonly strategy: StrategyName
  readonly workload: Workload
  readonly judged: JudgedRun
}

const runsMaxDefault = 3000

/** The first run that breaks the rule of this fault, of the seeds from `firstSeed` on. */
export const exposeWith = (
  fault: Fault,
  choice: StrategyChoice,
  firstSeed = 1,
  runsMax = runsMaxDefault
): Exposed | undefined => {
  for (let runs = 1; runs <= runsMax; runs += 1) {
    const seed = firstSeed + runs - 1
    const strategy = strategyOf(choice, seed)
    const workload = workloadOf(strategy, seed)
    const chooser = chooserOf(strategy, seed, workload)
    const judged = judgedRun(fault.machine(workload.settings), workload, chooser, {
      rule: fault.rule,
      untilBroken: true
    })
    if (breaks(judged, fault)) return { seed, runs, strategy, workload, judged }
  }
  return undefined
}

/** With seeded random schedules, from seed 1. */
export const expose = (fault: Fault): Exposed | undefined => exposeWith(fault, "random")

export const breaks = (judged: JudgedRun, fault: Fault): boolean =>
  stepsToBreak(judged, fault.rule) !== undefined
