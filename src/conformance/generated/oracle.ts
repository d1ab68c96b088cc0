/**
 * The reference machine as judge of any stream: what came back must be one of the courses that the specification
 * allows. Several requests are several choices, so the answers are followed through a tree of readings.
 */
import type { TransitionId } from "../../state-machine/rules.ts"
import type { Exchange } from "../exchange.ts"
import { type Response, isInterim, readResponses } from "../response.ts"
import { listMembers } from "../response-lines.ts"
import type { Right } from "./answers.ts"
import { type Course, type Reading, readingsOf } from "./readings.ts"
import type { Known } from "./world.ts"

/** What is judged of an exchange. */
export interface Evidence {
  readonly sent: string
  readonly received: Uint8Array
  readonly end: Exchange["end"]
}

export type Judged =
  /** Without choices: as the reference does. */
  | { readonly verdict: "allowed"; readonly choices: ReadonlyArray<string> }
  | Disagreement
  /** The answer was destroyed on its way. */
  | { readonly verdict: "unclear"; readonly why: string }

export interface Disagreement {
  readonly verdict: "disagrees"
  /** By which the reference would have answered. */
  readonly rule: TransitionId | "send/head-without-body"
  readonly difference: string
  readonly expected: string
}

/** One way through the tree, as far as it went. */
interface Path {
  /** In answers; half of one more when the answer fitted and what followed did not. */
  readonly progress: number
  /** By which the answers were told apart. */
  readonly methods: ReadonlyArray<string>
  readonly judged: Judged
}

/** Octets that belong to no request any more are read no further than this. */
const requestsMax = 12

export const judgeEvidence = (evidence: Evidence, known: Known): Judged =>
  follow(evidence.sent, 0, 0, evidence, known).judged

/**
 * The exchange with its responses read as they were judged: whether content follows an answer depends on the method
 * that the server saw, and it may have seen one where the reference sees none.
 */
export const readAsJudged = (exchange: Exchange, known: Known): Exchange => {
  const { received, end } = exchange
  const { methods } = follow(evidenceOf(exchange).sent, 0, 0, evidenceOf(exchange), known)
  const { responses, problems, endOffset } = readResponses(received, methods, end === "fin")
  const finals = responses.filter((response) => !isInterim(response))
  return { ...exchange, responses, finals, problems, leftoverBytes: received.length - endOffset }
}

export const evidenceOf = (exchange: Exchange): Evidence => ({
  sent: Buffer.concat(
    exchange.entries.flatMap((entry) => (entry.kind === "sent" ? [entry.bytes] : []))
  ).toString("latin1"),
  received: exchange.received,
  end: exchange.end
})

/** The kind of a disagreement: what stays the same when its request is made shorter. */
export const classOf = ({ rule, difference }: Disagreement): string => `${rule}: ${difference}`

const allowed: Path = { progress: 0, methods: [], judged: { verdict: "allowed", choices: [] } }

const follow = (
  stream: string,
  offset: number,
  depth: number,
  evidence: Evidence,
  known: Known
): Path => {
  const leftBytes = evidence.received.length - offset
  // Nothing is asked any more: the connection may stay open or be closed.
  if (stream === "" && leftBytes === 0) return allowed
  const readings = readingsOf(stream, known)
  const rule = readings[0]?.rule ?? "read/partial"
  const expected = expectedIn(readings[0])
  let best: Path | undefined
  for (const reading of depth < requestsMax ? readings : []) {
    for (const method of reading.methods) {
      const one: Situation = { reading, method, rule, expected, offset, depth, evidence, known }
      const further = tried(one)
      const path = { ...further, methods: [method, ...further.methods] }
      if (best === undefined || isBetter(path, best)) best = path
    }
  }
  const nothing: Disagreement = { verdict: "disagrees", rule, difference: "an answer", expected }
  return best ?? { progress: depth, methods: [], judged: nothing }
}

const ranks = { allowed: 2, unclear: 1, disagrees: 0 } as const

const choicesIn = ({ judged }: Path): number =>
  judged.verdict === "allowed" ? judged.choices.length : 0

const isBetter = (path: Path, than: Path): boolean => {
  const rank = ranks[path.judged.verdict] - ranks[than.judged.verdict]
  if (rank !== 0) return rank > 0
  if (path.judged.verdict === "allowed") return choicesIn(path) < choicesIn(than)
  return path.progress > than.progress
}

const expectedIn = (reading: Reading | undefined): string => {
  const [answer] = reading?.answers ?? []
  if (answer === undefined) return "no answer before the rest of the request"
  const closes = reading?.courses[0]?.rest === undefined
  return `${answer.words}, then ${closes ? "close" : "the next request"}`
}

