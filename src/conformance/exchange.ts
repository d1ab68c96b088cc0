/** What one connection of a case gave: the bytes, their reading, and how it ended. */
import type { Connection, End, Entry } from "./connection.ts"
import { type Response, isInterim, readResponses } from "./response.ts"
import type { Problem } from "./response-lines.ts"

export interface Exchange {
  readonly label: string
  readonly entries: ReadonlyArray<Entry>
  /** Every response, interim ones included. */
  readonly responses: ReadonlyArray<Response>
  /** The final responses only: one for each request, if all is well. */
  readonly finals: ReadonlyArray<Response>
  readonly problems: ReadonlyArray<Problem>
  /** Received octets that belong to no response. */
  readonly leftoverBytes: number
  readonly receivedBytes: number
  readonly received: Uint8Array
  readonly end: End
}

/** Freezes what a connection has seen so far into evidence. */
export const exchangeFrom = (
  connection: Connection,
  label: string,
  methods: ReadonlyArray<string>
): Exchange => {
  const received = connection.received()
  const reading = readResponses(received, methods, connection.end === "fin")
  return {
    label,
    entries: [...connection.entries],
    responses: reading.responses,
    finals: reading.responses.filter((response) => !isInterim(response)),
    problems: reading.problems,
    leftoverBytes: received.length - reading.endOffset,
    receivedBytes: received.length,
    received,
    end: connection.end
  }
}

const endWords = { fin: "FIN", reset: "RST", open: "still open" } as const

/** "200 (12), 404 (146), FIN": what a person needs to see to agree with a verdict. */
export const describeExchange = (exchange: Exchange): string => {
  const answers = exchange.responses.map((response) => {
    const cut = response.complete ? "" : ", cut off"
    return `${response.status} (${response.body.length}${cut})`
  })
  if (exchange.leftoverBytes > 0) answers.push(`${exchange.leftoverBytes} unreadable octets`)
  if (exchange.receivedBytes === 0) answers.push("no bytes")
  return [...answers, endWords[exchange.end]].join(", ")
}

/** Microseconds from opening to the first received octet; undefined if none came. */
export const firstByteMicros = (exchange: Exchange): number | undefined =>
  exchange.entries.find((entry) => entry.kind === "received")?.atMicros
