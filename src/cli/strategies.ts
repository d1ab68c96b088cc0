/** What each strategy of a simulation did, and which of them found what. */
import { strategyNames, type StrategyName } from "../runtime-sim/schedulers/portfolio.ts"
import { printToken, type Token } from "../runtime-sim/schedulers/token.ts"
import type { RuleId } from "../state-machine/rules.ts"
import { number } from "./arm.ts"
import { columns, style } from "./terminal.ts"

/** A run that broke a rule. */
export interface Found {
  readonly token: Token
  readonly rule: RuleId
  /** Entry of the trace that shows it. */
  readonly sequence: number
  readonly detail: string
}

export interface Tried {
  readonly strategy: StrategyName
  runs: number
  events: number
  violations: number
  /** The rules it saw broken, each with how many of its runs it took. */
  readonly found: Map<RuleId, number>
}

/** The tallies of a simulation, a row for each strategy that was used. */
export class Tries {
  readonly #rows = new Map<StrategyName, Tried>()

  get rows(): ReadonlyArray<Tried> {
    return strategyNames.flatMap((name) => this.#rows.get(name) ?? [])
  }

  /** Counts a run that is over; what it found comes after. */
  count(strategy: StrategyName, events: number): void {
    const row = this.#of(strategy)
    row.runs += 1
    row.events += events
  }

  add({ token, rule }: Found): void {
    const row = this.#of(token.strategy)
    row.violations += 1
    if (!row.found.has(rule)) row.found.set(rule, row.runs)
  }

  #of(strategy: StrategyName): Tried {
    const fresh = { strategy, runs: 0, events: 0, violations: 0, found: new Map() }
    const row = this.#rows.get(strategy) ?? fresh
    this.#rows.set(strategy, row)
    return row
  }
}

/** What to type to have a run again. */
export const commandOf = (token: Token): string => `amped simulate --token ${printToken(token)}`

export const foundLine = ({ token, rule, sequence, detail }: Found): string =>
  `${token.strategy}, seed ${token.seed}, entry ${sequence}: ${rule}: ${detail}; ${commandOf(token)}`

/** A row a strategy. `found`: rules with the number of the run that broke each first. */
export const renderTries = (rows: ReadonlyArray<Tried>): string => {
  const body = rows.map(({ strategy, runs, events, violations, found }) => [
    strategy,
    number(runs),
    number(events),
    number(violations),
    [...found].map(([rule, run]) => `${rule} (run ${number(run)})`).join(", ") || "–"
  ])
  const head = ["strategy", "runs", "events", "violations", "found"]
  return columns([head, ...body], (cell, row, column) => {
    if (row === 0) return style.strong(cell)
    return column === 4 && cell !== "–" ? style.bad(cell) : cell
  })
}

export const triesToJson = (rows: ReadonlyArray<Tried>) =>
  rows.map(({ found, ...counts }) => ({ ...counts, found: Object.fromEntries(found) }))
