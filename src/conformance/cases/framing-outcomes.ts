/** What cases about request bodies share: how bodies are sent, and which ends are right. */
import type { Facts } from "../case.ts"
import { type Outcome, all, continued, endsAfterOne, first, pass, wrong } from "../oracle.ts"
import { type Attempt, type RequestParts, bothForms } from "../request.ts"

export const chunkedLine = "Transfer-Encoding: chunked"
export const fiveInChunks = "5\r\nAAAAA\r\n0\r\n\r\n"

export const forms =
  (parts: RequestParts) =>
  ({ host }: Facts): ReadonlyArray<Attempt> =>
    bothForms(host, parts)

export const understood = pass(
  "answered, and the second request understood",
  continued(() => true)
)
export const refusedAndClosed = pass(
  "refused with a 4xx or 501, then close",
  all(
    first(({ status }) => (status >= 400 && status < 500) || status === 501),
    endsAfterOne
  )
)
export const closedAfterOne = pass("one answer, then close", endsAfterOne)
export const bodyTaken: ReadonlyArray<Outcome> = [understood, refusedAndClosed, closedAfterOne]

export const secondAnswered = (words: string): Outcome =>
  wrong(words, ({ finals }) => finals.length > 1)
