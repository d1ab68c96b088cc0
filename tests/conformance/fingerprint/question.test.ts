/** What counts as an answer, and when a question is over. */
import type * as net from "node:net"
import { describe, expect, test } from "vitest"
import { settledWithin } from "../../../src/conformance/fingerprint/question.ts"
import { warmContent, warmPath } from "../../../src/conformance/fingerprint/trial-files.ts"
import { answer, goodServer, nobodyThere, onRequests, smallServer } from "./small-server.ts"

const firstPath = warmPath(1)
const body = warmContent(1)
const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")])
const chunkedHead = Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
const lastChunk = Buffer.from("0\r\n\r\n")
const sized = (status: string, content: Buffer, bytes = content.length): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${bytes}\r\n\r\n`), content])

/** Asks a warm file of a server that says these bytes and ends. */
const warmAnsweredBy = async (reply: Buffer, end: (socket: net.Socket) => void) => {
  const { asking } = await smallServer((socket) => {
    onRequests(socket, () => socket.write(reply, () => end(socket)))
  })
  const question = asking.warm()
  await question.settled
  return question
}

const fin = (socket: net.Socket): void => void socket.end()

describe("an answer", () => {
  test.each([
    ["with its length", sized("200 OK", body)],
    [
      "in chunks",
      Buffer.concat([chunkedHead, chunk(body.subarray(0, 7)), chunk(body.subarray(7)), lastChunk])
    ],
    [
      "up to the end of the connection",
      Buffer.concat([Buffer.from("HTTP/1.0 200 OK\r\n\r\n"), body])
    ]
  ])("%s", async (_, reply) => {
    const before = performance.now()
    const question = await warmAnsweredBy(reply, fin)
    expect(question.isAnswered).toBe(true)
    expect(question.answeredMillis).toBeGreaterThanOrEqual(before)
    expect(question.answeredMillis).toBeLessThanOrEqual(performance.now())
    expect(question.came).toBe("was answered with 200 and 2000 bytes")
  })
})

describe("no answer", () => {
  const other = Buffer.from(body).fill("x", 100, 101)
  test.each([
    ["other bytes", sized("200 OK", other), "was answered with 200 and 2000 bytes"],
    [
      "the bytes of another file",
      sized("200 OK", warmContent(2)),
      "was answered with 200 and 2000 bytes"
    ],
    ["another status", sized("206 Partial Content", body), "was answered with 206 and 2000 bytes"],
    [
      "cut",
      sized("200 OK", body.subarray(0, 9), 2_000),
      "was answered with 200 and 9 bytes of a longer body"
    ],
    [
      "chunks that are cut",
      Buffer.concat([chunkedHead, chunk(body)]),
      "was answered with 200 and 2000 bytes of a longer body"
    ],
    ["a cut head", Buffer.from("HTTP/1.1 200 OK\r\n"), "met the end of its connection"],
    ["nothing", Buffer.alloc(0), "met the end of its connection"]
  ])("%s", async (_, reply, came) => {
    const question = await warmAnsweredBy(reply, fin)
    expect([question.isAnswered, question.came]).toEqual([false, came])
    expect(question.answeredMillis).toBeUndefined()
  })

  test("a reset", async () => {
    const question = await warmAnsweredBy(sized("200 OK", body.subarray(0, 9), 2_000), (socket) =>
      socket.resetAndDestroy()
    )
    expect(question.isAnswered).toBe(false)
  })

  test("nobody there", async () => {
    const question = nobodyThere().warm()
    await question.settled
    expect([question.isAnswered, question.came]).toEqual([false, "found no connection"])
    expect(question.what).toBe(`GET ${firstPath}`)
  })
})

describe("a question that waits", () => {
  test("is over when it is closed, and so is its connection", async () => {
    const heard = Promise.withResolvers<net.Socket>()
    const { asking } = await smallServer((socket) => {
      onRequests(socket, () => heard.resolve(socket))
    })
    const question = asking.warm()
    const socket = await heard.promise
    expect([question.isAnswered, question.came]).toEqual([false, "was not answered"])
    question.close()
    await question.settled
    expect(question.isAnswered).toBe(false)
    await expect.poll(() => socket.closed).toBe(true)
  })

  test("asks nothing if it is closed before it has a connection", async () => {
    const heard: Array<string> = []
    const { asking, sockets } = await smallServer((socket) => {
      onRequests(socket, ({ path }) => heard.push(path))
    })
    const question = asking.warm()
    question.close()
    await question.settled
    await expect.poll(() => sockets.map(({ closed }) => closed)).toEqual([true])
    expect(heard).toEqual([])
  })

  test("does not keep anybody longer than he wants to wait", async () => {
    const { asking } = await smallServer(() => {})
    const question = asking.warm()
    await settledWithin([question], 1)
    expect(question.isAnswered).toBe(false)
    question.close()
  })
})

test("an answer ends the connection, unless it is kept", async () => {
  const { asking, sockets } = await goodServer()
  await asking.warm().settled
  const kept = await asking.kept()
  await kept.ask().settled
  await expect.poll(() => sockets.map(({ closed }) => closed)).toEqual([true, false])
})

test("a late answer counts when it is whole", async () => {
  const held = Promise.withResolvers<() => void>()
  const { asking } = await smallServer((socket) => {
    onRequests(socket, (asked) => held.resolve(() => answer(socket, asked)))
  })
  const question = asking.warm()
  const release = await held.promise
  const releasedMillis = performance.now()
  release()
  await question.settled
  expect(question.answeredMillis).toBeGreaterThan(releasedMillis)
})
