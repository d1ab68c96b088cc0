import { expect, test } from "vitest"
import { Connection } from "../../src/conformance/connection.ts"
import { exchangeFrom } from "../../src/conformance/exchange.ts"
import type { Listener, Network } from "../../src/conformance/network.ts"

/** A peer in memory that tells what was asked of it. */
const connected = async () => {
  const asked: Array<string> = []
  const listeners: Array<Listener> = []
  const network: Network = {
    open: async (listener) => {
      listeners.push(listener)
      return {
        send: async () => {},
        finish: () => asked.push("finish"),
        pause: () => asked.push("pause"),
        resume: () => asked.push("resume"),
        close: () => asked.push("close"),
        abort: () => asked.push("abort")
      }
    },
    pass: async () => true,
    nowMicros: () => 0,
    connectionsAtOnce: 1
  }
  const connection = await Connection.open(network)
  const receive = (text: string): void => {
    for (const listener of listeners) listener.onBytes(Buffer.from(text))
  }
  return { connection, asked, receive }
}

test("reading stops with the very octets that were waited for", async () => {
  const { connection, asked, receive } = await connected()
  connection.pauseReadingAt(4)
  receive("abc")
  expect(asked).toEqual([])
  receive("d")
  expect(asked).toEqual(["pause"])
  connection.resumeReading()
  receive("efgh")
  expect(asked).toEqual(["pause", "resume"])
})

test("the evidence of an exchange holds each received octet once", async () => {
  const { connection, receive } = await connected()
  receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")
  receive("\r\nok")
  const { entries, received, finals } = exchangeFrom(connection, "two pieces", ["GET"])
  const pieces = entries.flatMap((entry) => (entry.kind === "received" ? [entry.bytes] : []))
  expect(pieces.map(({ length }) => length)).toEqual([36, 4])
  expect(Buffer.concat(pieces).equals(received)).toBe(true)
  expect(new Set(pieces.map(({ buffer }) => buffer))).toEqual(new Set([received.buffer]))
  expect(finals[0]?.body.buffer).toBe(received.buffer)
})
