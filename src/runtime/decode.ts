/** A trace from text: every line is checked against the schema, and a wrong one is named by its number. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Transformation from "effect/SchemaTransformation"
import { Event } from "../state-machine/event.ts"
import { Happening, TraceHeader, type Entry } from "./trace.ts"

/** A trace that can't be read, with the line (from 1) and what is wrong there. */
export class TraceUnreadable extends Schema.TaggedError<TraceUnreadable>()("TraceUnreadable", {
  line: Schema.Int,
  reason: Schema.String
}) {
  override get message(): string {
    return `line ${this.line}: ${this.reason}`
  }
}

const OctetText = Schema.String.check(
  Schema.makeFilter((text) =>
    // oxlint-disable-next-line no-control-regex -- every octet is meant, control characters too
    /^[\x00-\xff]*$/.test(text) ? undefined : "text of octets, no character above U+00FF"
  )
)

/** Bytes as Latin-1 text: a request can be read in the file. */
const Bytes = OctetText.pipe(
  Schema.decodeTo(
    Schema.Uint8Array,
    Transformation.transform({
      decode: (text: string): Uint8Array =>
        Uint8Array.from(text, (character) => character.charCodeAt(0)),
      encode: (octets: Uint8Array) =>
        Array.from(octets, (octet) => String.fromCharCode(octet)).join("")
    })
  )
)

const { Received: ReceivedEvent, ...otherEvents } = Event.cases
const EventLine = Schema.Union([
  ReceivedEvent.mapFields((fields) => ({ ...fields, bytes: Bytes })),
  ...Object.values(otherEvents)
])

const { Step, ...otherHappenings } = Happening.cases

/** An entry as the lines of a trace file hold it. `encode.ts` writes the same text faster. */
export const EntryLine = Schema.Struct({
  sequence: Schema.Int,
  atMillis: Schema.Finite,
  actor: Schema.String,
  what: Schema.Union([
    Step.mapFields((fields) => ({ ...fields, event: EventLine })),
    ...Object.values(otherHappenings)
  ])
})

const entry = Schema.decodeUnknownResult(Schema.fromJsonString(EntryLine))
const header = Schema.decodeUnknownResult(Schema.fromJsonString(TraceHeader))

const orUnreadable = <Value>(
  decoded: Result.Result<Value, Schema.SchemaError>,
  line: number
): Result.Result<Value, TraceUnreadable> =>
  Result.mapError(
    decoded,
    (error) => new TraceUnreadable({ line, reason: error.message.replaceAll(/\s*\n\s*/g, " ") })
  )

export const decodeEntry = (text: string, line: number): Result.Result<Entry, TraceUnreadable> =>
  orUnreadable(entry(text), line)

export const decodeHeader = (text: string): Result.Result<TraceHeader, TraceUnreadable> =>
  orUnreadable(header(text), 1)

export interface Trace {
  readonly header: TraceHeader
  readonly entries: ReadonlyArray<Entry>
}

/** A whole trace file. Empty, without entries or with a gap in the sequence it is an error. */
export const decodeTrace = (text: string): Result.Result<Trace, TraceUnreadable> =>
  Result.gen(function* () {
    const [first = "", ...lines] = text.replace(/\n$/, "").split("\n")
    if (first === "") return yield* unreadable(1, "the trace is empty")
    const header = yield* decodeHeader(first)
    if (lines.length === 0) return yield* unreadable(2, "the trace has a header and no entry")
    const entries: Array<Entry> = []
    for (const [index, line] of lines.entries()) {
      const entry = yield* decodeEntry(line, index + 2)
      if (entry.sequence !== index)
        return yield* unreadable(index + 2, `entry ${entry.sequence} where ${index} is due`)
      entries.push(entry)
    }
    return { header, entries }
  })

const unreadable = (line: number, reason: string) =>
  Result.fail(new TraceUnreadable({ line, reason }))
