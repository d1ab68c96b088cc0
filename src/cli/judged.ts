/** A simulated run with its verdict, whether it came to its end or crashed. */
import { Judge } from "../requirements/judge.ts"
import type { Judgement } from "../requirements/monitor.ts"
import { monitors } from "../requirements/registry.ts"
import type { Entry } from "../runtime/trace.ts"
import { labelOf, type Choice } from "../runtime-sim/choice.ts"
import type { Chooser } from "../runtime-sim/schedule.ts"
import { type Run, simulate, type SimulatedMachine } from "../runtime-sim/simulate.ts"
import type { Workload } from "../runtime-sim/workload.ts"
import type { RuleId } from "../state-machine/rules.ts"

export interface JudgedRun {
  readonly judgement: Judgement
  /** Absent when the machine or the world gave up, and `crash` says why, or when enough was seen. */
  readonly run: Run<unknown> | undefined
  readonly crash: unknown
  readonly entries: ReadonlyArray<Entry>
  /** Of the choices taken, up to the crash if there was one. */
  readonly labels: () => ReadonlyArray<string>
  /** How many choices were taken before an entry of the trace was made. */
  readonly stepsBefore: (sequence: number) => number
}

export interface JudgedOptions {
  readonly stepsMax?: number
  /** Judge nothing but this rule: faster, where many runs are asked the same question. */
  readonly rule?: RuleId
  /** Run on no further once it is broken. */
  readonly untilBroken?: boolean
}

/** Ends a run of which enough has been seen. */
class Enough extends Error {}

/** Far more than any generated workload needs. */
export const runStepsMax = 20_000

/** The rule that a run breaks which ends with a defect: it has no monitor, for no trace shows it. */
export const crashRule: RuleId = "dispatcher/total"

/** Monitors judge several rules each, so another one may be what is broken. */
const isBroken = (judge: Judge, rule: RuleId | undefined): boolean =>
  judge.broken &&
  judge.brokenSoFar.some((violation) => rule === undefined || violation.rule === rule)

const monitorsOf = (rule: RuleId | undefined) =>
  rule === undefined ? monitors : monitors.filter(({ rules }) => rules.includes(rule))

export const judgedRun = <State>(
  machine: SimulatedMachine<State>,
  workload: Workload,
  chooser: Chooser,
  { stepsMax = runStepsMax, rule, untilBroken = false }: JudgedOptions = {}
): JudgedRun => {
  const judge = new Judge(monitorsOf(rule), { settings: workload.settings })
  const entries: Array<Entry> = []
  const stepsBefore: Array<number> = []
  const taken: Array<Choice> = []
  let run: Run<unknown> | undefined
  let crash: unknown
  try {
    const observe = (entry: Entry): void => {
      entries.push(entry)
      stepsBefore.push(taken.length)
      judge.see(entry)
      if (untilBroken && isBroken(judge, rule)) throw new Enough()
    }
    run = simulate({ machine, workload, chooser, observe, taken, stepsMax })
  } catch (cause) {
    if (!(cause instanceof Enough)) crash = cause
  }
  return {
    judgement: judge.finish(),
    run,
    crash,
    entries,
    labels: () => taken.map(labelOf),
    stepsBefore: (sequence) => stepsBefore[sequence] ?? taken.length
  }
}

/** How many choices led to the first violation of the rule; undefined when the run keeps it. */
export const stepsToBreak = (judged: JudgedRun, rule: RuleId): number | undefined => {
  if (rule === crashRule && judged.crash !== undefined) return judged.labels().length
  const violation = judged.judgement.violations.find((each) => each.rule === rule)
  return violation && judged.stepsBefore(violation.sequence)
}
