/** A recorded run from a file's text, in either of its two forms. */
import * as Result from "effect/Result"
import type { Run } from "./event.ts"
import { foldEvents } from "./fold.ts"
import { jsonToRun } from "./json.ts"
import { decodeEvents } from "./ndjson.ts"

/** A document is laid out over lines, or names its format on its only one; a stream begins with an event. */
const isDocument = (text: string): boolean => {
  const [first = ""] = text.trimStart().split("\n", 1)
  return first.trim() === "{" || /^\{\s*"format"/.test(first)
}

/** The run; what is wrong with the text is one line. */
export const readRunText = (text: string): Result.Result<Run, string> => {
  if (isDocument(text)) return jsonToRun(text)
  const events = decodeEvents(text)
  if (Result.isFailure(events)) return Result.fail(events.failure.message)
  const run = foldEvents(events.success)
  return run === undefined ? Result.fail("line 1: no RunStarted") : Result.succeed(run)
}
