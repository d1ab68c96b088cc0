/** Monitors as an exploration wants them: for one run each, told in the order in which rules were broken. */
import type { Entry } from "../runtime/trace.ts"
import type { RuleId } from "../state-machine/rules.ts"
import type { JudgeOptions, Violation } from "./monitor.ts"
import { Judge } from "./judge.ts"
import { monitors } from "./registry.ts"

interface Broken {
  readonly rule: RuleId
  readonly sentence: string
}

const told = (violations: ReadonlyArray<Violation>): ReadonlyArray<Broken> =>
  violations
    .toSorted((first, second) => first.sequence - second.sequence)
    .map(({ rule, detail }) => ({ rule, sentence: detail }))

/** All of them, or those that judge one rule. */
export const watching = (options: JudgeOptions, rule?: RuleId) => {
  const some = monitors.filter(({ rules }) => rule === undefined || rules.includes(rule))
  return () => watcher(new Judge(some, options))
}

const watcher = (judge: Judge) => ({
  see: (entry: Entry) => judge.see(entry),
  broken: () => (judge.broken ? told(judge.brokenSoFar) : []),
  end: () => told(judge.finish().violations)
})
