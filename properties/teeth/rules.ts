/** Which faulty machine, or which trace made by hand, breaks each rule that a monitor judges. */
import { faults } from "../../mutation/faulty/index.ts"
import { judge, monitoredRules } from "../../src/requirements/registry.ts"
import { replayChooser } from "../../src/runtime-sim/schedule.ts"
import { type RuleId, ruleIds } from "../../src/state-machine/rules.ts"
import { judgedRun } from "../runs/judged.ts"
import { keptReplays } from "../runs/replays.ts"
import { handMade, handMadeSettings } from "./traces.ts"

export interface Bite {
  readonly rule: RuleId
  /** Ids of faulty machines, those first whose rule it is. */
  readonly machines: ReadonlyArray<string>
  /** What is wrong with the trace that breaks it, where no machine does. */
  readonly trace: string | undefined
}

/** For each faulty machine the rules that its kept run breaks. */
const brokenBy = (): ReadonlyMap<string, ReadonlySet<RuleId>> =>
  new Map(
    keptReplays().flatMap(({ replay: { fault: id, workload, labels } }) => {
      const fault = faults.find((each) => each.id === id)
      if (fault === undefined) return []
      const machine = fault.machine(workload.settings)
      const { judgement } = judgedRun(machine, workload, replayChooser(labels))
      return [[fault.id, new Set(judgement.violations.map(({ rule }) => rule))] as const]
    })
  )

export const bites = (): ReadonlyArray<Bite> => {
  const broken = brokenBy()
  return ruleIds
    .filter((rule) => monitoredRules.has(rule))
    .map((rule) => {
      const own = faults.filter((fault) => fault.rule === rule)
      const others = faults.filter(({ id }) => broken.get(id)?.has(rule))
      const machines = [...new Set([...own, ...others].map(({ id }) => id))]
      return { rule, machines, trace: machines.length > 0 ? undefined : traceFor(rule) }
    })
}

/** Only if the judge does reject it. */
const traceFor = (rule: RuleId): string | undefined =>
  handMade.find((made) => {
    if (made.rule !== rule) return false
    const { violations } = judge(made.entries, { settings: handMadeSettings })
    return violations.some((violation) => violation.rule === rule)
  })?.sentence
