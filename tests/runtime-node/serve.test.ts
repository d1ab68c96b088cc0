/** The real machine on real sockets: what only a whole server can show. */
import * as Effect from "effect/Effect"
import { rmSync, writeFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import type { ServerHandle } from "../../src/runtime-node/handle.ts"
import type { NodeOptions } from "../../src/runtime-node/options.ts"
import type { ServeSummary } from "../../src/runtime-node/serve.ts"
import { serve } from "../../src/runtime-node/serve.ts"
import { defaultLimits, defaultSettings } from "../../src/state-machine/limits.ts"
import { largeBytes, makeFolder, pattern } from "./subject/folder.ts"
import { kinds, quiet } from "./subject/world.ts"

interface Serving {
  readonly url: string
  readonly root: string
  readonly handle: ServerHandle["Service"]
}

/** Serves while the body runs, drains, and gives the summary. */
const serving = async (
  options: Pick<NodeOptions, "helpers"> & Partial<NodeOptions>,
  body: (serving: Serving) => Promise<void>
): Promise<ServeSummary> => {
  const { root } = makeFolder()
  let listening: (handle: ServerHandle["Service"]) => void = () => {}
  const ready = new Promise<ServerHandle["Service"]>((resolve) => (listening = resolve))
  const summary = Effect.runPromise(
    serve({ root, port: 0, settings: defaultSettings, onListening: listening, ...options })
  )
  const handle = await Promise.race([ready, summary.then(() => Promise.reject(new Error("ended")))])
  await body({ url: `http://127.0.0.1:${handle.address.port}`, root, handle })
  handle.drain()
  return summary
}

const bodyOf = async (url: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(url)).arrayBuffer())

describe.each(kinds)("served by %s", { timeout: 30_000 }, (helpers) => {
  test("files come whole, by any name; the summary counts them", async () => {
    const { served, loop, connections, sockets } = await serving({ helpers }, async ({ url }) => {
      expect((await bodyOf(`${url}/large.bin`)).equals(pattern(largeBytes))).toBe(true)
      expect((await bodyOf(`${url}/a%20b%20%C3%BC.txt`)).toString()).toBe("name")
      expect((await bodyOf(`${url}/empty.txt`)).length).toBe(0)
      expect((await fetch(`${url}/missing`)).status).toBe(404)
    })
    expect(served.requests).toBe(4)
    expect(served.byStatus).toEqual({ 200: 3, 404: 1 })
    expect(loop.handlers).toBeGreaterThan(10)
    expect([connections, sockets]).toEqual([0, 0])
  })

  test("while helpers are killed again and again, every request is answered right", async () => {
    const expected = pattern(largeBytes)
    // One kill a round and more tries than rounds: no job can run out of them, however slow the machine is.
    const rounds = 10
    const limits = { ...defaultLimits, triesMax: rounds + 1, jobMillis: 5_000, findMillis: 60_000 }
    const settings = { ...defaultSettings, limits }
    await serving({ helpers, settings }, async ({ url, root, handle }) => {
      const client = async (id: number, round: number) => {
        // A name that no cache knows yet, so that each request needs a helper.
        const name = `${id}-${round}.txt`
        writeFileSync(`${root}/${name}`, name)
        expect((await bodyOf(`${url}/${name}`)).toString()).toBe(name)
        expect((await bodyOf(`${url}/large.bin`)).equals(expected)).toBe(true)
      }
      for (let round = 0; round < rounds; round++) {
        const answers = [0, 1, 2, 3].map((id) => client(id, round))
        await quiet(round)
        for (const { helper } of handle.stats().helpers.slice(0, 1)) handle.killHelper(helper)
        await Promise.all(answers)
      }
    })
  })

  test("warm files are served while every helper hangs", () => {
    const holdFile = `/tmp/amped-serve-hold-${process.pid}-${helpers}`
    return serving({ helpers, holdFile }, async ({ url, root }) => {
      await quiet(2100)
      expect((await bodyOf(`${url}/index.html`)).toString()).toBe("<p>hello</p>")
      writeFileSync(holdFile, "")
      const cold = fetch(`${url}/large.bin`)
      for (let round = 0; round < 5; round++) {
        expect((await bodyOf(`${url}/index.html`)).toString()).toBe("<p>hello</p>")
        await quiet(20)
      }
      rmSync(holdFile)
      expect((await cold).status).toBe(200)
      expect(root).not.toBe("")
    })
  })
})
