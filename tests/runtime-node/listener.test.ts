import * as Effect from "effect/Effect"
import { connect } from "node:net"
import type { Socket } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { listen } from "../../src/runtime-node/listener.ts"
import type { Event } from "../../src/state-machine/event.ts"
import { quiet } from "./subject/world.ts"

/** A listener with descriptors for six connections to know and two to hold. */
const listening = async () => {
  const events: Array<Event> = []
  const admitted: Array<Socket> = []
  const listener = await Effect.runPromise(
    listen(
      { host: "127.0.0.1", port: 0, socketsMax: 8 },
      (event) => events.push(event),
      (socket) => admitted.push(socket)
    )
  )
  let resets = 0
  const clients = (count: number) =>
    Array.from({ length: count }, () => {
      const socket = connect(listener.address.port, "127.0.0.1")
      socket.on("error", () => (resets += 1))
      return socket
    })
  onTestFinished(() => {
    listener.stop()
    listener.resetAll()
  })
  return { events, admitted, listener, clients, resets: () => resets }
}

test("connections stop short of the last descriptor, and the machine is told", async () => {
  const { events, admitted, listener, clients, resets } = await listening()
  listener.resume()
  clients(7)
  await quiet(50)
  expect(admitted.length).toBe(6)
  expect(events.map(({ _tag }) => _tag)).toEqual(["AcceptFailed"])
  listener.pause()
  admitted[0]?.destroy()
  await quiet(20)
  listener.resume()
  expect([admitted.length, resets()]).toEqual([7, 0])
})

test("while nothing was closed, each resume is answered by the next AcceptFailed", async () => {
  const { events, listener, clients } = await listening()
  listener.resume()
  clients(8)
  await quiet(50)
  const before = events.length
  listener.pause()
  listener.resume()
  expect(events.length).toBe(before + 1)
})

test("more than can be held is reset: the peer sees it at once and may try again", async () => {
  const { listener, clients, resets } = await listening()
  clients(5)
  await quiet(50)
  expect([listener.figures().held, resets()]).toEqual([2, 3])
})
