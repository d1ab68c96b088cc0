/** `amped trace`: its answers, its exit codes, and what it leaves behind. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { reachOf } from "../../src/conformance/held-disk/reach.ts"
import { straceObstacle } from "../../src/conformance/system-calls/strace.ts"
import { oneLine, run, type Running, start, tempFolder, untilGone } from "./amped.ts"

const timeout = 60_000
const node = process.execPath
const subject = (script: string) => ["trace", "--", node, "-e", script, "{port}", "{root}"]

const always404 = subject(`
  require("node:http").createServer((_, response) => {
    response.writeHead(404)
    response.end()
  }).listen(Number(process.argv[1]), "127.0.0.1")
`)

const neverAnswers = subject(`
  require("node:http").createServer(() => {}).listen(Number(process.argv[1]), "127.0.0.1")
`)

/** A server as it should not be: its only thread waits for the disk. */
const blocking = subject(`
  const { readFileSync } = require("node:fs")
  require("node:http").createServer((request, response) => {
    try {
      response.end(readFileSync(process.argv[2] + request.url))
    } catch {
      response.writeHead(404)
      response.end()
    }
  }).listen(Number(process.argv[1]), "127.0.0.1")
`)

describe.concurrent("what was typed wrongly is told in one line", { timeout }, () => {
  test.for([
    [["trace", "--", "true", "{port}"], /^amped trace: .*does not say \{root\}/],
    [["trace", "--", "true", "{root}"], /^amped trace: .*does not say \{port\}/],
    [["trace", "--", "true", "{socket}", "{root}"], /^amped trace: .*write \{port\}/],
    [["trace", "--preset", "no-such-server"], /^amped trace: --preset no-such-server is none/],
    [["trace", "--profile", "no-such.json"], /^amped trace: cannot read profile no-such\.json/]
  ] as const)("2: %j", async ([parameters, line], { onTestFinished }) => {
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(line)
    expect([code, stdout]).toEqual([2, ""])
  })

  test("4: without strace, with what to do", async ({ onTestFinished }) => {
    const folder = tempFolder(onTestFinished)
    const programs = join(folder, "bin")
    mkdirSync(programs)
    // All that the start of the program needs.
    symlinkSync("/usr/bin/readlink", join(programs, "readlink"))
    const { code, stdout, stderr } = await run(["trace"], {
      whenFinished: onTestFinished,
      env: { PATH: programs }
    })
    expect(oneLine(stderr)).toMatch(/^amped trace: strace is not installed.*apt install strace/)
    expect([code, stdout]).toEqual([4, ""])
  })

  test.for([
    ["no-such.ndjson", undefined, /cannot read .*no-such\.ndjson/],
    ["run.ndjson", "what is this", /run\.ndjson is no trace: line 1: /]
  ] as const)("4: --judge %s", async ([name, content, line], { onTestFinished }) => {
    const file = join(tempFolder(onTestFinished), name)
    if (content !== undefined) writeFileSync(file, content)
    const parameters = ["trace", "--judge", file]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(line)
    expect([code, stdout]).toEqual([4, ""])
  })
})

const noStrace = await straceObstacle()
const reach = await reachOf()
const canHold = reach.method === "fuse" || reach.method === "fuse-user-namespace"

describe.skipIf(noStrace !== undefined)("a subject that is watched", { timeout }, () => {
  test("one that is not there: 3", async () => {
    const { code, stdout, stderr } = await run([
      "trace",
      "--",
      "no-such-server",
      "{port}",
      "{root}"
    ])
    expect(oneLine(stderr)).toMatch(/^amped trace: cannot start no-such-server: .*Check the name/)
    expect([code, stdout]).toEqual([3, ""])
  })

  test("one that dies: 3, in its own name, with its last words", async () => {
    const dying = subject(`console.error("no licence"); process.exit(9)`)
    const { code, stdout, stderr } = await run(dying)
    expect(stderr).toMatch(
      /^amped trace: \S*node exited with 9 before.*last words:\n {2}no licence\n$/
    )
    expect([code, stdout]).toEqual([3, ""])
  })

  test("one that doesn't serve the folder: 3", async () => {
    const { code, stdout, stderr } = await run(always404)
    expect(oneLine(stderr)).toMatch(/answered 404 to GET \/warm\/0\.txt.*\{root\}/)
    expect([code, stdout]).toEqual([3, ""])
  })

  test("one that is interrupted: 130, and nothing is left of it", async () => {
    const running = start(neverAnswers)
    await untilRecording(running)
    running.child.kill("SIGINT")
    const { code, stdout, stderr } = await running.ended
    expect([code, stdout, stderr]).toEqual([130, "", "amped: interrupted\n"])
    await untilGone(running.temp)
    while (processesNaming(running.temp).length > 0) await pause(10)
    expect(readdirSync(running.temp)).toEqual([])
  })

  test("the bundled server: 0, with threads, phases and a verdict", async () => {
    const { code, stdout, stderr } = await run(["trace"], { env: { NO_COLOR: "1" } })
    expect(stderr).toBe("")
    expect(stdout).toMatch(
      /^amped, helper threads\n\nThreads\n {2}dispatcher +process \d+ +\d+ acc/
    )
    expect(stdout).toMatch(/GET \/cold\/0\.bin +200[^\n]*\n +dispatcher +\S+ accept, /)
    expect(stdout).toMatch(/File calls of dispatchers\n {2}none\n/)
    expect(stdout).toMatch(/ 0 violations; \d+ left open: they need steps/)
    expect(stdout).not.toContain("\x1b")
    expect(code).toBe(0)
  })

  test.skipIf(!canHold)("one whose only thread reads files: 1, and --judge agrees", async () => {
    const file = join(tempFolder(), "run.ndjson")
    const [verb = "", ...rest] = blocking
    const { code, stdout, stderr } = await run([verb, "--json", "--out", file, ...rest])
    expect([code, stderr]).toEqual([1, ""])
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ format: "amped-system-calls/1", verdict: "violation" })
    expect(result.judgement.violations).toHaveLength(2)
    expect(JSON.parse(readFileSync(file, "utf8").split("\n")[0] ?? "").format).toBe("amped-trace/1")
    const again = await run(["trace", "--judge", file])
    expect(again.code).toBe(1)
    expect(again.stdout).toMatch(/dispatcher\/never-blocks: a handler waited \d+ ms in read \/cold/)
  })
})

/** The subject runs: strace has something to write. */
const untilRecording = async ({ temp, child }: Running): Promise<void> => {
  const isWritten = (name: string): boolean =>
    statSync(join(temp, name, "strace"), { throwIfNoEntry: false })?.size !== undefined
  while (!readdirSync(temp).some((name) => name.startsWith("amped-trace-") && isWritten(name))) {
    if (child.exitCode !== null) throw new Error("it ended before it began")
    await pause(10)
  }
}

/** In an enclosure they have another temp folder, but strace is told where to write. */
const processesNaming = (text: string): ReadonlyArray<string> =>
  readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(text)
    } catch {
      return false
    }
  })
