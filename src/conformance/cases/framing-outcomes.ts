/** What cases about request bodies share: how bodies are sent, and which ends are right. */
import type { Facts } from "../case.ts"
import {
  type Outcome,
  all,
  choice,
  closedSilently,
  continued,
  endsAfterOne,
  first,
  pass,
  wrong
} from "../oracle.ts"
import { type Attempt, type RequestParts, bothForms } from "../request.ts"
import { answeredThenEnded, resetSilently } from "./ends.ts"

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
/** Any answer may be the last one, and the body need not be read then (RFC 9112, section 9.3). */
export const closedAfterOne = pass("one answer, then close", answeredThenEnded)
/** Nothing is permitted but to answer first; yet a RST may have destroyed the answer on its way. */
export const destroyed = choice("a reset, which may have destroyed the answer", resetSilently)
/** Where the framing is faulty, the clause demands the close alone, and names no answer. */
export const closedWithoutAnswer = choice("closed without an answer", closedSilently)
export const bodyTaken: ReadonlyArray<Outcome> = [
  understood,
  refusedAndClosed,
  closedAfterOne,
  destroyed
]

export const secondAnswered = (words: string): Outcome =>
  wrong(words, ({ finals }) => finals.length > 1)
