/**
 * How exchanges are judged: a case lists every outcome its clause permits, in words and as a test,
 * and everything else deviates. So the printed expectation and the check cannot drift apart.
 */
import type { Facts, Judge, JudgedVerdict, Judgement } from "./case.ts"
import { type Exchange, describeExchange } from "./exchange.ts"
import type { Response } from "./response.ts"
import { fieldValue } from "./response-lines.ts"
import { type FileName, rootFiles } from "./root.ts"

/** A statement about one exchange. */
export type Meets = (exchange: Exchange, facts: Facts) => boolean
/** A statement about one response. */
export type Fits = (response: Response, facts: Facts) => boolean

export interface Outcome {
  readonly verdict: JudgedVerdict
  readonly words: string
  readonly meets: Meets
}

const outcome =
  (verdict: JudgedVerdict) =>
  (words: string, meets: Meets): Outcome => ({ verdict, words, meets })

/** What the clause asks for. */
export const pass = outcome("pass")
/** What the clause leaves open, or tolerates: named, never counted as a failure. */
export const choice = outcome("choice")
/** A way to be wrong that deserves its name in the report. */
export const wrong = outcome("deviates")
/** An observation from which nothing follows. */
export const unclear = outcome("unclear")

const severity: Record<JudgedVerdict, number> = {
  deviates: 4,
  unclear: 3,
  choice: 2,
  "not-applicable": 1,
  pass: 0
}

/** The first outcome that an exchange meets is its own; the worst of all exchanges is the case's. */
export const decide = (...outcomes: ReadonlyArray<Outcome>): Judge => ({
  expected: outcomes
    .filter((each) => each.verdict === "pass" || each.verdict === "choice")
    .map((each) => each.words)
    .join("; or "),
  judge: (exchanges, facts) => {
    const judged = exchanges.map((exchange) => {
      const met = outcomes.find((each) => each.meets(exchange, facts))
      return { exchange, verdict: met?.verdict ?? "deviates", words: met?.words ?? unlisted }
    })
    const worst = judged.toSorted((a, b) => severity[b.verdict] - severity[a.verdict])[0]
    // No evidence is never a pass.
    if (worst === undefined) return { verdict: "unclear", outcome: "no exchange", found: "nothing" }
    return { verdict: worst.verdict, outcome: worst.words, found: describeAll(exchanges) }
  }
})

const unlisted = "none of the permitted outcomes"

/** Every exchange by its label; equal ones only once, since a split sweep has a hundred of them. */
export const describeAll = (exchanges: ReadonlyArray<Exchange>): string => {
  const labelled = new Map<string, Array<string>>()
  for (const exchange of exchanges) {
    const found = describeExchange(exchange)
    labelled.set(found, [...(labelled.get(found) ?? []), exchange.label])
  }
  const only = [...labelled.keys()]
  if (only.length === 1 && only[0] !== undefined) return only[0]
  return [...labelled]
    .map(([found, labels]) => {
      const [first = "", ...others] = labels
      return `${first}${others.length > 0 ? ` and ${others.length} more` : ""}: ${found}`
    })
    .join("; ")
}

/** A judgement that no list of outcomes can express. */
export const judgeBy = (
  expected: string,
  judge: (exchanges: ReadonlyArray<Exchange>, facts: Facts) => Omit<Judgement, "found">
): Judge => ({
  expected,
  judge: (exchanges, facts) => ({ ...judge(exchanges, facts), found: describeAll(exchanges) })
})

// Statements about a response.

export const code =
  (...codes: ReadonlyArray<number>): Fits =>
  (response) =>
    codes.includes(response.status)

export const clientError: Fits = ({ status }) => status >= 400 && status < 500
export const anyError: Fits = ({ status }) => status >= 400 && status < 600

export const content =
  (name: FileName): Fits =>
  (response) =>
    Buffer.compare(response.body, rootFiles[name].bytes) === 0

export const both =
  (...fits: ReadonlyArray<Fits>): Fits =>
  (response, facts) =>
    fits.every((each) => each(response, facts))

export const either =
  (...fits: ReadonlyArray<Fits>): Fits =>
  (response, facts) =>
    fits.some((each) => each(response, facts))

export const whole = (name: FileName): Fits => both(code(200), content(name))

export const has =
  (name: string, pattern: RegExp): Fits =>
  (response) =>
    pattern.test(fieldValue(response, name) ?? "")

// Statements about an exchange.

/** Exactly these final responses, in this order, each complete, and no octet besides. */
export const answers =
  (...fits: ReadonlyArray<Fits>): Meets =>
  (exchange, facts) =>
    exchange.finals.length === fits.length &&
    exchange.leftoverBytes === 0 &&
    exchange.finals.every((response, index) => response.complete && fits[index]?.(response, facts))

/** A real FIN or RST: a timeout is not a close. */
export const ended: Meets = ({ end }) => end !== "open"

export const all =
  (...statements: ReadonlyArray<Meets>): Meets =>
  (exchange, facts) =>
    statements.every((each) => each(exchange, facts))

export const any =
  (...statements: ReadonlyArray<Meets>): Meets =>
  (exchange, facts) =>
    statements.some((each) => each(exchange, facts))

/** One answer with one of these codes, then a close; whatever came behind it went unanswered. */
export const refused = (...codes: ReadonlyArray<number>): Meets =>
  all(answers(code(...codes)), ended)

/** Refused with one of these codes; whether the connection goes on is left open. */
export const says = (...codes: ReadonlyArray<number>): Meets =>
  any(refused(...codes), answers(code(...codes)), continued(code(...codes)))

/** At most one answer and a real close: what came behind the request was not understood as another. */
export const endsAfterOne: Meets = all(({ finals }) => finals.length <= 1, ended)

/** Not a single octet, and a real close. */
export const closedSilently: Meets = all(({ receivedBytes }) => receivedBytes === 0, ended)

/** The first request was answered so, and the one behind it was understood as the second. */
export const continued = (first: Fits): Meets => answers(first, whole("index"))

/** Exactly one answer, whether or not the connection was closed after it. */
export const answered = (fits: Fits): Meets => answers(fits)

/** The first final response, whatever came after it. */
export const first =
  (fits: Fits): Meets =>
  (exchange, facts) => {
    const response = exchange.finals[0]
    return response !== undefined && fits(response, facts)
  }

/** Secrets lie only outside the root: one octet sequence of them is proof of an escape. */
export const leaks: Meets = (exchange, facts) =>
  facts.secret !== undefined && Buffer.from(exchange.received).includes(facts.secret)
