/** What one connection of a case gave: the bytes, their reading, and how it ended. */
import type { Fingerprint } from "./fingerprint/result.ts"
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
  /** The case itself took away what was being sent: an answer cut by a close is no mistake then. */
  readonly excusesCut?: boolean
  /** What the case measured or met beside the octets. */
  readonly observed?: Observed
  /** Measured by the case, in full. */
  readonly fingerprint?: Fingerprint
}

export type Observed = Readonly<Record<string, number | string>>

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
    entries: sharing(connection.entries, received),
    responses: reading.responses,
    finals: reading.responses.filter((response) => !isInterim(response)),
    problems: reading.problems,
    leftoverBytes: received.length - reading.endOffset,
    receivedBytes: received.length,
    received,
    end: connection.end
  }
}

/** The same entries as views of what was received in all, so that a long body is not held twice. */
const sharing = (entries: ReadonlyArray<Entry>, received: Uint8Array): ReadonlyArray<Entry> => {
  let offset = 0
  return entries.map((entry) => {
    if (entry.kind !== "received") return entry
    const bytes = received.subarray(offset, offset + entry.bytes.length)
    offset += bytes.length
    return { ...entry, bytes }
  })
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
