/** What one multiplier made of one case, added up. */
import type { Exchange } from "../exchange.ts"
import { type Finding, lint } from "../lint.ts"
import type { Multiplier } from "./multiplier.ts"

export interface Multiplied {
  readonly multiplierId: string
  readonly caseId: string
  readonly tried: number
  readonly responses: number
  /** Variants that say nothing: a reset destroyed the answer, or a kept connection was closed before it. */
  readonly lost: number
  readonly differing: ReadonlyArray<Difference>
  /** Any response must satisfy these, in these exchanges too. */
  readonly findings: ReadonlyArray<{ readonly finding: Finding; readonly exchange: Exchange }>
}

export interface Difference {
  readonly whole: Exchange
  readonly variant: Exchange
}

/** Enough to show; the count tells the rest. */
const keptMax = 4

export class Tally {
  readonly multiplier: Multiplier
  readonly #caseId: string
  #tried = 0
  #responses = 0
  #lost = 0
  readonly #differing: Array<Difference> = []
  readonly #findings: Array<{ finding: Finding; exchange: Exchange }> = []

  constructor(multiplier: Multiplier, caseId: string) {
    this.multiplier = multiplier
    this.#caseId = caseId
  }

  same(exchange: Exchange): void {
    this.#tried += 1
    this.#saw(exchange)
  }

  lost(): void {
    this.#tried += 1
    this.#lost += 1
  }

  different(difference: Difference): void {
    this.#tried += 1
    if (this.#differing.length < keptMax) this.#differing.push(difference)
    this.#saw(difference.variant)
  }

  multiplied(): Multiplied {
    return {
      multiplierId: this.multiplier.id,
      caseId: this.#caseId,
      tried: this.#tried,
      responses: this.#responses,
      lost: this.#lost,
      differing: this.#differing,
      findings: this.#findings
    }
  }

  #saw(exchange: Exchange): void {
    this.#responses += exchange.responses.length
    for (const finding of lint(exchange))
      if (this.#findings.length < keptMax) this.#findings.push({ finding, exchange })
  }
}
