/** Looks for a run that shows a faulty machine for what it is. */
import type { Fault } from "../../mutation/faulty/index.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { randomChooser } from "../../src/runtime-sim/schedule.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import { judgedRun, type JudgedRun } from "./judged.ts"

export interface Exposed {
  /** Seeds tried, this one included. */
  readonly seed: number
  readonly workload: Workload
  readonly judged: JudgedRun
}

const seedsMax = 3000

/** The first seed whose run breaks the rule of this fault. */
export const expose = (fault: Fault): Exposed | undefined => {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const workload = generate(seed)
    const judged = judgedRun(fault.machine(workload.settings), workload, randomChooser(seed))
    if (breaks(judged, fault)) return { seed, workload, judged }
  }
  return undefined
}

export const breaks = ({ judgement }: JudgedRun, fault: Fault): boolean =>
  judgement.rules.some(({ rule, violated }) => rule === fault.rule && violated > 0)
