/**
 * Delta debugging on the wire: from a request with which a server disagrees to the shortest with which it disagrees
 * in the same way. Each step is sent, so what remains is evidence and not a guess.
 */
import type { Facts } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import { type Attempt, octets } from "../request.ts"
import type { Wire } from "../wire.ts"
import { classOf, evidenceOf, judgeEvidence } from "./oracle.ts"
import { followUp, ownPart } from "./parts.ts"
import { mayWait, methodsIn } from "./readings.ts"
import type { Known } from "./world.ts"

export const attemptOf = (label: string, stream: string, known: Known): Attempt => ({
  label,
  bytes: octets(stream),
  methods: methodsIn(stream, known)
})

/** What one class may cost in requests. */
const sendsMax = 200
const batchLength = 24

/** What all classes of a case may cost in batches during which the server kept silent to the end. */
export interface Patience {
  silentBatchesLeft: number
}
export const shrinkingPatience = (): Patience => ({ silentBatchesLeft: 2 })

const classIn = (exchange: Exchange, facts: Facts): string | undefined => {
  const judged = judgeEvidence(evidenceOf(exchange), facts)
  return judged.verdict === "disagrees" ? classOf(judged) : undefined
}

const firstWord = (text: string): string => text.split(/[^A-Za-z]/, 1)[0] ?? ""

/** The text without each of its pieces of this length. */
function* without(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(0, at) + text.slice(at + length)
}

/** The shortest exchange of the same class that was found, itself included. */
export const shrink = async (
  longest: Exchange,
  wanted: string,
  wire: Wire,
  facts: Facts,
  patience: Patience
): Promise<Exchange> => {
  const from = ownPart(evidenceOf(longest).sent, facts)
  let best = longest
  let text = from
  let sendsLeft = sendsMax
  const seen = new Set([text])
  const wholeLines = text.endsWith("\n")
  const mayGoOn = (): boolean => sendsLeft > 0 && patience.silentBatchesLeft > 0

  /** Sends a batch, and takes the first that still disagrees so. */
  const shorter = async (texts: ReadonlyArray<string>): Promise<boolean> => {
    const attempts = texts.map((each) =>
      attemptOf(`${wanted}, shrunk`, each + followUp(facts), facts)
    )
    sendsLeft -= attempts.length
    const exchanges = await wire.exchangeAll(attempts)
    if (exchanges.some(({ end }) => end === "open")) patience.silentBatchesLeft -= 1
    const index = exchanges.findIndex((exchange) => classIn(exchange, facts) === wanted)
    const [found, shortened] = [exchanges[index], texts[index]]
    if (found === undefined || shortened === undefined) return false
    best = found
    text = shortened
    return true
  }

  const isNew = (candidate: string): boolean => {
    if (candidate === "" || seen.has(candidate)) return false
    // Whatever ends in the middle of a line would swallow the request behind.
    if (wholeLines && !candidate.endsWith("\n")) return false
    // Another method would be another request, with answers of its own.
    if (firstWord(candidate) !== firstWord(from)) return false
    seen.add(candidate)
    return !mayWait(candidate + followUp(facts), facts)
  }

  let length = 2 ** Math.floor(Math.log2(Math.max(1, text.length / 2)))
  while (length >= 1 && mayGoOn()) {
    const candidates = [...without(text, length)].filter(isNew)
    let found = false
    while (candidates.length > 0 && !found && mayGoOn())
      found = await shorter(candidates.splice(0, batchLength))
    if (!found) length = Math.floor(length / 2)
  }
  return best
}
