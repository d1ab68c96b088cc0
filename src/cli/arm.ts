/**
 * An arm of the main job: one way to run the machine, and what it showed for each rule. Wire cases, monitors
 * and transitions all count for the rules that they speak of.
 */
import type { CaseResult } from "../conformance/index.ts"
import type { Judgement } from "../requirements/monitor.ts"
import { monitoredRules } from "../requirements/registry.ts"
import { type RuleId, ruleIds, type TransitionId } from "../state-machine/rules.ts"

export interface Shown {
  /** How often the rule was put to the test. */
  readonly checked: number
  readonly violated: number
}

export interface Arm {
  readonly name: string
  readonly rules: ReadonlyMap<RuleId, Shown>
  /** Rules that a monitor judges and that nothing which it saw put to the test. */
  readonly vacuous: ReadonlyArray<RuleId>
  /** What ran, with its figures. */
  readonly figures: ReadonlyArray<string>
  /** One line each: which rule, and what was seen. */
  readonly violations: ReadonlyArray<string>
  readonly millis: number
}

/** Collects what is shown for each rule. */
export class Showing {
  readonly rules = new Map<RuleId, Shown>()
  readonly #judged = new Set<RuleId>()

  add(rule: RuleId, checked: number, violated: number): void {
    const before = this.rules.get(rule) ?? { checked: 0, violated: 0 }
    this.rules.set(rule, {
      checked: before.checked + checked,
      violated: before.violated + violated
    })
  }

  addJudgement(judgement: Judgement): void {
    for (const { rule, checked, violated } of judgement.rules) {
      this.add(rule, checked, violated)
      if (checked > 0) this.#judged.add(rule)
    }
  }

  /** In the order of the specification. A wire case or a transition is no test by a monitor. */
  get vacuous(): ReadonlyArray<RuleId> {
    return ruleIds.filter((rule) => monitoredRules.has(rule) && !this.#judged.has(rule))
  }

  addCases(cases: ReadonlyArray<CaseResult>): void {
    for (const { rules, verdict } of cases) {
      const broken = verdict === "deviates" || verdict === "crash" || verdict === "blocked"
      const judged = broken || verdict === "pass" || verdict === "choice"
      for (const rule of rules) if (judged) this.add(rule, 1, broken ? 1 : 0)
    }
  }

  /** A transition that was taken is checked by the monitors and the replay of the run that took it. */
  addTaken(rules: ReadonlyArray<TransitionId>): void {
    for (const rule of rules) this.add(rule, 1, 0)
  }
}

export const number = (value: number): string => value.toLocaleString("en-US")

export const seconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`
