import * as Effect from "effect/Effect"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { ServerHandle } from "../../src/runtime-node/handle.ts"
import { layer } from "../../src/runtime-node/layer.ts"
import type { NodeOptions } from "../../src/runtime-node/options.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"
import { makeFolder } from "./subject/folder.ts"
import { kinds } from "./subject/world.ts"

const started = (options: Partial<NodeOptions>) =>
  Effect.gen(function* () {
    return (yield* ServerHandle).address
  }).pipe(
    Effect.provide(
      layer({ root: "/", port: 0, helpers: "threads", settings: defaultSettings, ...options })
    ),
    Effect.scoped
  )

const failure = (options: Partial<NodeOptions>) => Effect.runPromise(Effect.flip(started(options)))

describe.each(kinds)("a root seen by %s", { timeout: 30_000 }, (helpers) => {
  test("that is missing is an error with advice", async () => {
    const error = await failure({ helpers, root: "/nowhere" })
    expect(error._tag).toBe("RootUnusable")
    expect(error.message).toBe(
      "cannot serve /nowhere: there is no such directory; create it or give another with --root"
    )
  })

  test("that is a file is an error with advice", async () => {
    const error = await failure({ helpers, root: "/etc/passwd" })
    expect(error.message).toMatch(/^cannot serve \/etc\/passwd: it is a file, not a directory; /)
  })
})

test("a port in use is an error with advice", async () => {
  const other = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void other.close())
  await new Promise((done) => other.on("listening", done))
  const { port } = other.address() as AddressInfo
  const error = await failure({ port })
  expect(error).toMatchObject({ _tag: "ListenFailed", code: "EADDRINUSE", port })
  expect(error.message).toMatch(/another program listens there; stop it or choose another port/)
})

test("an address that isn't ours is an error with advice", async () => {
  expect(await failure({ host: "192.0.2.1" })).toMatchObject({ code: "EADDRNOTAVAIL" })
})

test("a log that can't be opened is an error, and nothing listens", async () => {
  expect(await failure({ accessLog: "/nowhere/log" })).toMatchObject({
    destination: "/nowhere/log"
  })
  expect(await failure({ record: "/nowhere/trace" })).toMatchObject({ code: "ENOENT" })
})

test("a layer that is built and closed without a run leaves nothing behind", async () => {
  const { root } = makeFolder()
  const folder = mkdtempSync(join(tmpdir(), "amped-layer-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const address = await Effect.runPromise(started({ root, record: join(folder, "trace.ndjson") }))
  await expect(fetch(`http://127.0.0.1:${address.port}/`)).rejects.toThrow()
})
