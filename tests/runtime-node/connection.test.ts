import { once } from "node:events"
import { expect, test } from "vitest"
import { defaultLimits, defaultSettings } from "../../src/state-machine/limits.ts"
import { pattern } from "./subject/folder.ts"
import { byHand, quiet } from "./subject/world.ts"

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1")

const settings = { ...defaultSettings, limits: { ...defaultLimits, readBytesMax: 4 } }

test("one Read, one Received, of at most readBytesMax bytes; the rest waits for the next", () =>
  byHand(
    async ({ client, perform, next, untaken }) => {
      const { socket, connection } = await client()
      socket.write("abcdefghij")
      await quiet(50)
      expect(untaken("Received")).toEqual([])
      for (const part of ["abcd", "efgh", "ij"]) {
        perform({ _tag: "Read", connection })
        expect(text((await next("Received")).bytes)).toBe(part)
        await quiet(5)
        expect(untaken("Received")).toEqual([])
      }
      // Both come while nobody reads, in segments of their own. How they are cut is free.
      socket.write("k")
      await quiet(20)
      socket.write("l")
      await quiet(20)
      let got = ""
      while (got.length < 2) {
        perform({ _tag: "Read", connection })
        got += text((await next("Received")).bytes)
      }
      expect(got).toBe("kl")
    },
    { settings }
  ))

test("bytes that were delivered don't change later", () =>
  byHand(async ({ client, perform, next }) => {
    const { socket, connection } = await client()
    perform({ _tag: "Read", connection })
    socket.write("first")
    const { bytes } = await next("Received")
    for (let round = 0; round < 20; round++) {
      perform({ _tag: "Read", connection })
      socket.write("XXXXX")
      await next("Received")
    }
    expect(text(bytes)).toBe("first")
  }))

test("a peer that ends its half is told once for each Read, and can still be answered", () =>
  byHand(async ({ client, perform, next, untaken }) => {
    const { socket, connection } = await client()
    const answer = once(socket, "data")
    socket.end("last")
    await quiet(20)
    perform({ _tag: "Read", connection })
    expect(text((await next("Received")).bytes)).toBe("last")
    for (let round = 0; round < 2; round++) {
      perform({ _tag: "Read", connection })
      await next("PeerEnded")
    }
    perform({ _tag: "Send", connection, parts: [{ _tag: "Text", text: "caf\u00e9" }] })
    expect((await next("Sent")).bytes).toBe(4)
    expect(text((await answer)[0])).toBe("caf\u00e9")
    perform({ _tag: "Finish", connection })
    await once(socket, "close")
    perform({ _tag: "Read", connection })
    await next("PeerEnded")
    expect(untaken("PeerReset")).toEqual([])
  }))

test("Sent adds up to what was handed over, and only when a slow reader took it", () =>
  byHand(async ({ client, perform, next, untaken }) => {
    const { socket, connection } = await client()
    socket.pause()
    const body = pattern(8_000_000).toString("latin1")
    perform({
      _tag: "Send",
      connection,
      parts: [
        { _tag: "Text", text: "head" },
        { _tag: "Text", text: body }
      ]
    })
    await quiet(100)
    expect(untaken("Sent")).toEqual([])
    const received: Array<Buffer> = []
    socket.on("data", (bytes: Buffer) => received.push(bytes)).resume()
    expect((await next("Sent")).bytes).toBe(body.length + 4)
    perform({ _tag: "Finish", connection })
    await once(socket, "end")
    expect(text(Buffer.concat(received)) === `head${body}`).toBe(true)
  }))

test("a reset comes once, and no event names the connection after it", () =>
  byHand(async ({ client, perform, next, untaken }) => {
    const { socket, connection } = await client()
    perform({ _tag: "Read", connection })
    socket.resetAndDestroy()
    expect(await next("PeerReset")).toEqual({ _tag: "PeerReset", connection })
    perform({ _tag: "Read", connection })
    perform({ _tag: "Send", connection, parts: [{ _tag: "Text", text: "late" }] })
    await quiet(30)
    for (const tag of ["PeerReset", "PeerEnded", "Received", "Sent"] as const)
      expect(untaken(tag)).toEqual([])
  }))

test("after Close no event names the connection, not even one that waits already", () =>
  byHand(async ({ client, perform, untaken }) => {
    const { socket, connection } = await client()
    socket.write("unasked")
    await quiet(20)
    perform(
      { _tag: "Send", connection, parts: [{ _tag: "Text", text: "x" }] },
      { _tag: "Close", connection, how: "gracefully" },
      { _tag: "Read", connection }
    )
    await quiet(50)
    expect([...untaken("Sent"), ...untaken("Received"), ...untaken("PeerReset")]).toEqual([])
  }))

test.each([
  ["gracefully", undefined],
  ["reset", "ECONNRESET"]
] as const)("Close %s is what the peer sees", (how, code) =>
  byHand(async ({ client, perform }) => {
    const { socket, connection } = await client()
    let seen: string | undefined
    socket.on("error", (error: NodeJS.ErrnoException) => (seen = error.code))
    // Not `once`: it would reject with the very error that is expected.
    const closed = new Promise((done) => socket.on("close", done))
    socket.resume()
    perform({ _tag: "Close", connection, how })
    await closed
    expect(seen).toBe(code)
  })
)

test("connections that come in a pause are held, not lost", () =>
  byHand(async ({ client, perform, untaken, handle }) => {
    perform({ _tag: "PauseAccept" })
    const held = client()
    await quiet(50)
    expect(untaken("Accepted")).toEqual([])
    expect(handle.stats().sockets).toBe(1)
    perform({ _tag: "ResumeAccept" })
    await held
    perform({ _tag: "StopAccept" })
    await expect(fetch(`http://127.0.0.1:${handle.address.port}/`)).rejects.toThrow()
  }))
