/** What is asked of a subject. */
import type * as net from "node:net"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { settledWithin } from "../../../src/conformance/fingerprint/question.ts"
import {
  allMissing,
  allWarm,
  answer,
  goodServer,
  nobodyThere,
  onRequests,
  smallServer
} from "./small-server.ts"

describe("all the names that are asked for later are primed", () => {
  test("however warm files and missing names take turns", () => {
    const asking = nobodyThere()
    const turns = fc.array(fc.constantFrom("warm" as const, "missing" as const), { maxLength: 60 })
    fc.assert(
      fc.property(turns, (kinds) => {
        const rest = (kind: "warm" | "missing") =>
          Array.from(
            { length: Math.max(0, 16 - kinds.filter((each) => each === kind).length) },
            () => kind
          )
        const all = [...kinds, ...rest("warm"), ...rest("missing")]
        const names = new Set(all.map((kind) => asking[kind]().what.replace("GET ", "")))
        expect([...names].toSorted()).toEqual([...allMissing, ...allWarm])
      }),
      { numRuns: 30 }
    )
  })

  test("and the subject hears them", async () => {
    const heard = new Set<string>()
    const { asking } = await smallServer((socket) =>
      onRequests(socket, (asked) => {
        heard.add(asked.path)
        answer(socket, asked)
      })
    )
    const questions = Array.from({ length: 16 }, () => [asking.warm(), asking.missing()]).flat()
    await settledWithin(questions, 10_000)
    expect(questions.every(({ isAnswered }) => isAnswered)).toBe(true)
    expect([...heard].toSorted()).toEqual([...allMissing, ...allWarm])
  })
})

test("a good server answers each kind of question", async () => {
  const { asking } = await goodServer()
  const questions = [asking.cold(7), asking.warm(), asking.missing(), asking.malformed()]
  await settledWithin(questions, 10_000)
  expect(questions.map(({ isAnswered }) => isAnswered)).toEqual([true, true, true, true])
  expect(questions.map(({ what }) => what)).toEqual([
    "GET /cold/7.bin",
    "GET /warm/1.txt",
    "GET /missing/1.txt",
    "BOGUS"
  ])
})

describe("a malformed line is answered by any sign of life", () => {
  test.each<readonly [string, (socket: net.Socket) => void]>([
    ["a byte", (socket) => void socket.write("?")],
    ["an end", (socket) => void socket.end()],
    ["a reset", (socket) => void socket.resetAndDestroy()]
  ])("%s", async (_, react) => {
    const { asking } = await smallServer((socket) => onRequests(socket, () => react(socket)))
    const question = asking.malformed()
    await question.settled
    expect(question.isAnswered).toBe(true)
  })

  test("not by silence", async () => {
    const heard = Promise.withResolvers<void>()
    const { asking } = await smallServer((socket) => onRequests(socket, () => heard.resolve()))
    const question = asking.malformed()
    await heard.promise
    expect(question.isAnswered).toBe(false)
    question.close()
  })
})

describe("a kept connection", () => {
  test("is asked twice, and both answers count", async () => {
    const { asking, sockets } = await goodServer()
    const kept = await asking.kept()
    expect([kept.isIdle, kept.isKept]).toEqual([true, false])
    const first = kept.ask()
    expect(kept.isIdle).toBe(false)
    await first.settled
    expect([kept.isIdle, kept.isKept]).toEqual([true, true])
    const second = kept.ask()
    await second.settled
    expect([first.isAnswered, second.isAnswered]).toEqual([true, true])
    expect(second.what).toBe("GET /warm/2.txt on a kept connection")
    expect(sockets.length).toBe(1)
  })

  test("is not answered by the answer before", async () => {
    const { asking } = await smallServer((socket) =>
      onRequests(socket, (asked) => {
        if (asked.ordinal === 0) answer(socket, asked)
        else socket.end()
      })
    )
    const kept = await asking.kept()
    await kept.ask().settled
    const second = kept.ask()
    await second.settled
    expect([second.isAnswered, kept.isIdle]).toEqual([false, false])
    // A server may close it at any time; on a new connection nobody is excused so.
    expect(second.wasHungUp).toBe(true)
    const rude = await smallServer((socket) => onRequests(socket, () => socket.end()))
    const warm = rude.asking.warm()
    await warm.settled
    expect([warm.isAnswered, warm.wasHungUp]).toEqual([false, false])
  })
})

describe("the Server field", () => {
  test("of an answer", async () => {
    expect(await (await goodServer()).asking.server()).toBe("small/1")
  })

  test("is empty where there is none, or nobody", async () => {
    const { asking } = await smallServer((socket) =>
      onRequests(socket, () => socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
    )
    expect(await asking.server()).toBe("")
    expect(await nobodyThere().server()).toBe("")
  })
})

test("a request that is begun has no end", async () => {
  const heard = Promise.withResolvers<string>()
  const { asking } = await smallServer((socket) =>
    socket.once("data", (bytes) => heard.resolve(bytes.toString("latin1")))
  )
  const connection = await asking.connect()
  await asking.beginRequest(connection)
  expect(await heard.promise).toMatch(
    /^GET \/warm\/0\.txt HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n$/
  )
  connection.close()
})
