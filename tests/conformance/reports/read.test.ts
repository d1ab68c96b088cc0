import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { documentOf, runToJson } from "../../../src/conformance/reports/json.ts"
import { eventToLine } from "../../../src/conformance/reports/ndjson.ts"
import { readRunText } from "../../../src/conformance/reports/read.ts"
import { eventsOf, folded, recorded } from "./runs.ts"

const events = eventsOf([recorded("pass", "R-01")])
const run = folded(events)

test("a stream and a document of a run are the same run", () => {
  expect(readRunText(events.map(eventToLine).join(""))).toEqual(Result.succeed(run))
  expect(readRunText(runToJson(run))).toEqual(Result.succeed(run))
  expect(readRunText(JSON.stringify(documentOf(run)))).toEqual(Result.succeed(run))
})

test.each([
  ["", /^line 1: the stream is empty$/],
  ["hello\n", /^line 1: .*JSON/i],
  [`{"format":3}`, /format|version/],
  ["{\n", /JSON/i]
])("%j is neither", (text, message) => {
  expect(Result.getOrThrow(Result.flip(readRunText(text)))).toMatch(message)
})
