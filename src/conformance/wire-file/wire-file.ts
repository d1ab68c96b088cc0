/** A case's result with all its octets: what a wire file holds (spec/reports/WIRE.md). */
import * as Schema from "effect/Schema"
import type { Facts, Level, Verdict } from "../case.ts"
import type { End, Entry } from "../connection.ts"
import type { Exchange, Observed } from "../exchange.ts"
import { isInterim, readResponses } from "../response.ts"

/** Changes when a reader of the old format would read the new one wrongly, and for nothing else. */
export const wireFormat = "amped-wire/1"
export const formatLine = `format: ${wireFormat}`

export interface WireFile {
  readonly caseId: string
  readonly title: string
  readonly level: Level
  readonly clauses: ReadonlyArray<string>
  readonly verdict: Verdict
  readonly outcome: string
  readonly expected: string
  readonly found: string
  /** Why a deviation was expected, where it was. */
  readonly reason?: string
  readonly subject: string
  /** ISO 8601. */
  readonly started: string
  /** What the judge knew. The folder of the root is not kept: it is gone. */
  readonly facts: Facts
  readonly connections: ReadonlyArray<WireConnection>
}

export interface WireConnection {
  readonly label: string
  /** Of the requests, in order: without them nobody can read the answers (HEAD has no body). */
  readonly methods: ReadonlyArray<string>
  /** The plain request after the case, which its judge does not see. */
  readonly isControl: boolean
  readonly excusesCut?: boolean
  readonly observed?: Observed
  readonly entries: ReadonlyArray<Entry>
}

/** A file that is no wire file, or a damaged one: the line (from 1), and what is wrong there. */
export class WireFileInvalid extends Schema.TaggedError<WireFileInvalid>()("WireFileInvalid", {
  line: Schema.Int,
  reason: Schema.String
}) {
  override get message(): string {
    return `line ${this.line}: ${this.reason}`
  }
}

const endOf = (entries: ReadonlyArray<Entry>): End => {
  const last = entries.find(({ kind }) => kind === "fin-received" || kind === "reset")
  if (last === undefined) return "open"
  return last.kind === "reset" ? "reset" : "fin"
}

/** The evidence as the judge saw it, read again from the octets. */
export const exchangeOf = (connection: WireConnection): Exchange => {
  const { label, methods, entries, excusesCut, observed } = connection
  const received = Buffer.concat(entries.flatMap((e) => (e.kind === "received" ? [e.bytes] : [])))
  const end = endOf(entries)
  const reading = readResponses(received, methods, end === "fin")
  return {
    label,
    entries,
    responses: reading.responses,
    finals: reading.responses.filter((response) => !isInterim(response)),
    problems: reading.problems,
    leftoverBytes: received.length - reading.endOffset,
    receivedBytes: received.length,
    received,
    end,
    ...(excusesCut === undefined ? {} : { excusesCut }),
    ...(observed === undefined ? {} : { observed })
  }
}

/** What the judge of the case saw: all but the control. */
export const judgedExchanges = ({ connections }: WireFile): ReadonlyArray<Exchange> =>
  connections.filter(({ isControl }) => !isControl).map(exchangeOf)
