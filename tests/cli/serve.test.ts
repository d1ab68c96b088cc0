/** `amped serve` as a process: how it starts, how it ends, and what it leaves behind. */
import { once } from "node:events"
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import * as net from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, onTestFinished, test } from "vitest"
import {
  livingWith,
  oneLine,
  run,
  type Running,
  start,
  tempFolder,
  untilGone,
  type WhenFinished
} from "./amped.ts"

const timeout = 30_000
// More than the sockets of both ends hold, so that a client that doesn't read keeps its download open.
const largeBytes = 24 * 1024 * 1024

const makeRoot = (whenFinished: WhenFinished): string => {
  const root = join(tempFolder(whenFinished), "root")
  mkdirSync(root)
  writeFileSync(join(root, "hello.txt"), "hello world\n")
  writeFileSync(join(root, "large.bin"), "")
  truncateSync(join(root, "large.bin"), largeBytes)
  return root
}

interface Serving extends Running {
  readonly port: number
}

const serving = async (
  whenFinished: WhenFinished,
  parameters: ReadonlyArray<string> = []
): Promise<Serving> => {
  const root = makeRoot(whenFinished)
  const running = start(["serve", "--root", root, "--port", "0", ...parameters], { whenFinished })
  const port = await new Promise<number>((resolve, reject) => {
    running.child.stderr?.on("data", () => {
      const listening = /serving .* on http:\/\/127\.0\.0\.1:(\d+) with/.exec(running.stderr())
      if (listening !== null) resolve(Number(listening[1]))
    })
    void running.ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)))
  })
  return { ...running, port }
}

const get = async ({ port }: Serving, path: string): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } })).text()

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1")
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false))
    socket.once("connect", () => socket.destroy())
  })

/** A download of the large file whose client has seen the head and reads no further. */
const startDownload = async ({ port }: Serving): Promise<net.Socket> => {
  const socket = net.connect(port, "127.0.0.1")
  socket.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
  await once(socket, "readable")
  return socket
}

const untilDrains = async ({ port }: Serving): Promise<void> => {
  while (await listens(port)) await pause(10)
}

describe("serve that can't start", { timeout }, () => {
  test("a root that is not there, and one that is a file", async () => {
    const file = join(tempFolder(), "file")
    writeFileSync(file, "")
    for (const root of [join(file, "..", "missing"), file]) {
      const { code, stdout, stderr } = await run(["serve", "--root", root, "--port", "0"])
      expect(oneLine(stderr)).toMatch(
        /^amped serve: cannot serve .*give (another with --root|the directory that holds it)/
      )
      expect(stderr).toContain(root)
      expect([code, stdout]).toEqual([5, ""])
    }
  })

  test("a port that somebody else has", async () => {
    const squatter = net.createServer().listen(0, "127.0.0.1")
    onTestFinished(() => void squatter.close())
    await once(squatter, "listening")
    const port = String(Object(squatter.address()).port)
    const root = makeRoot(onTestFinished)
    const { code, stdout, stderr } = await run(["serve", "--root", root, "--port", port])
    expect(oneLine(stderr)).toMatch(
      /^amped serve: cannot listen on .*another program.*choose another port/
    )
    expect(stderr).toContain(port)
    expect([code, stdout]).toEqual([6, ""])
  })

  test("a recording that can't be written", async () => {
    const file = join(tempFolder(), "missing", "run.ndjson")
    const root = makeRoot(onTestFinished)
    const parameters = ["serve", "--root", root, "--port", "0", "--record", file]
    const { code, stderr } = await run(parameters)
    expect(oneLine(stderr)).toContain(file)
    expect(code).toBe(4)
  })
})

describe.concurrent.each(["threads", "processes"])("serve with %s", { timeout }, (helpers) => {
  test("SIGTERM lets a download finish, and then it ends", async ({ onTestFinished }) => {
    const running = await serving(onTestFinished, ["--helpers", helpers])
    const download = await startDownload(running)
    running.child.kill("SIGTERM")
    await untilDrains(running)
    let bytes = 0
    download.on("data", (chunk: Buffer) => (bytes += chunk.length))
    await once(download, "end")
    download.destroy()
    const { code, signal } = await running.ended
    expect(bytes).toBeGreaterThan(largeBytes)
    expect(bytes).toBeLessThan(largeBytes + 1024)
    expect([code, signal]).toEqual([0, null])
    expect(livingWith(running.temp)).toEqual([])
  })

  test("a second signal ends it at once", async ({ onTestFinished }) => {
    const running = await serving(onTestFinished, ["--helpers", helpers])
    const download = await startDownload(running)
    download.on("error", () => {})
    running.child.kill("SIGTERM")
    await untilDrains(running)
    running.child.kill("SIGINT")
    const { code, signal } = await running.ended
    expect([code, signal]).toEqual([null, "SIGINT"])
    download.destroy()
    await untilGone(running.temp)
  })
})

describe.concurrent("what serve writes", { timeout }, () => {
  test("the access log: a line of JSON for each request", async ({ onTestFinished }) => {
    const running = await serving(onTestFinished, ["--access-log", "-"])
    await get(running, "/hello.txt")
    await get(running, "/missing")
    running.child.kill("SIGTERM")
    const { code, stdout } = await running.ended
    expect([code, stdout.endsWith("\n")]).toEqual([0, true])
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { method: "GET", target: "/hello.txt", status: 200 },
      { method: "GET", target: "/missing", status: 404 }
    ])
  })

  test("--json: the figures of the run, and nothing else", async ({ onTestFinished }) => {
    const running = await serving(onTestFinished, ["--json"])
    expect(await get(running, "/hello.txt")).toBe("hello world\n")
    running.child.kill("SIGINT")
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ served: { requests: 1, byStatus: { 200: 1 } } })
  })

  test("a recording that replay accepts, until a state in it is changed", async (context) => {
    const whenFinished: WhenFinished = (remove) => context.onTestFinished(remove)
    const file = join(tempFolder(whenFinished), "run.ndjson")
    const running = await serving(whenFinished, ["--helpers", "processes", "--record", file])
    expect(await get(running, "/hello.txt")).toBe("hello world\n")
    running.child.kill("SIGTERM")
    expect((await running.ended).code).toBe(0)
    const replayed = await run(["replay", file], { whenFinished })
    expect([replayed.code, replayed.stderr]).toEqual([0, ""])
    expect(replayed.stdout).toMatch(/steps replayed: same rules, states and commands/)

    const lines = readFileSync(file, "utf8").trimEnd().split("\n")
    const index = lines.findIndex((line) => line.includes('"_tag":"Received"'))
    const entry = JSON.parse(lines[index] ?? "")
    entry.what.state += 1
    writeFileSync(file, lines.with(index, JSON.stringify(entry)).join("\n"))
    const { code, stdout } = await run(["replay", file], { whenFinished })
    expect(code).toBe(1)
    expect(stdout).toContain(
      `at entry ${entry.sequence}, on Received, state 1 is ${entry.what.state} in the recording, ` +
        `but the machine gives ${entry.what.state - 1}`
    )
  })
})
