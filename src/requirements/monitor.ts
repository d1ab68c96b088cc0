/**
 * Monitors: requirements as small state machines over a trace. The judge shows each entry to those that
 * subscribed to its kind, so that many monitors cost little.
 *
 * A monitor knows what the trace shows and nothing of the machine's inside. It counts how often a rule
 * was put to the test, so that a verdict can tell "held" from "never came up".
 */
import type { Command } from "../state-machine/command.ts"
import type { Event } from "../state-machine/event.ts"
import type { Settings } from "../state-machine/limits.ts"
import { ruleIds, type RuleId } from "../state-machine/rules.ts"
import type { Entry, Happening } from "../runtime/trace.ts"
import type { AnswerHandlers, Conversations } from "./conversation.ts"

export interface Violation {
  readonly rule: RuleId
  /** Entry that shows it; the last one when the end of the run does. */
  readonly sequence: number
  readonly detail: string
}

/** What a monitor reports to, one for each rule that it judges. */
export interface Gauge {
  /** The rule was put to the test; `detail` is asked for only when it was broken. */
  readonly check: (holds: boolean, detail: () => string) => void
}

export interface Context {
  readonly settings: Settings
  /** A step may hold up the thread this long before it counts as blocked. */
  readonly blockedMillisMax: number
  readonly gauge: (rule: RuleId) => Gauge
  /** What was said on each connection, as far as it can be told from outside. */
  readonly conversations: Conversations
  /** Sequence number of the entry that is being judged. */
  readonly sequence: () => number
}

type Tagged<Union, Tag> = Extract<Union, { readonly _tag: Tag }>
export type StepTaken = Tagged<Happening, "Step">

/** What a monitor wants to see. For a step: `step`, `event`, `heard`, each `command` in order, `stepEnd`. */
export interface Handlers {
  /** Every entry of the trace, before all else. */
  readonly entry?: (entry: Entry) => void
  readonly step?: (step: StepTaken) => void
  readonly event?: {
    readonly [Tag in Event["_tag"]]?: (event: Tagged<Event, Tag>, step: StepTaken) => void
  }
  /** The conversations know the event, and no command of the step yet. */
  readonly heard?: (step: StepTaken) => void
  readonly command?: {
    readonly [Tag in Command["_tag"]]?: (command: Tagged<Command, Tag>, step: StepTaken) => void
  }
  readonly stepEnd?: (step: StepTaken) => void
  readonly world?: {
    readonly [Tag in Exclude<Happening["_tag"], "Step">]?: (what: Tagged<Happening, Tag>) => void
  }
  /** Answers, as they are handed to `Send`; after the handlers of that command. */
  readonly answer?: AnswerHandlers
  /** The trace is over. */
  readonly end?: () => void
}

export interface MonitorFactory {
  readonly rules: ReadonlyArray<RuleId>
  readonly start: (context: Context) => Handlers
}

export interface JudgeOptions {
  readonly settings?: Settings
  readonly blockedMillisMax?: number
  /** Violations kept for each rule; all of them are counted. */
  readonly violationsMax?: number
}

export interface RuleVerdict {
  readonly rule: RuleId
  /** How often the rule was put to the test. 0: the run says nothing about it. */
  readonly checked: number
  readonly violated: number
}

export interface Judgement {
  readonly entries: number
  readonly holds: boolean
  readonly violations: ReadonlyArray<Violation>
  /** Every rule that has a monitor, in the order of the specification. */
  readonly rules: ReadonlyArray<RuleVerdict>
  /** Rules with a monitor that the run never put to the test. */
  readonly vacuous: ReadonlyArray<RuleId>
}

/** Counts one rule's tests and keeps its first violations. */
export class Tally implements Gauge {
  readonly rule: RuleId
  readonly kept: Array<Violation> = []
  readonly keptMax: number
  readonly sequence: () => number
  checked = 0
  violated = 0

  constructor(rule: RuleId, keptMax: number, sequence: () => number) {
    this.rule = rule
    this.keptMax = keptMax
    this.sequence = sequence
  }

  check(holds: boolean, detail: () => string): void {
    this.checked += 1
    if (holds) return
    this.violated += 1
    if (this.kept.length < this.keptMax)
      this.kept.push({ rule: this.rule, sequence: this.sequence(), detail: detail() })
  }
}

/** The verdict of the tallies, rules in the order of the specification. */
export const judgementOf = (tallies: ReadonlyMap<RuleId, Tally>, entries: number): Judgement => {
  const ordered = ruleIds.flatMap((rule) => tallies.get(rule) ?? [])
  const violations = ordered.flatMap((tally) => tally.kept)
  return {
    entries,
    holds: violations.length === 0,
    violations: violations.toSorted((left, right) => left.sequence - right.sequence),
    rules: ordered.map(({ rule, checked, violated }) => ({ rule, checked, violated })),
    vacuous: ordered.filter((tally) => tally.checked === 0).map((tally) => tally.rule)
  }
}
