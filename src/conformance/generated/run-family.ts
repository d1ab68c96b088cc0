/** One family against one subject: sent, judged by the oracle, and each kind of disagreement shrunk. */
import type { Drive, Facts, Judge, Judgement } from "../case.ts"
import { type Exchange, describeExchange } from "../exchange.ts"
import type { Wire } from "../wire.ts"
import { type FamilyName, sample } from "./families.ts"
import {
  type Disagreement,
  type Judged,
  classOf,
  evidenceOf,
  judgeEvidence,
  readAsJudged
} from "./oracle.ts"
import { ownPart } from "./parts.ts"
import { attemptOf, shrink, shrinkingPatience } from "./shrink.ts"
import type { Known } from "./world.ts"

/** An answer that a reset destroyed is asked for again so many times. */
const retriesMax = 3

interface JudgedExchange {
  readonly exchange: Exchange
  readonly judged: Judged
}

const judgedOf = (exchange: Exchange, known: Known): JudgedExchange => ({
  exchange,
  judged: judgeEvidence(evidenceOf(exchange), known)
})

const sendAll = async (
  streams: ReadonlyArray<readonly [label: string, stream: string]>,
  wire: Wire,
  facts: Facts,
  retriesLeft = retriesMax
): Promise<ReadonlyArray<Exchange>> => {
  const exchanges = await wire.exchangeAll(
    streams.map(([label, stream]) => attemptOf(label, stream, facts))
  )
  const destroyed = exchanges.flatMap((exchange, index) =>
    judgedOf(exchange, facts).judged.verdict === "unclear" ? [index] : []
  )
  if (destroyed.length === 0 || retriesLeft === 0) return exchanges
  const again = streams.filter((_, index) => destroyed.includes(index))
  const retried = await sendAll(again, wire, facts, retriesLeft - 1)
  return exchanges.map((exchange, index) => retried[destroyed.indexOf(index)] ?? exchange)
}

interface Disagreeing {
  readonly exchange: Exchange
  readonly judged: Disagreement
}

/** By class, in the order of their names; of each the exchange with the fewest octets sent. */
const disagreements = (
  exchanges: ReadonlyArray<Exchange>,
  known: Known
): ReadonlyArray<readonly [string, Disagreeing]> => {
  const shortest = new Map<string, Disagreeing>()
  for (const exchange of exchanges) {
    const { judged } = judgedOf(exchange, known)
    if (judged.verdict !== "disagrees") continue
    const kind = classOf(judged)
    const before = shortest.get(kind)
    if (before === undefined || sentBytes(exchange) < sentBytes(before.exchange))
      shortest.set(kind, { exchange, judged })
  }
  return [...shortest].toSorted(([first], [second]) => (first < second ? -1 : 1))
}

const sentBytes = (exchange: Exchange): number => evidenceOf(exchange).sent.length

/** The shrunk exchanges first, then all that were sent. */
export const runFamily =
  (name: FamilyName): Drive =>
  async (wire, facts) => {
    const streams = sample(name, facts).map(
      (stream, index) => [`${name} ${index + 1}`, stream] as const
    )
    const exchanges = await sendAll(streams, wire, facts)
    const shrunk: Array<Exchange> = []
    const patience = shrinkingPatience()
    for (const [kind, { exchange }] of disagreements(exchanges, facts))
      shrunk.push(await shrink(exchange, kind, wire, facts, patience))
    return [...shrunk, ...exchanges].map((exchange) => readAsJudged(exchange, facts))
  }

const shownMax = 300

const shown = (kind: string, { exchange, judged }: Disagreeing, known: Known): string => {
  const own = JSON.stringify(ownPart(evidenceOf(exchange).sent, known))
  const text = own.length > shownMax ? `${own.slice(0, shownMax)}…` : own
  return `${kind}: ${text} gave ${describeExchange(exchange)}; expected ${judged.expected}`
}

/** Pure, as all judges are: recorded exchanges are judged again by the same oracle. */
export const familyJudge: Judge = {
  expected: "for each request what the reference machine answers, or a choice of spec/freedoms.md",
  judge: (exchanges, facts): Judgement => {
    const found = disagreements(exchanges, facts)
    if (found.length > 0)
      return {
        verdict: "deviates",
        outcome: found.map(([kind]) => kind).join("; "),
        found: found.map(([kind, each]) => shown(kind, each, facts)).join("\n")
      }
    const all = exchanges.map((exchange) => judgedOf(exchange, facts).judged)
    const unclear = all.filter(({ verdict }) => verdict === "unclear").length
    const requests = `${all.length} connections${unclear === 0 ? "" : `, ${unclear} reset`}`
    if (unclear === all.length)
      return { verdict: "unclear", outcome: "no answer survived", found: requests }
    const choices = new Set(all.flatMap((each) => (each.verdict === "allowed" ? each.choices : [])))
    return choices.size === 0
      ? { verdict: "pass", outcome: "as the reference answers", found: requests }
      : { verdict: "choice", outcome: [...choices].toSorted().join("; "), found: requests }
  }
}
