import { describe, expect, test } from "vitest"
import { secondsOf } from "../../src/requirements/monitors/http-date.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import {
  settings,
  violated,
  file,
  begun,
  answer,
  asked,
  whole,
  error,
  partial,
  part,
  multipart,
  piece
} from "./answer-builder.ts"
import {
  step,
  judged,
  second,
  date,
  text,
  send,
  submit,
  received,
  locate,
  slice,
  request,
  head,
  lengthField,
  fileFields
} from "./trace-builder.ts"

const rejected: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  [
    "read/expect-continue",
    "a 100",
    asked(send(1, text(`HTTP/1.1 100 Continue\r\nDate: ${date}\r\n\r\n`)))
  ],
  ["header/date", "no Date", asked(send(1, text(`HTTP/1.1 404 No\r\n${lengthField(0)}\r\n`)))],
  [
    "header/date",
    "an old Date",
    [
      ...begun,
      step({ _tag: "ClockTicked", unixSeconds: second + 1 }),
      received(1, request("/a"), [whole])
    ]
  ],
  [
    "header/last-modified",
    "a time that is not the file's",
    asked(send(1, answer(fileFields(file).replace("08:32", "08:31")), slice(2, file)))
  ],
  [
    "header/last-modified",
    "a time in the future",
    asked(send(1, answer(fileFields(file).replace("08:32", "09:32")), slice(2, file)))
  ],
  [
    "header/etag-honest",
    "a tag of no version",
    asked(send(1, answer(fileFields(file).replace("v1", "v9")), slice(2, file)))
  ],
  ["header/content-length", "none", asked(send(1, text(head(404, ""))))],
  [
    "header/content-length",
    "two",
    asked(send(1, answer(fileFields(file) + lengthField(4)), slice(2, file)))
  ],
  ["header/content-length", "one on a 204", asked(send(1, text(head(204, lengthField(0)))))],
  ["header/safe-fields", "a bare LF", asked(send(1, ...error(404, "Location: /a\nX: b\r\n")))],
  ["header/safe-fields", "a name that is no token", asked(send(1, ...error(404, "X Y: b\r\n")))],
  ["header/allow", "405 without Allow", asked(send(1, ...error(405)))],
  [
    "header/coherent",
    "another size",
    asked(send(1, answer(fileFields(file).replace("Length: 4", "Length: 3")), piece(0, 3)))
  ],
  ["header/coherent", "a gap", asked(send(1, answer(), piece(0, 1), piece(2, 2)))],
  [
    "header/coherent",
    "bytes outside the range",
    asked(send(1, answer(partial(1, 2), 206), piece(0, 2)))
  ],
  [
    "header/coherent",
    "a part that is short",
    asked(multipart(part(0, 1), piece(0, 1), part(3, 3), piece(3, 1)))
  ],
  [
    "header/ranges-bounded",
    "more bytes than the file has",
    asked(multipart(part(0, 3), piece(0, 4), part(0, 0), piece(0, 1)))
  ],
  [
    "find/never-outside-root",
    "a dot segment",
    [...begun, received(1, request("/a"), submit(1, 9, locate("/../a")))]
  ],
  [
    "find/decoded-once",
    "a second decoding",
    [...begun, received(1, request("/50%2525"), submit(1, 9, locate("/50%")))]
  ],
  [
    "find/query-ignored",
    "a query in a name",
    [...begun, received(1, request("/a?x"), submit(1, 9, locate("/a?x")))]
  ]
]

describe("rejected", () => {
  test.each(rejected)("%s: %s", (rule, _, happenings) => {
    expect(violated(happenings)).toContain(rule)
  })
})

const held: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  ["header/coherent", "a range", asked(send(1, answer(partial(1, 2), 206), piece(1, 2)))],
  [
    "header/ranges-bounded",
    "two ranges",
    asked(multipart(part(0, 0), piece(0, 1), part(2, 3), piece(2, 2), text("--x--")))
  ],
  [
    "header/allow",
    "405 with Allow",
    asked(send(1, ...error(405, "Allow: GET, HEAD, OPTIONS\r\n")))
  ],
  [
    "find/decoded-once",
    "an encoded percent sign",
    [...begun, received(1, request("/50%25"), submit(1, 9, locate("/50%")))]
  ],
  [
    "find/query-ignored",
    "a query",
    [...begun, received(1, request("/c?x"), submit(1, 9, locate("/c")))]
  ]
]

describe("held", () => {
  test.each(held)("%s: %s", (rule, _, happenings) => {
    const judgement = judged(happenings, { settings })
    expect(judgement.violations).toEqual([])
    expect(judgement.vacuous).not.toContain(rule)
  })
})

test("dates are read in one form only", () => {
  expect(secondsOf(date)).toBe(second)
  expect(secondsOf("Thu, 01 Jan 1970 00:00:00 GMT")).toBe(0)
  expect(secondsOf("Thu, 29 Feb 2024 00:00:00 GMT")).toBe(1_709_164_800)
  expect(secondsOf("Mon, 06 Nov 1994 08:49:37 GMT")).toBeUndefined()
  expect(secondsOf("Sunday, 06-Nov-94 08:49:37 GMT")).toBeUndefined()
})
