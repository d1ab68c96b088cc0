/** All requirements and all monitors, in one place. */
import type { RuleId } from "../state-machine/rules.ts"
import type { Entry } from "../runtime/trace.ts"
import { Judge } from "./judge.ts"
import type { Judgement, JudgeOptions, MonitorFactory } from "./monitor.ts"
import { wholeTrace } from "./monitors/whole-trace.ts"

export const monitors: ReadonlyArray<MonitorFactory> = [wholeTrace]

/** The rules that a monitor judges. */
export const monitoredRules: ReadonlySet<RuleId> = new Set(
  monitors.flatMap((monitor) => monitor.rules)
)

/** A judge with every monitor, to run along a simulation. */
export const startJudge = (options: JudgeOptions = {}): Judge => new Judge(monitors, options)

/** Judges a whole trace. An empty one violates `trace/not-empty`. */
export const judge = (entries: Iterable<Entry>, options: JudgeOptions = {}): Judgement => {
  const running = startJudge(options)
  for (const entry of entries) running.see(entry)
  return running.finish()
}
