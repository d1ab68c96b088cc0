/** What one monitor alone says of a hand-made trace: what others say of a rule they share can't hide its count. */
import { Judge } from "../../src/requirements/judge.ts"
import type { MonitorFactory } from "../../src/requirements/monitor.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import type { TransitionId, RuleId } from "../../src/state-machine/rules.ts"
import type { TimerName } from "../../src/state-machine/event.ts"
import { entriesOf, step } from "./trace-builder.ts"

export interface Told {
  readonly checked: number
  readonly violated: number
  readonly details: ReadonlyArray<string>
}

/** Asks the monitor about one of its rules. */
export const teller =
  (settings: Settings) =>
  (monitor: MonitorFactory, asked: RuleId, happenings: ReadonlyArray<Happening>): Told => {
    const judge = new Judge([monitor], { settings })
    for (const entry of entriesOf(happenings)) judge.see(entry)
    const { rules, violations } = judge.finish()
    const verdict = rules.find(({ rule }) => rule === asked)
    if (!verdict) throw new Error(`the monitor does not judge ${asked}`)
    return {
      checked: verdict.checked,
      violated: verdict.violated,
      details: violations.filter(({ rule }) => rule === asked).map(({ detail }) => detail)
    }
  }

/** Nothing is wrong, and the rule was put to the test this often. */
export const holds = (checked: number): Told => ({ checked, violated: 0, details: [] })
export const breaks = (checked: number, ...details: ReadonlyArray<string>): Told => ({
  checked,
  violated: details.length,
  details
})

export const fires = (
  timer: TimerName,
  commands: ReadonlyArray<Command> = [],
  rules: ReadonlyArray<TransitionId> = []
): Happening => step({ _tag: "TimerFired", timer }, commands, rules)
export const peerEnds = (connection: number, commands: ReadonlyArray<Command> = []): Happening =>
  step({ _tag: "PeerEnded", connection }, commands)
export const peerResets = (connection: number, commands: ReadonlyArray<Command> = []): Happening =>
  step({ _tag: "PeerReset", connection }, commands)
