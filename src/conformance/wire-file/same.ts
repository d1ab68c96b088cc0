/**
 * Whether two subjects answered alike, where each start of a subject has names of its own: the tags
 * of its files, the secret of its root, and the port that error pages tell.
 */
import type { Facts } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import { comparable } from "../normalise.ts"
import type { Response } from "../response.ts"

/** Error pages and redirects are shorter; files have none of these names in them. */
const namedBodyBytesMax = 64 * 1024

/** A server may tell where it listens beside the name that it was asked by. */
const ownPort = /(\bport |localhost:|127\.0\.0\.1:|\[::1\]:)\d{2,5}\b/gi

const nameless = (text: string, { host, secret }: Facts): string => {
  const withoutSecret = secret === undefined ? text : text.replaceAll(secret, "(secret)")
  return withoutSecret
    .replaceAll(host, "(host)")
    .replaceAll(host.replace(/:\d+$/, ""), "(host)")
    .replaceAll(/\(host\):\d{2,5}\b/g, "(host)")
    .replaceAll(ownPort, "$1(port)")
}

const namelessBody = ({ body }: Response, facts: Facts): Uint8Array =>
  body.length > namedBodyBytesMax
    ? body
    : Buffer.from(nameless(Buffer.from(body).toString("latin1"), facts), "latin1")

const namelessResponse = (response: Response, facts: Facts): Response => {
  const body = namelessBody(response, facts)
  // The length tells how long the names are; that it is right has been judged.
  const isNamed = Buffer.compare(body, response.body) !== 0
  const fields = response.fields.map((field) => {
    const name = field.name.toLowerCase()
    if (name === "etag") return { ...field, value: "(tag)" }
    // A set: some tell it in another order after each start.
    if (name === "allow") return { ...field, value: field.value.split(/ *, */).toSorted().join() }
    if (name === "content-length" && isNamed) return { ...field, value: "(length)" }
    return { ...field, value: nameless(field.value, facts) }
  })
  return { ...response, fields, body }
}

/** Outcomes name the tags that they are about. */
export const sameOutcome = (
  recorded: string,
  recordedFacts: Facts,
  now: string,
  nowFacts: Facts
): boolean => {
  const tagless = (outcome: string, facts: Facts): string =>
    nameless(outcome, facts).replaceAll(/(?:W\/)?"[^"]*"/g, "(tag)")
  return tagless(recorded, recordedFacts) === tagless(now, nowFacts)
}

/** What a reset destroyed is not missed: only answers that came whole both times are compared. */
export const sameAnswers = (
  recorded: Exchange,
  recordedFacts: Facts,
  now: Exchange,
  nowFacts: Facts
): boolean => {
  const isReset = recorded.end === "reset" || now.end === "reset"
  const whole = [recorded, now].map(
    ({ responses }) => responses.filter(({ complete }) => complete).length
  )
  const compared = (exchange: Exchange, facts: Facts): string => {
    const responses = isReset ? exchange.responses.slice(0, Math.min(...whole)) : exchange.responses
    const all = responses.map((response) => namelessResponse(response, facts))
    return comparable({
      ...exchange,
      responses: all,
      ...(isReset ? { leftoverBytes: 0, end: "reset" } : {})
    })
  }
  return compared(recorded, recordedFacts) === compared(now, nowFacts)
}
