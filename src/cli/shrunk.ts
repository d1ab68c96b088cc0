/** Shrinking a run that breaks a rule, with the monitors as judges. */
import { replayChooser } from "../runtime-sim/schedule.ts"
import type { Oracle } from "../runtime-sim/shrink/shrink.ts"
import type { SimulatedMachine } from "../runtime-sim/simulate.ts"
import type { Settings } from "../state-machine/limits.ts"
import type { RuleId } from "../state-machine/rules.ts"
import { judgedRun, stepsToBreak } from "./judged.ts"

/** A run fails if it breaks this rule; what else it breaks is another failure. */
export const breaksRule =
  <State>(machineOf: (settings: Settings) => SimulatedMachine<State>, rule: RuleId): Oracle =>
  (workload, labels) => {
    const judged = judgedRun(machineOf(workload.settings), workload, replayChooser(labels), {
      rule
    })
    const steps = stepsToBreak(judged, rule)
    return steps === undefined
      ? undefined
      : { steps, labels: () => judged.labels().slice(0, steps) }
  }
