/** The stream of events as text: a line of JSON an event, each checked when it is read. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { RunEvent } from "./event.ts"

/** A stream that can't be read: the line (from 1) and what is wrong there. */
export class StreamUnreadable extends Schema.TaggedError<StreamUnreadable>()("StreamUnreadable", {
  line: Schema.Int,
  reason: Schema.String
}) {
  override get message(): string {
    return `line ${this.line}: ${this.reason}`
  }
}

const unreadable = (line: number, reason: string) =>
  Result.fail(new StreamUnreadable({ line, reason: reason.replaceAll(/\s*\n\s*/g, " ") }))

export const eventToLine = (event: RunEvent): string => `${JSON.stringify(event)}\n`

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(RunEvent))

export const lineToEvent = (
  text: string,
  line: number
): Result.Result<RunEvent, StreamUnreadable> => {
  const decoded = decode(text)
  return Result.isSuccess(decoded)
    ? Result.succeed(decoded.success)
    : unreadable(line, decoded.failure.message)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * All events of a stream. Who was killed while writing leaves half a line at the end: it is passed over, since
 * a stream that ends early is an interrupted run and no error.
 */
export const decodeEvents = (
  text: string
): Result.Result<ReadonlyArray<RunEvent>, StreamUnreadable> => {
  const lines = text.split("\n")
  const last = lines.at(-1) ?? ""
  if (!isJson(last)) lines.pop()
  const events: Array<RunEvent> = []
  for (const [index, line] of lines.entries()) {
    const event = lineToEvent(line, index + 1)
    if (Result.isFailure(event)) return Result.fail(event.failure)
    const isFirst = index === 0
    if ((event.success._tag === "RunStarted") !== isFirst)
      return unreadable(
        index + 1,
        isFirst ? `${event.success._tag} where RunStarted is due` : "RunStarted a second time"
      )
    events.push(event.success)
  }
  return events.length === 0 ? unreadable(1, "the stream is empty") : Result.succeed(events)
}
