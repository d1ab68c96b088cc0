/**
 * The dispatcher's thread makes no call that could wait for a disk: not a claim about our sources, but
 * what the kernel was asked, thread by thread, while a real server serves.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { TestContext } from "vitest"
import { assert, describe, expect, test } from "vitest"
import { largeBytes, makeFolder } from "./subject/folder.ts"
import type { Watched } from "./subject/system-calls.ts"
import { tracedCalls, watch } from "./subject/system-calls.ts"

const server = fileURLToPath(new URL("subject/server.ts", import.meta.url))

/** Why system calls can't be watched here; undefined when they can. */
const obstacle = ((): string | undefined => {
  const tried = spawnSync("strace", ["-f", "-qq", "-e", "trace=none", "true"], { encoding: "utf8" })
  if (tried.error !== undefined) return "strace is not installed"
  return tried.status === 0 ? undefined : `strace may not trace: ${tried.stderr.trim()}`
})()

const portOf = async (stdout: NodeJS.ReadableStream): Promise<number> => {
  for await (const text of stdout) {
    const port = /ready (\d+)/.exec(String(text))?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error("the server ended before it was ready")
}

const statusOf = async (url: string): Promise<string> => {
  const answer = await fetch(url, { redirect: "manual" })
  return `${answer.status} ${(await answer.arrayBuffer()).byteLength}`
}

/** Serves warm and cold files, misses, a redirect, a changed file, and loses its helpers in between. */
const exercise = async (root: string, port: number, pid: number): Promise<void> => {
  const at = `http://127.0.0.1:${port}`
  for (let round = 0; round < 2; round++) {
    expect(await statusOf(`${at}/index.html`)).toMatch(/^200 /)
    expect(await statusOf(`${at}/large.bin`)).toBe(`200 ${largeBytes}`)
    expect(await statusOf(`${at}/missing`)).toMatch(/^404 /)
    expect(await statusOf(`${at}/escape.txt`)).toMatch(/^40[34] /)
    expect(await statusOf(`${at}/sub`)).toMatch(/^301 /)
    writeFileSync(`${root}/index.html`, "<p>changed</p>")
    if (round === 0) process.kill(pid, "SIGUSR2")
    await sleep(1100)
  }
}

const watched = async (
  kind: string,
  variant: string,
  { onTestFinished }: TestContext
): Promise<Watched> => {
  const { root } = makeFolder(onTestFinished)
  const trace = `${root}.strace`
  const options = ["-f", "-y", "-s", "64", "-e", `trace=${tracedCalls}`, "-o", trace]
  const child = spawn("strace", [...options, process.execPath, server, root, kind, variant], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" }
  })
  const port = await portOf(child.stdout)
  const pid = Number(/^\d+/.exec(readFileSync(trace, "utf8"))?.[0])
  await exercise(root, port, pid)
  process.kill(pid, "SIGTERM")
  await once(child, "close")
  return watch(readFileSync(trace, "utf8"), root)
}

if (obstacle !== undefined && process.env["AMPED_REQUIRE_SERVERS"] === "1")
  test("system calls can be watched", () => assert.fail(obstacle))

const title = `what the kernel is asked${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`

describe.skipIf(obstacle !== undefined).concurrent(title, { timeout: 30_000 }, () => {
  test.for(["threads", "processes"])(
    "dispatcher/no-path-call: with helper %s the dispatcher touches no file",
    async (kind, context) => {
      const { calls, fileCalls, helperCalls } = await watched(kind, "", context)
      expect(fileCalls).toEqual([])
      // The watch saw the dispatcher work and the helpers touch files, so the empty list says something.
      expect(calls).toBeGreaterThan(20)
      expect(helperCalls.some((call) => call.includes("large.bin"))).toBe(true)
    }
  )

  test("a handler that calls statSync is caught", async (context) => {
    const { fileCalls } = await watched("threads", "blocking", context)
    expect(fileCalls.length).toBeGreaterThan(0)
    expect(fileCalls.filter((call) => !/ (stat|statx|newfstatat)\(/.test(call))).toEqual([])
  })
})
