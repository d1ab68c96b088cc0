/** Sends the attempts of one case in every other way, and notes which ways were answered differently. */
import { Barrier } from "../barrier.ts"
import type { ActiveCase, Facts } from "../case.ts"
import { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { type Finding, lint } from "../lint.ts"
import { ConnectFailed, type Network } from "../network.ts"
import { comparable } from "../normalise.ts"
import type { Attempt } from "../request.ts"
import type { Multiplier, Variant } from "./multiplier.ts"

/** What one multiplier made of one case. */
export interface Multiplied {
  readonly multiplierId: string
  readonly caseId: string
  readonly tried: number
  readonly responses: number
  /** Answers that a reset destroyed: that happens to early refusals, and says nothing. */
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
/** A difference that is a race of the server's own shows again in one of these. */
const triesMax = 6

export interface MultiplyOptions {
  readonly each: ActiveCase
  /** What the attempts of the case were answered with, in their order. */
  readonly wholes: ReadonlyArray<Exchange>
  readonly network: Network
  readonly facts: Facts
  readonly selected: ReadonlyArray<Multiplier>
  readonly signal: AbortSignal
}

export const multiply = async (options: MultiplyOptions): Promise<ReadonlyArray<Multiplied>> => {
  const { each, selected, network, facts, signal } = options
  const tallies = selected.map((multiplier) => new Tally(multiplier, each.id))
  // The last ones take longest each: begun first, they run while the many short ones do.
  const queue = tallies.toReversed().flatMap((tally) => comparisons(tally, options))
  const barrier = new Barrier(network)
  const means = { network, barrier, facts }
  const doubtful: Array<Comparison> = []
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (signal.aborted) return
      const compared = await compare(next, means, "in company")
      if (compared === "doubtful") doubtful.push(next)
      else next.tally.add(next.whole, compared)
    }
  }
  await Promise.all(Array.from({ length: network.connectionsAtOnce }, work))
  for (const next of worthAsking(doubtful)) {
    if (signal.aborted) break
    const compared = await compare(next, means, "alone")
    if (compared !== "doubtful") next.tally.add(next.whole, compared)
  }
  barrier.close()
  return tallies.map((tally) => tally.multiplied())
}

/** A server that never answers costs its patience each time: a few of each multiplier tell as much as all. */
const worthAsking = (doubtful: ReadonlyArray<Comparison>): ReadonlyArray<Comparison> => {
  const asked = new Map<Tally, number>()
  return doubtful.filter(({ tally }) => {
    const before = asked.get(tally) ?? 0
    asked.set(tally, before + 1)
    return before < keptMax
  })
}

/** Every attempt of the case in every manner of one multiplier. */
const comparisons = (
  tally: Tally,
  { each, wholes, facts }: MultiplyOptions
): ReadonlyArray<Comparison> =>
  "attempts" in each.run
    ? each.run.attempts(facts).flatMap((attempt, index) => {
        const whole = wholes[index]
        // Cut already, or answered with a reset: there is nothing whole to compare with.
        if (whole === undefined || attempt.cuts !== undefined || whole.end === "reset") return []
        return tally.multiplier
          .variants(attempt, facts, whole.receivedBytes)
          .map((variant) => ({ tally, attempt, whole, variant }))
      })
    : []

interface Comparison {
  readonly tally: Tally
  readonly attempt: Attempt
  readonly whole: Exchange
  readonly variant: Variant
}

type Compared =
  | { readonly is: "same" | "different"; readonly exchange: Exchange }
  | { readonly is: "lost"; readonly exchange: Exchange | undefined }

class Tally {
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

  add(whole: Exchange, { is, exchange }: Compared): void {
    this.#tried += 1
    if (is === "lost") this.#lost += 1
    if (exchange === undefined) return
    this.#responses += exchange.responses.length
    if (is === "different" && this.#differing.length < keptMax)
      this.#differing.push({ whole, variant: exchange })
    for (const finding of lint(exchange))
      if (this.#findings.length < keptMax) this.#findings.push({ finding, exchange })
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
}

interface Means {
  readonly network: Network
  readonly barrier: Barrier
  readonly facts: Facts
}

/** Without an answer while many are asked, a server may only be busy: that is found out alone. */
const compare = async (
  comparison: Comparison,
  means: Means,
  where: "in company" | "alone"
): Promise<Compared | "doubtful"> => {
  const { whole, variant } = comparison
  const expected = comparable(whole)
  let differing: Compared | undefined
  for (let tries = 0; tries < triesMax; tries++) {
    const exchange = await play(comparison, expected, means)
    if (exchange === undefined) return { is: "lost", exchange: undefined }
    if (comparable(exchange, variant.before.length) === expected) {
      if (differing === undefined) return { is: "same", exchange }
      continue
    }
    if (exchange.end === "reset") return { is: "lost", exchange }
    if (where === "in company" && exchange.end === "open") return "doubtful"
    // Once may be a race of ours; what shows again is how the server is, even if it is not so each time.
    if (differing !== undefined) return differing
    differing = { is: "different", exchange }
  }
  return { is: "lost", exchange: differing?.exchange }
}

/** Undefined where the server accepts nobody: the next case will find out why. */
const play = async (
  { attempt, whole, variant }: Comparison,
  expected: string,
  { network, barrier, facts: { profile } }: Means
): Promise<Exchange | undefined> => {
  const methods = [...variant.before, ...attempt.methods]
  const connection = await Connection.open(network).catch(unlessRefused)
  if (connection === undefined) return undefined
  try {
    await variant.send(connection, (part) =>
      barrier.pass(part === "whole" ? profile.gapMillis : Math.min(1, profile.gapMillis))
    )
    const soFar = () => exchangeFrom(connection, variant.label, methods)
    // Where the whole was left open, its equal is enough: waiting again for nothing costs seconds.
    const isEqual = () =>
      whole.end === "open" &&
      connection.receivedBytes >= whole.receivedBytes &&
      comparable(soFar(), variant.before.length) === expected
    await connection.readUntil(isEqual, profile.patienceMillis, profile.deadlineMillis)
    return soFar()
  } finally {
    connection.close()
  }
}

const unlessRefused = (error: unknown): undefined => {
  if (!(error instanceof ConnectFailed)) throw error
}
