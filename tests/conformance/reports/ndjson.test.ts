import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { decodeEvents, eventToLine } from "../../../src/conformance/reports/ndjson.ts"
import { eventsOf, hello, recorded } from "./runs.ts"

const events = eventsOf([
  recorded("deviates", "R-06", { exchanges: [hello], reason: "by design" }),
  recorded("flaky", "R-07", { repetition: { runs: 5, passes: 3, low: 0.2, high: 0.9 } })
])
const text = events.map(eventToLine).join("")

const failure = (stream: string): string => {
  const decoded = decodeEvents(stream)
  return Result.isFailure(decoded) ? decoded.failure.message : "read"
}

test("what is written is read again", () => {
  expect(decodeEvents(text)).toEqual(Result.succeed(events))
  expect(text.split("\n").length).toBe(events.length + 1)
})

test("a stream that ends in the middle of a line is read up to there", () => {
  expect(decodeEvents(text.slice(0, -20))).toEqual(Result.succeed(events.slice(0, -1)))
  // Whole, but for the end of the line.
  expect(decodeEvents(text.trimEnd())).toEqual(Result.succeed(events))
})

describe("what is wrong is named, with its line", () => {
  const lines = text.trimEnd().split("\n")
  const withLine = (index: number, line: string) => `${lines.with(index, line).join("\n")}\n`

  test.each([
    ["no event at all", "", /^line 1: the stream is empty$/],
    ["no JSON", withLine(2, "{]"), /^line 3: .*JSON/i],
    ["a blank line", withLine(2, ""), /^line 3: /],
    ["an unknown event", withLine(1, `{"_tag":"Other"}`), /^line 2: .*_tag/],
    [
      "another format",
      withLine(0, (lines[0] ?? "").replace("amped-run/1", "amped-run/2")),
      /^line 1: .*amped-run\/1/
    ],
    ["an unknown verdict", withLine(2, (lines[2] ?? "").replace("deviates", "odd")), /^line 3: /],
    ["no beginning", `${lines.slice(1).join("\n")}\n`, /^line 1: SubjectLearned where RunStarted/],
    ["two beginnings", `${text}${text}`, /^line 6: RunStarted a second time$/]
  ])("%s", (_, stream, message) => {
    expect(failure(stream)).toMatch(message)
    expect(failure(stream)).not.toContain("\n")
  })
})
