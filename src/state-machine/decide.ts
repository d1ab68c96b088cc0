/**
 * From the facts of a file to an answer (spec/header.md).
 */
import { type Answer, bodyBytes, type Segment, textAnswer } from "./answer.ts"
import { type Conditions, judgeConditions, rangeApplies, type Validators } from "./conditions.ts"
import { formatDate } from "./date.ts"
import type { FileFacts } from "./event.ts"
import type { Settings } from "./limits.ts"
import { type ByteRange, readRange } from "./range.ts"
import type { TransitionId } from "./rules.ts"

export interface Decision {
  readonly rule: TransitionId
  readonly answer: Answer
}

/** Strong only when the file had rested: until then a second change might show the same version. */
export const etagOf = (facts: FileFacts): string => `${facts.settled ? "" : "W/"}"${facts.version}"`

/** A file from the future was last modified now, for all that HTTP may say (RFC 9110 section 8.8.2.1). */
const validatorsOf = (facts: FileFacts, nowSeconds: number): Validators => ({
  etag: etagOf(facts),
  modifiedSeconds: Math.min(facts.modifiedSeconds, nowSeconds)
})

/** Fields that every answer about this version repeats: what the cache of heads holds. */
export const validatorFields = (facts: FileFacts, nowSeconds: number): string =>
  `Last-Modified: ${formatDate(Math.min(facts.modifiedSeconds, nowSeconds))}\r\n` +
  `ETag: ${etagOf(facts)}\r\nAccept-Ranges: bytes\r\n`

export const decide = (
  method: string,
  conditions: Conditions,
  facts: FileFacts,
  fields: string,
  nowSeconds: number,
  settings: Settings
): Decision => {
  const validators = validatorsOf(facts, nowSeconds)
  const headOnly = method === "HEAD"
  const verdict = judgeConditions(conditions, validators, nowSeconds)
  if (verdict === "failed") {
    return { rule: "header/precondition-failed", answer: textAnswer(412, headOnly, fields) }
  }
  if (verdict === "not-modified") {
    return {
      rule: "header/not-modified",
      answer: { status: 304, fields, body: [], facts: undefined }
    }
  }
  const { range, ifRange } = conditions
  // Range is defined for GET alone (RFC 9110 section 14.2).
  if (range !== undefined && !headOnly && rangeApplies(ifRange, validators, nowSeconds)) {
    const reading = readRange(range, facts.sizeBytes, settings.limits.rangesMax)
    if (reading._tag === "Unsatisfiable") return unsatisfiable(facts, fields)
    if (reading._tag === "Ranges") {
      return reading.ranges.length === 1
        ? oneRange(facts, fields, reading.ranges[0]!)
        : severalRanges(facts, fields, reading.ranges, settings.policy.boundary)
    }
  }
  return full(facts, fields, headOnly)
}

const full = (facts: FileFacts, fields: string, headOnly: boolean): Decision => {
  const whole: ReadonlyArray<Segment> =
    headOnly || facts.sizeBytes === 0
      ? []
      : [{ _tag: "Range", offset: 0, lengthBytes: facts.sizeBytes }]
  return {
    rule: "header/full",
    answer: {
      status: 200,
      fields: `${fields}Content-Type: ${facts.mediaType}\r\nContent-Length: ${facts.sizeBytes}\r\n`,
      body: whole,
      facts
    }
  }
}

const unsatisfiable = (facts: FileFacts, fields: string): Decision => ({
  rule: "header/range-unsatisfiable",
  answer: textAnswer(416, false, `${fields}Content-Range: bytes */${facts.sizeBytes}\r\n`)
})

const contentRange = (range: ByteRange, facts: FileFacts): string =>
  `Content-Range: bytes ${range.offset}-${range.offset + range.lengthBytes - 1}/${facts.sizeBytes}\r\n`

const oneRange = (facts: FileFacts, fields: string, range: ByteRange): Decision => ({
  rule: "header/range",
  answer: {
    status: 206,
    fields:
      `${fields}Content-Type: ${facts.mediaType}\r\n${contentRange(range, facts)}` +
      `Content-Length: ${range.lengthBytes}\r\n`,
    body: [{ _tag: "Range", ...range }],
    facts
  }
})

/** RFC 9110 section 14.6, in the order that was asked for. */
const severalRanges = (
  facts: FileFacts,
  fields: string,
  ranges: ReadonlyArray<ByteRange>,
  boundary: string
): Decision => {
  const body = ranges.flatMap((range, index): ReadonlyArray<Segment> => [
    {
      _tag: "Text",
      text:
        `${index === 0 ? "" : "\r\n"}--${boundary}\r\n` +
        `Content-Type: ${facts.mediaType}\r\n${contentRange(range, facts)}\r\n`
    },
    { _tag: "Range", ...range }
  ])
  const whole: ReadonlyArray<Segment> = [...body, { _tag: "Text", text: `\r\n--${boundary}--\r\n` }]
  return {
    rule: "header/ranges",
    answer: {
      status: 206,
      fields:
        `${fields}Content-Type: multipart/byteranges; boundary=${boundary}\r\n` +
        `Content-Length: ${bodyBytes(whole)}\r\n`,
      body: whole,
      facts
    }
  }
}
