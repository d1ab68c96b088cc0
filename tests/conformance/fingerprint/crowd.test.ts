/** Connections that want nothing yet: who counts as there. */
import { describe, expect, test } from "vitest"
import { Crowd, crowdOf } from "../../../src/conformance/fingerprint/crowd.ts"
import { answer, goodServer, nobodyThere, onRequests, smallServer } from "./small-server.ts"

describe("incomplete requests", () => {
  test("are open until they are closed", async () => {
    const { asking, sockets } = await smallServer((socket) => onRequests(socket, () => {}))
    const crowd = crowdOf.requests(asking)
    await crowd.raiseTo(2)
    await crowd.raiseTo(3)
    expect(crowd.open).toBe(3)
    await expect.poll(() => sockets.length).toBe(3)
    crowd.closeAll()
    await expect.poll(() => sockets.every(({ closed }) => closed)).toBe(true)
  })

  test("whom the server sends away is not there any more", async () => {
    const { asking, sockets } = await smallServer((socket) => onRequests(socket, () => {}))
    const crowd = crowdOf.requests(asking)
    await crowd.raiseTo(2)
    await expect.poll(() => sockets.length).toBe(2)
    sockets[0]?.end()
    await expect.poll(() => crowd.open).toBe(1)
    crowd.closeAll()
  })
})

describe("idle connections", () => {
  test("are open behind an answer", async () => {
    const { asking, sockets } = await goodServer()
    const crowd = crowdOf.idle(asking)
    await crowd.raiseTo(3)
    expect([crowd.open, sockets.length]).toEqual([3, 3])
    crowd.closeAll()
  })

  test("are not kept by a server that closes behind its answer", async () => {
    const { asking } = await smallServer((socket) =>
      onRequests(socket, (asked) => answer(socket, { ...asked, closes: true }))
    )
    const crowd = crowdOf.idle(asking)
    await crowd.raiseTo(2)
    await expect.poll(() => crowd.open).toBe(0)
    crowd.closeAll()
  })
})

test.each(["requests", "idle"] as const)("%s that are refused are not there", async (kind) => {
  const crowd = crowdOf[kind](nobodyThere())
  await crowd.raiseTo(2)
  expect(crowd.open).toBe(0)
})

test("who comes after all are sent home is sent home too", async () => {
  const arrived = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  const crowd = new Crowd(async (admit) => {
    await arrived.promise
    admit({ isThere: () => true, close: left.resolve })
  })
  await crowd.raiseTo(1)
  crowd.closeAll()
  arrived.resolve()
  await left.promise
})
