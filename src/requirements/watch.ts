/** All monitors, as an exploration wants them: for one run each, told in the order in which rules were broken. */
import type { Entry } from "../runtime/trace.ts"
import type { RuleId } from "../state-machine/rules.ts"
import type { JudgeOptions, Violation } from "./monitor.ts"
import { startJudge } from "./registry.ts"

interface Broken {
  readonly rule: RuleId
  readonly sentence: string
}

const told = (violations: ReadonlyArray<Violation>): ReadonlyArray<Broken> =>
  violations
    .toSorted((first, second) => first.sequence - second.sequence)
    .map(({ rule, detail }) => ({ rule, sentence: detail }))

export const watching = (options: JudgeOptions) => () => {
  const judge = startJudge(options)
  return {
    see: (entry: Entry) => judge.see(entry),
    broken: () => (judge.broken ? told(judge.brokenSoFar) : []),
    end: () => told(judge.finish().violations)
  }
}
