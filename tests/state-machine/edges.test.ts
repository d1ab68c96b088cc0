/** Conditions, dates, ranges and limits at their edges. */
import * as Schema from "effect/Schema"
import { expect, test } from "vitest"
import {
  type Conditions,
  judgeConditions,
  rangeApplies
} from "../../src/state-machine/conditions.ts"
import { formatDate, parseDate } from "../../src/state-machine/date.ts"
import { Command } from "../../src/state-machine/command.ts"
import { Event } from "../../src/state-machine/event.ts"
import { defaultLimits, limitsBroken } from "../../src/state-machine/limits.ts"
import { refusedRequest } from "../../src/state-machine/message.ts"
import { readRange } from "../../src/state-machine/range.ts"
import { nowSeconds } from "./told.ts"

const { conditions: none } = refusedRequest("", "")
const validators = { etag: '"v"', modifiedSeconds: nowSeconds - 100 }
const judged = (some: Partial<Conditions>) =>
  judgeConditions({ ...none, ...some }, validators, nowSeconds)

test("conditions that hold, that don't, and that nobody understands", () => {
  const modified = formatDate(validators.modifiedSeconds)
  const before = formatDate(validators.modifiedSeconds - 1)
  expect(judged({})).toBe("perform")
  expect(judged({ ifMatch: '"v"' })).toBe("perform")
  expect(judged({ ifMatch: 'W/"v"' })).toBe("failed")
  expect(judged({ ifNoneMatch: '"w"' })).toBe("perform")
  expect(judged({ ifNoneMatch: '"w", W/"v"' })).toBe("not-modified")
  expect(judged({ ifUnmodifiedSince: modified })).toBe("perform")
  expect(judged({ ifUnmodifiedSince: before })).toBe("failed")
  expect(judged({ ifUnmodifiedSince: "yesterday" })).toBe("perform")
  expect(judged({ ifModifiedSince: modified })).toBe("not-modified")
  expect(judged({ ifModifiedSince: before })).toBe("perform")
  expect(judged({ ifModifiedSince: "yesterday" })).toBe("perform")
})

test("a date is strong when it is a minute old", () => {
  const applies = (ageSeconds: number) =>
    rangeApplies(
      formatDate(nowSeconds - ageSeconds),
      { ...validators, modifiedSeconds: nowSeconds - ageSeconds },
      nowSeconds
    )
  expect([59, 60, 61].map(applies)).toEqual([false, true, true])
})

test.each([
  "Sun, 06 Nov 1994 08:49:37 GMT",
  "Sunday, 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994"
])("%s is a date, and nothing may stand beside it", (text) => {
  expect(parseDate(text, nowSeconds)).toBe(784_111_777)
  expect(parseDate(`x${text}`, nowSeconds)).toBeUndefined()
  expect(parseDate(`${text}x`, nowSeconds)).toBeUndefined()
})

test("two digits of a year mean at most 50 years ahead, to the second", () => {
  const now = Date.UTC(2024, 5, 1) / 1000
  const ahead = Date.UTC(2074, 5, 1) / 1000
  expect(parseDate("Friday, 01-Jun-74 00:00:00 GMT", now)).toBe(ahead)
  expect(parseDate("Friday, 01-Jun-74 00:00:01 GMT", now)).toBe(
    Date.UTC(1974, 5, 1, 0, 0, 1) / 1000
  )
})

test("ranges that touch don't overlap", () => {
  const ranges = [
    { offset: 0, lengthBytes: 2 },
    { offset: 2, lengthBytes: 2 }
  ]
  expect(readRange("bytes=0-1,2-3", 5, 2)).toEqual({ _tag: "Ranges", ranges })
  expect(readRange("bytes=0-2,2-3", 5, 2)).toEqual({ _tag: "Ignored" })
  expect(readRange("bytes", 5, 2)).toEqual({ _tag: "Ignored" })
  expect(readRange("lines=0-1", 5, 2)).toEqual({ _tag: "Ignored" })
})

/** Each limit as small, or as close to another, as it may be. */
const exact = {
  ...defaultLimits,
  requestLineBytesMax: 8,
  headBytesMax: 8,
  readBytesMax: 1,
  chunkBytes: 1,
  helpersMin: 1,
  helpersMax: 1,
  queueMax: 1,
  helpersStartingMax: 1,
  triesMax: 1,
  jobMillis: 20,
  staleMillis: 20,
  findMillis: 20,
  cacheableBytesMax: 9,
  contentBytesMax: 9,
  connectionsMax: 1,
  namesMax: 1,
  headsMax: 1
}

test.each([
  ["", {}],
  ["requestLineBytesMax <= headBytesMax", { requestLineBytesMax: 9 }],
  ["readBytesMax >= 1", { readBytesMax: 0 }],
  ["chunkBytes >= 1", { chunkBytes: 0 }],
  ["1 <= helpersMax", { helpersMax: 0, helpersMin: 0 }],
  ["queueMax >= 1", { queueMax: 0 }],
  ["helpersStartingMax >= 1", { helpersStartingMax: 0 }],
  ["helpersMin <= helpersMax", { helpersMin: 2 }],
  ["triesMax >= 1", { triesMax: 0 }],
  ["staleMillis <= findMillis", { staleMillis: 21 }],
  ["jobMillis * triesMax <= findMillis", { jobMillis: 21 }],
  ["cacheableBytesMax <= contentBytesMax", { cacheableBytesMax: 10 }],
  ["connectionsMax >= 1", { connectionsMax: 0 }],
  ["namesMax >= 1", { namesMax: 0 }],
  ["headsMax >= 1", { headsMax: 0 }]
])("limits at their edges break %j by one step more", (relation, some) => {
  expect(limitsBroken({ ...exact, ...some })).toEqual(relation === "" ? [] : [relation])
})

test("what is logged and what is found have their fields", () => {
  const outcome = { _tag: "Found", facts: {} }
  expect(Schema.is(Event)({ _tag: "Notified", helper: 1, ticket: 1, outcome })).toBe(false)
  expect(Schema.is(Command)({ _tag: "Log", record: {} })).toBe(false)
})

test.each([
  "Started",
  "Accepted",
  "AcceptFailed",
  "Received",
  "Sent",
  "HelperLost",
  "Notified",
  "TimerFired"
])("%s alone is no event", (_tag) => {
  expect(Schema.is(Event)({ _tag })).toBe(false)
})
