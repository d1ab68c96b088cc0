/** What the tests of answers begin with: two files in memory, and one connection. */
import { defaultSettings } from "../../src/state-machine/limits.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { Command, Part } from "../../src/state-machine/command.ts"
import type { FileFacts } from "../../src/state-machine/event.ts"
import {
  step,
  judged,
  second,
  start,
  text,
  send,
  spawn,
  submit,
  stopJob,
  accepted,
  received,
  ready,
  notified,
  locate,
  load,
  facts,
  found,
  loaded,
  slice,
  request,
  head,
  lengthField,
  fileFields
} from "./trace-builder.ts"

export const limits = {
  ...defaultSettings.limits,
  chunkBytes: 4,
  pipelinedBytesMax: 8,
  headBytesMax: 64
}
export const settings = { ...defaultSettings, limits }
export const violated = (happenings: ReadonlyArray<Happening>) =>
  judged(happenings, { settings }).violations.map(({ rule }) => rule)

export const file = facts("/a")
export const other = facts("/b")
export const reported = (each: FileFacts, ticket: number): ReadonlyArray<Happening> => [
  step({ _tag: "ClockTicked", unixSeconds: second }, [...submit(1, ticket, locate(each.path))]),
  notified(1, ticket, found(each), [
    stopJob(1),
    ...submit(1, ticket + 1, load(each.path, each.version, 0, each.sizeBytes))
  ]),
  notified(1, ticket + 1, loaded(each.sizeBytes))
]
/** Both files are in memory, as tickets 2 and 4, and connection 1 is there. */
export const begun: ReadonlyArray<Happening> = [
  start,
  step({ _tag: "ClockTicked", unixSeconds: second }, [spawn(1)]),
  ready(1),
  ...reported(file, 1),
  ...reported(other, 3),
  accepted(1)
]
export const answer = (fields = fileFields(file), status = 200): Part => text(head(status, fields))
export const asked = (...commands: ReadonlyArray<Command>): ReadonlyArray<Happening> => [
  ...begun,
  received(1, request("/a"), commands)
]
export const whole = send(1, answer(), slice(2, file))
export const wholeBytes = head(200, fileFields(file)).length + 4
export const error = (status: number, fields = ""): ReadonlyArray<Part> => [
  text(head(status, `${fields}${lengthField(2)}`)),
  text("no")
]
export const closing = "Connection: close\r\n"
export const refused = (status: number, fields = closing): Happening =>
  received(1, "\x16", [send(1, ...error(status, fields))], ["read/not-http"])
export const headAsked = received(1, request("/a", "", "HEAD"), [send(1, answer())])
export const partial = (first: number, last: number): string =>
  fileFields(file).replace(/Content-Length.*\r\n/, "") +
  `Content-Range: bytes ${first}-${last}/4\r\n${lengthField(last - first + 1)}`
export const part = (first: number, last: number): Part =>
  text(`--x\r\nContent-Range: bytes ${first}-${last}/4\r\n\r\n`)
export const multipart = (...parts: ReadonlyArray<Part>): Command => {
  const bytes = parts.reduce(
    (sum, each) => sum + (each._tag === "Text" ? each.text.length : each.lengthBytes),
    0
  )
  return send(
    1,
    answer(fileFields(file).replace(/Content-Length.*\r\n/, lengthField(bytes)), 206),
    ...parts
  )
}
export const piece = (offset: number, lengthBytes: number): Part =>
  slice(2, file, { offset, chunkOffset: offset, lengthBytes })