/** One reading of the next request, and where in the evidence its answer must begin. */
interface Situation {
  readonly reading: Reading
  readonly method: string
  readonly rule: Disagreement["rule"]
  readonly expected: string
  readonly offset: number
  readonly depth: number
  readonly evidence: Evidence
  readonly known: Known
}

const disagreement = (
  { rule, expected, depth }: Situation,
  difference: string,
  further = 0
): Path => ({
  progress: depth + further,
  methods: [],
  judged: { verdict: "disagrees", rule, difference, expected }
})

const tried = (one: Situation): Path => {
  const { reading, evidence, offset } = one
  const { end, received } = evidence
  const [right] = reading.answers
  if (received.length === offset) {
    if (reading.mayBeSilent && (end !== "open" || right === undefined))
      return chosen(allowed, [...reading.taken, ...(right === undefined ? [] : [closedAlone])])
    if (end === "reset") return destroyed(one, "reset before an answer")
    const found = end === "open" ? "silence" : "a close"
    return disagreement(one, `${found} for ${right?.words.slice(0, 3) ?? "an answer"}`)
  }
  const response = nextResponse(one)
  if (response === undefined) return disagreement(one, "unreadable octets")
  if (right === undefined) return givenUp(one, response)
  if (hasBodyAfterHead(one, response))
    return disagreement(
      { ...one, rule: "send/head-without-body" },
      `${response.status} with a body`
    )
  const fit = reading.answers.find(({ differs }) => differs(response) === undefined)
  if (!response.complete) {
    if (end === "reset") return destroyed(one, "reset within an answer")
    return disagreement(one, `${response.status} cut off`)
  }
  if (fit === undefined) return disagreement(one, right.differs(response) ?? "another answer")
  let best: Path | undefined
  for (const course of reading.courses) {
    const path = goneOn(one, response, fit, course)
    if (best === undefined || isBetter(path, best)) best = path
  }
  return best ?? disagreement(one, `an answer after ${response.status}`)
}

const closedAlone = "closed alone (rfc9112#section-2.2-9)"

/** A server that has waited for the rest of a request may say so, and close. */
const givenUp = (one: Situation, response: Response): Path => {
  const last = one.offset + response.endOffset === one.evidence.received.length
  return last && (response.status === 408 || response.status === 400)
    ? chosen(allowed, one.reading.taken)
    : disagreement(one, `${response.status} for half a request`)
}

/** What follows the answer to a HEAD is no answer, so it can only be content (RFC 9110, section 9.3.2-1). */
const hasBodyAfterHead = ({ evidence, offset }: Situation, response: Response): boolean => {
  const next = Buffer.from(evidence.received.subarray(offset + response.endOffset))
  return (
    response.method === "HEAD" && next.length > 0 && !next.toString("latin1").startsWith("HTTP/")
  )
}

/** The next final response, with offsets from where this reading begins. */
const nextResponse = ({ evidence, offset, method }: Situation): Response | undefined => {
  const { received, end } = evidence
  const { responses } = readResponses(received.subarray(offset), [method], end === "fin")
  return responses.find((response) => !isInterim(response))
}

const destroyed = (one: Situation, why: string): Path => ({
  progress: one.depth,
  methods: [],
  judged: { verdict: "unclear", why }
})

const chosen = (path: Path, choices: ReadonlyArray<string | undefined>): Path => {
  const { judged } = path
  if (judged.verdict !== "allowed") return path
  const all = [...choices.filter((choice) => choice !== undefined), ...judged.choices]
  return { ...path, judged: { verdict: "allowed", choices: [...new Set(all)] } }
}

/** The answer was right: now what follows it. */
const goneOn = (one: Situation, response: Response, fit: Right, course: Course): Path => {
  const { reading, evidence, depth, known } = one
  const offset = one.offset + response.endOffset
  const over = offset === evidence.received.length
  const choices = [...reading.taken, fit.choice, course.choice]
  const after = (found: string): Path => disagreement(one, `${found} after ${response.status}`, 0.5)
  if (course.rest === undefined) {
    if (!over) return after("another answer")
    return evidence.end === "open" ? after("no close") : chosen(allowed, choices)
  }
  if (over && evidence.end !== "open" && course.rest !== "") {
    const announced = listMembers(response, "connection").includes("close")
    const why = reading.mayClose ?? (announced ? "an announced close (rfc9112#section-9.6-3)" : "")
    if (why !== "") return chosen(allowed, [...choices, why])
    if (evidence.end === "reset") return destroyed(one, "reset after an answer")
    return after("a close")
  }
  const path = follow(course.rest, offset, depth + 1, evidence, known)
  // What begins with a choice and goes wrong is better told by what the reference expects here.
  const isDoubtful = course.choice !== undefined && path.judged.verdict === "disagrees"
  return isDoubtful ? { ...path, progress: depth + 0.4 } : chosen(path, choices)
}
