/** Exactly what the monitors of heads count and say, each of them alone. */
import { expect, test } from "vitest"
import { dates, form, truth } from "../../src/requirements/monitors/heads.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { Part } from "../../src/state-machine/command.ts"
import type { FileFacts } from "../../src/state-machine/event.ts"
import {
  accepted,
  facts,
  fileFields,
  found,
  head,
  lengthField,
  notified,
  received,
  request,
  second,
  send,
  slice,
  start,
  text
} from "./trace-builder.ts"
import { breaks, holds, teller } from "./told.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"

/** What one monitor alone says about one rule. */
const told = teller(defaultSettings)

const file = facts("/a")
const answered = (parts: ReadonlyArray<Part>, method = "GET"): ReadonlyArray<Happening> => [
  start,
  accepted(1),
  received(1, request("/a", "", method), [send(1, ...parts)])
]
const headed = (whole: string, method = "GET") => answered([text(whole)], method)
/** A helper reported the file before it was asked for. */
const about = (reported: FileFacts, ...parts: ReadonlyArray<Part>): ReadonlyArray<Happening> => {
  const [first = start, ...others] = answered(parts)
  return [first, notified(1, 1, found(reported), []), ...others]
}

test.each([
  ["a word before the version", "xHTTP/1.1 200 OK"],
  ["a control character in the reason", "HTTP/1.1 200 O\u0001K"]
])("header/safe-fields: a status line with %s is bad", (_, line) => {
  expect(told(form, "header/safe-fields", headed(`${line}\r\n\r\n`))).toEqual(
    breaks(1, `a head holds the line ${JSON.stringify(line)}`)
  )
})

test("header/safe-fields: a field needs no space after its colon", () => {
  expect(told(form, "header/safe-fields", headed(head(200, "X:b\r\n")))).toEqual(holds(1))
  expect(told(form, "header/safe-fields", headed(head(200, "X:  b\r\n")))).toEqual(holds(1))
})

test("read/expect-continue: an interim answer is named by its status", () => {
  expect(told(form, "read/expect-continue", headed(head(100, "")))).toEqual(
    breaks(1, "an answer with status 100")
  )
})

test("header/content-length: a length is digits from its beginning", () => {
  expect(told(form, "header/content-length", headed(head(200, lengthField(14))))).toEqual(holds(2))
  expect(told(form, "header/content-length", headed(head(200, "Content-Length: x4\r\n")))).toEqual(
    breaks(2, "a 200 has 1 Content-Length: x4")
  )
})

test("header/content-length: a 304 may have none or one, and not two", () => {
  const lengths = (count: number) => headed(head(304, lengthField(4).repeat(count)))
  expect(told(form, "header/content-length", lengths(0))).toEqual(holds(2))
  expect(told(form, "header/content-length", lengths(1))).toEqual(holds(2))
  expect(told(form, "header/content-length", lengths(2))).toEqual(
    breaks(2, "a 304 has 2 Content-Length: 4")
  )
})

test("header/content-length: no answer has Transfer-Encoding", () => {
  const both = head(200, `${lengthField(0)}Transfer-Encoding: chunked\r\n`)
  expect(told(form, "header/content-length", headed(both))).toEqual(
    breaks(2, "an answer has Transfer-Encoding")
  )
})

test("header/allow: OPTIONS that was refused need not say what is allowed", () => {
  const options = (status: number) => headed(head(status, ""), "OPTIONS")
  expect(told(form, "header/allow", options(400))).toEqual(holds(0))
  expect(told(form, "header/allow", options(404))).toEqual(holds(0))
  expect(told(form, "header/allow", options(204))).toEqual(breaks(1, "a 204 says Allow: undefined"))
  expect(told(form, "header/allow", options(405))).toEqual(breaks(1, "a 405 says Allow: undefined"))
})

test("header/last-modified: this second is no future and the next one is", () => {
  const modified = (time: string) =>
    headed(head(200, `Last-Modified: Sun, 06 Nov 1994 ${time} GMT\r\n`))
  expect(told(dates, "header/last-modified", modified("08:49:37"))).toEqual(holds(1))
  expect(told(dates, "header/last-modified", modified("08:49:38"))).toEqual(
    breaks(1, "a 200 says Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT at second 784111777")
  )
})

test("header/last-modified: only a file from the future may be said to be older", () => {
  const reportedAt = (modifiedSeconds: number) =>
    about(facts("/a", { modifiedSeconds }), text(head(200, fileFields(file))))
  expect(told(truth, "header/last-modified", reportedAt(second + 1))).toEqual(holds(1))
  expect(told(truth, "header/last-modified", reportedAt(second))).toEqual(
    breaks(1, 'Last-Modified Sun, 06 Nov 1994 08:32:57 GMT is not the time of "v1"')
  )
})

test("header/etag-honest: the tag of an answer that is no file's is not judged", () => {
  const tagged = (status: number) =>
    about(file, text(head(status, fileFields(file).replace("v1", "v9"))))
  expect(told(truth, "header/etag-honest", tagged(404))).toEqual(holds(0))
  expect(told(truth, "header/etag-honest", tagged(200))).toEqual(
    breaks(1, 'ETag "v9" is strong for a file that has not rested, or stands for no version')
  )
})

test("header/etag-honest: what looks like the mark of a weak tag may be inside a version", () => {
  const odd = facts("/a", { version: "aW/b" })
  expect(told(truth, "header/etag-honest", about(odd, text(head(200, fileFields(odd)))))).toEqual(
    holds(1)
  )
})

test("header/coherent: the size is all the digits at the end of Content-Range", () => {
  const ranged = (size: string) =>
    about(file, text(head(206, `ETag: "v1"\r\nContent-Range: bytes 0-3/${size}\r\n`)))
  expect(told(truth, "header/coherent", ranged("4"))).toEqual(holds(1))
  expect(told(truth, "header/coherent", ranged("14"))).toEqual(
    breaks(1, 'the head of "v1" speaks of 14 bytes')
  )
  expect(told(truth, "header/coherent", ranged("14 or so"))).toEqual(holds(1))
})

test("header/coherent: bytes of a file follow no head without a tag", () => {
  const untagged = about(file, text(head(200, lengthField(4))), slice(2, file))
  expect(told(truth, "header/coherent", untagged)).toEqual(
    breaks(1, "bytes of /a in version v1 follow the head of ")
  )
})
