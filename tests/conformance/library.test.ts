/** The suite as the tests of a server call it. */
import { readFile } from "node:fs/promises"
import * as http from "node:http"
import * as net from "node:net"
import * as path from "node:path"
import { type Duplex, duplexPair } from "node:stream"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  buildRoot,
  choose,
  exitCodeOf,
  type Root,
  run,
  unexpected
} from "../../src/conformance/library.ts"

/** Serves files by their plain names, and takes Node's word for everything else. */
const serve =
  (folder: string): http.RequestListener =>
  (request, response) => {
    readFile(path.join(folder, request.url ?? "")).then(
      (body) => response.end(body),
      () => response.writeHead(404).end("no such file\n")
    )
  }

let root: Root
beforeAll(async () => {
  root = await buildRoot()
})
afterAll(() => root.remove())

const chosen = choose({ ids: ["R-06", "R-07", "M-01"] })

describe("a server in this process", () => {
  test("over a socket: what Node does is told, with its clause", async () => {
    const server = http.createServer(serve(root.folder)).listen(0, "127.0.0.1")
    await new Promise((resolve) => server.once("listening", resolve))
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const events: Array<string> = []
    const report = await run(chosen, () => net.connect(port, "127.0.0.1"), {
      root,
      onEvent: ({ _tag }) => events.push(_tag)
    })
    server.close()
    const verdicts = report.cases.map(({ id, verdict }) => `${id} ${verdict}`)
    expect(verdicts).toEqual(
      expect.arrayContaining(["R-06 pass", "R-07 deviates", "M-01 pass", "S-01 pass"])
    )
    expect(unexpected(report)).toEqual([
      expect.stringMatching(/^R-07 two Host fields.*: deviates: .*rfc9112#section-3\.2-6/)
    ])
    expect(exitCodeOf(report)).toBe(1)
    expect([events[0], events.at(-1)]).toEqual(["RunStarted", "RunEnded"])
  })

  test("without any socket, through a pair of streams", async () => {
    const server = http.createServer(serve(root.folder))
    const connect = (): Duplex => {
      const [ours, theirs] = duplexPair()
      server.emit("connection", theirs)
      return ours
    }
    const report = await run(choose({ ids: ["M-01"] }), connect, { root, multiplied: false })
    expect(report.cases.find(({ id }) => id === "M-01")?.verdict).toBe("pass")
  })

  test("nobody listens: that is no statement about any case", async () => {
    // Port 1 is reserved.
    const running = run(chosen, () => net.connect(1, "127.0.0.1"), { root })
    await expect(running).rejects.toThrow(/nothing answers at a server of ours .*ECONNREFUSED/)
  })
})
