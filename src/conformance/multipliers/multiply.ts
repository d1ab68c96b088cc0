/**
 * Sends the attempts of one case in every other way, and notes which ways were answered differently.
 *
 * Many are sent at once, so a server may only have been busy: closed a connection that it could have kept, run into
 * its own limit of time. What differs is therefore asked again later, when nothing else goes on.
 */
import { Barrier } from "../barrier.ts"
import type { ActiveCase, Facts } from "../case.ts"
import { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { ConnectFailed, type Network } from "../network.ts"
import { comparable, comparableResponses } from "../normalise.ts"
import type { Attempt } from "../request.ts"
import type { Turnstile } from "../turnstile.ts"
import type { Multiplier, Variant } from "./multiplier.ts"
import { type Multiplied, Tally } from "./tally.ts"

/** A difference that is a race of the server's own shows again in one of these. */
const triesMax = 5
/** Of one case by one multiplier. */
const askedMax = 12
/** A server that never answers costs its patience each time: after so many cases no more are asked. */
const confirmedMax = 4

export interface MultiplyOptions {
  readonly each: ActiveCase
  /** What the attempts of the case were answered with, in their order. */
  readonly wholes: ReadonlyArray<Exchange>
  readonly network: Network
  readonly facts: Facts
  readonly selected: ReadonlyArray<Multiplier>
  /** Shared by all cases: so many variants are under way at once. */
  readonly turnstile: Turnstile
  readonly signal: AbortSignal
}

/** How many cases each multiplier has been confirmed for, by its id. */
export type Confirmed = Map<string, number>

export class Multiplication {
  readonly #options: MultiplyOptions
  readonly #tallies: ReadonlyArray<Tally>
  readonly #doubtful: Array<Doubt> = []
  #network: Network

  constructor(options: MultiplyOptions) {
    this.#options = options
    this.#network = options.network
    this.#tallies = options.selected.map((multiplier) => new Tally(multiplier, options.each.id))
  }

  /** Sends them all. */
  async run(): Promise<void> {
    const { turnstile, signal } = this.#options
    // The last ones take longest each: begun first, they run while the many short ones do.
    const queue = this.#tallies.toReversed().flatMap((tally) => this.#comparisons(tally))
    const barrier = new Barrier(this.#network)
    const one = async (next: Comparison): Promise<void> => {
      if (signal.aborted) return
      const exchange = await this.#play(next, barrier)
      if (exchange === undefined || isLost(next, exchange)) next.tally.lost()
      else if (isSame(next, exchange)) next.tally.same(exchange)
      else this.#doubtful.push({ ...next, exchange })
    }
    await Promise.all(queue.map((next) => turnstile.through(() => one(next))))
    barrier.close()
  }

  /**
   * Asks again what was answered differently, one after another. Nothing else may go on. The network may have become
   * another one, where the subject was started anew.
   */
  async settle(network: Network, confirmed: Confirmed): Promise<void> {
    this.#network = network
    const barrier = new Barrier(network)
    for (const tally of this.#tallies) {
      const own = this.#doubtful.filter((doubt) => doubt.tally === tally)
      if (own.length === 0) continue
      const { id } = tally.multiplier
      const before = confirmed.get(id) ?? 0
      const isAsked = before < confirmedMax
      let hasDiffered = false
      for (const doubt of own.slice(0, askedMax)) {
        if (this.#options.signal.aborted) break
        // Once it is clear that it differs, the others are believed.
        const isClear = hasDiffered || !isAsked
        const variant = isClear ? doubt.exchange : await this.#askedAgain(doubt, barrier)
        if (variant === undefined) continue
        tally.different({ whole: doubt.whole, variant })
        hasDiffered = true
      }
      if (hasDiffered) confirmed.set(id, before + 1)
    }
    barrier.close()
  }

  results(): ReadonlyArray<Multiplied> {
    return this.#tallies.map((tally) => tally.multiplied())
  }

  /** The different answer; undefined if the same one came each time. */
  async #askedAgain(doubt: Doubt, barrier: Barrier): Promise<Exchange | undefined> {
    let last: Exchange | undefined
    for (let tries = 0; tries < triesMax; tries++) {
      const exchange = await this.#play(doubt, barrier)
      if (exchange === undefined || isLost(doubt, exchange)) continue
      if (!isSame(doubt, exchange)) return exchange
      last = exchange
    }
    if (last === undefined) doubt.tally.lost()
    else doubt.tally.same(last)
    return undefined
  }

  /** Every attempt of the case in every manner of one multiplier. */
  #comparisons(tally: Tally): ReadonlyArray<Comparison> {
    const { each, wholes, facts } = this.#options
    if (!("attempts" in each.run)) return []
    return each.run.attempts(facts).flatMap((attempt, index) => {
      const whole = wholes[index]
      // Cut already, or answered with a reset: there is nothing whole to compare with.
      if (whole === undefined || attempt.cuts !== undefined || whole.end === "reset") return []
      const expected = comparable(whole)
      return tally.multiplier
        .variants(attempt, facts, whole.receivedBytes)
        .map((variant) => ({ tally, attempt, whole, variant, expected }))
    })
  }

  /** Undefined where the server accepts nobody: the next case will find out why. */
  async #play(comparison: Comparison, barrier: Barrier): Promise<Exchange | undefined> {
    const { attempt, whole, variant } = comparison
    const { facts } = this.#options
    const { gapMillis, patienceMillis, deadlineMillis } = facts.profile
    const methods = [...variant.before, ...attempt.methods]
    const connection = await Connection.open(this.#network).catch(unlessRefused)
    if (connection === undefined) return undefined
    try {
      await variant.send(connection, (part) =>
        barrier.pass(part === "whole" ? gapMillis : Math.min(1, gapMillis))
      )
      const soFar = () => exchangeFrom(connection, variant.label, methods)
      // Where the whole was left open, its equal is enough: waiting again for nothing costs seconds.
      const isEqual = () =>
        whole.end === "open" &&
        connection.receivedBytes >= whole.receivedBytes &&
        isSame(comparison, soFar())
      await connection.readUntil(isEqual, patienceMillis, deadlineMillis)
      return soFar()
    } finally {
      connection.close()
    }
  }
}

interface Comparison {
  readonly tally: Tally
  readonly attempt: Attempt
  readonly whole: Exchange
  readonly variant: Variant
  /** The whole, made comparable. */
  readonly expected: string
}

interface Doubt extends Comparison {
  readonly exchange: Exchange
}

const isSame = ({ variant, expected }: Comparison, exchange: Exchange): boolean =>
  beginsWell(variant, exchange) && comparable(exchange, variant.before.length) === expected

/** Whatever goes before begins with a GET of a file: another answer to that is no company, but the fault itself. */
const beginsWell = ({ before }: Variant, { finals }: Exchange): boolean =>
  before.length === 0 || finals[0]?.status === 200

/** What a reset destroyed says nothing, and a kept connection may be closed at any time (rfc9112#section-9.5-3). */
const isLost = (comparison: Comparison, exchange: Exchange): boolean =>
  !isSame(comparison, exchange) && (exchange.end === "reset" || isClosedEarly(comparison, exchange))

/** The same answers but for the last ones, then a close; at least one request was answered before. */
const isClosedEarly = ({ whole, variant }: Comparison, exchange: Exchange): boolean => {
  const expected = comparableResponses(whole)
  const own = comparableResponses(exchange, variant.before.length)
  return (
    beginsWell(variant, exchange) &&
    exchange.end === "fin" &&
    exchange.leftoverBytes === 0 &&
    exchange.finals.length > 0 &&
    exchange.finals.length < variant.before.length + whole.finals.length &&
    own.every((response, index) => response === expected[index])
  )
}

const unlessRefused = (error: unknown): undefined => {
  if (!(error instanceof ConnectFailed)) throw error
}
