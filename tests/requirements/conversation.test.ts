/** Requests and answers as they are told apart on a connection, whatever the machine meant. */
import { expect, test } from "vitest"
import { type Answer, Conversations } from "../../src/requirements/conversation.ts"
import { judge } from "../../src/requirements/registry.ts"
import type { Part } from "../../src/state-machine/command.ts"
import { get, octets } from "../state-machine/told.ts"

const text = (value: string): Part => ({ _tag: "Text", text: value })
const slice = (lengthBytes: number): Part => ({
  _tag: "Slice",
  chunk: 1,
  chunkOffset: 0,
  lengthBytes,
  path: "/a",
  version: "v",
  offset: 0
})

/** What listeners hear of these sends, after these requests. */
const heard = (requests: string, ...sends: ReadonlyArray<ReadonlyArray<Part>>) => {
  const conversations = new Conversations()
  const begun: Array<Answer> = []
  const told: Array<string> = []
  conversations.listen({
    begins: (answer) => {
      begun.push(answer)
      told.push(`${answer.number} begins: ${answer.status}, ${answer.promisedBytes} bytes`)
    },
    continues: (answer, part, at) => {
      const what =
        part._tag === "Text" ? JSON.stringify(part.text) : `${part.lengthBytes} of a file`
      told.push(`${answer.number} at ${at}: ${what}`)
    },
    ends: (answer, whole) => void told.push(`${answer.number} ends ${whole ? "whole" : "short"}`)
  })
  conversations.seeEvent({ _tag: "Accepted", connection: 1 }, 0)
  conversations.seeEvent({ _tag: "Received", connection: 1, bytes: octets(requests) }, 1)
  for (const parts of sends)
    conversations.seeCommand({ _tag: "Send", connection: 1, parts: [...parts] })
  const close = () => conversations.seeCommand({ _tag: "Close", connection: 1, how: "reset" })
  return { begun, told, close }
}

const head = (status: number, fields = "Content-Length: 4\r\n"): string =>
  `HTTP/1.1 ${status} Word\r\n${fields}\r\n`

test("an answer is carried by several sends, and the next one begins after it", () => {
  const { told } = heard(
    get() + get(),
    [text(head(200)), slice(3)],
    [slice(1)],
    [text(`${head(404)}four`)]
  )
  expect(told).toEqual([
    "0 begins: 200, 4 bytes",
    "0 at 0: 3 of a file",
    "0 at 3: 1 of a file",
    "0 ends whole",
    "1 begins: 404, 4 bytes",
    '1 at 0: "four"',
    "1 ends whole"
  ])
})

test("an answer that is cut ends short, once", () => {
  const { told, close } = heard(get(), [text(head(200)), slice(3)])
  close()
  close()
  expect(told.slice(2)).toEqual(["0 ends short"])
})

test("answers to HEAD, and with some statuses, promise no body", () => {
  const promised = (status: number, method = "GET") =>
    heard(get("/a", "", method), [text(head(status))]).begun[0]?.promisedBytes
  expect([100, 199, 204, 304, 200, 404].map((status) => promised(status))).toEqual([
    0, 0, 0, 0, 4, 4
  ])
  expect(promised(200, "HEAD")).toBe(0)
})

test("while requests can't be told apart, a head after a head begins another answer", () => {
  const lost = "\r\n\r\n"
  const { told } = heard(lost, [text(head(200))], [text(head(206))], [text("HTTP")], [slice(4)])
  expect(told).toEqual([
    "0 begins: 200, 4 bytes",
    "0 ends whole",
    "1 begins: 206, 4 bytes",
    '1 at 0: "HTTP"',
    "1 ends whole",
    "2 begins: 0, undefined bytes",
    "2 at 0: 4 of a file"
  ])
  const known = heard(get(), [text(head(200))], [text(head(206))])
  expect(known.told.length).toBe(3)
})

test("what is no head has no status, and begins with what follows an empty line", () => {
  const first = (value: string) => heard(get(), [text(value)])
  expect(first(`x${head(200)}`).begun[0]).toMatchObject({ status: 0, promisedBytes: 4 })
  const bare = first("\r\n\r\nbody")
  expect(bare.begun[0]).toMatchObject({ status: 0, head: "", before: undefined })
  expect(bare.told[1]).toBe('0 at 0: "body"')
  expect(first("HTTP/1.1 200 Word").begun[0]?.head).toBe("HTTP/1.1 200 Word")
})

test("of a field that stands twice the first counts, and a length is a number", () => {
  const answer = (fields: string) => heard(get(), [text(head(200, fields))]).begun[0]!
  expect(answer("A: 1\r\na:2\r\n").fields).toEqual(new Map([["a", "1"]]))
  for (const length of ["x5", "5x", "-5", ""])
    expect(answer(`Content-Length: ${length}\r\n`).promisedBytes).toBeUndefined()
  const closes = (value: string) => answer(`Connection: ${value}\r\n`).announcesClose
  expect(["close", "a, Close", "close,a", "a close b"].map(closes)).toEqual([
    true,
    true,
    true,
    true
  ])
  expect(["xclose", "closed", "keep-alive"].map(closes)).toEqual([false, false, false])
  expect(answer("").announcesClose).toBe(false)
})

test("an answer knows the one before it", () => {
  const { begun } = heard(
    get() + get(),
    [text(head(204, "Connection: close\r\n"))],
    [text(head(200))]
  )
  expect(begun[1]?.before).toEqual({ status: 204, announcesClose: true })
})

test("a trace without entries breaks its rule before the first of them", () => {
  expect(judge([]).violations).toEqual([
    { rule: "trace/not-empty", sequence: -1, detail: "the trace holds nothing that happened" }
  ])
})
