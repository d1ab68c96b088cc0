import { readdirSync, readFileSync } from "node:fs"
import * as net from "node:net"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { messageCases } from "../../src/conformance/cases/message.ts"
import type { ActiveCase } from "../../src/conformance/case.ts"
import { exitCodeOf } from "../../src/conformance/result.ts"
import { verify } from "../../src/conformance/run.ts"
import { parseSubject } from "../../src/conformance/subject/description.ts"
import { startCommand } from "../../src/conformance/subject/command.ts"

const node = process.execPath
const times = { listenMillis: 3_000, graceMillis: 500 }
const quick = { ...times, listenMillis: 300 }

/** Starts it as a command of Node, with the port and the root as arguments. */
const start = (script: string, limits = times, port?: number) =>
  startCommand(
    {
      kind: "command",
      command: [node, "-e", script, "{port}", "{root}"],
      ...(port === undefined ? {} : { port })
    },
    "/",
    limits
  )

/** Pids of the living members of a process group. */
const livingIn = (group: number): ReadonlyArray<number> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, after = ""] = readFileSync(`/proc/${name}/stat`, "latin1").split(/\) (?=[A-Z] )/)
        const [state, , itsGroup] = after.split(" ")
        return Number(itsGroup) === group && state !== "Z"
      } catch {
        return false
      }
    })
    .map(Number)

describe("starting a subject", () => {
  test("a command that is not there", async () => {
    const subject = { kind: "command", command: ["no-such-server", "{port}", "{root}"] } as const
    await expect(startCommand(subject, "/", times)).rejects.toMatchObject({
      _tag: "CommandNotFound",
      message: expect.stringContaining("cannot start no-such-server")
    })
  })

  test("a command that dies says its last words", async () => {
    const dying = start(`console.error("no licence"); process.exit(7)`)
    await expect(dying).rejects.toMatchObject({
      _tag: "SubjectDied",
      message: expect.stringMatching(/exited with 7[^]*no licence/)
    })
  })

  test("a command that never listens is given up and stopped", async () => {
    const sleeping = start(`console.error(process.pid); setInterval(() => {}, 1000)`, quick)
    await expect(sleeping).rejects.toMatchObject({ _tag: "SubjectNeverListened" })
    const error: unknown = await sleeping.catch((each: unknown) => each)
    const pid = Number(/words:\n\s+(\d+)/.exec(String(Object(error).message))?.[1])
    expect(pid).toBeGreaterThan(1)
    expect(livingIn(pid)).toEqual([])
  })

  test("a port that somebody else has", async () => {
    const squatter = net.createServer().listen(0, "127.0.0.1")
    await once(squatter, "listening")
    const port = Number(Object(squatter.address()).port)
    await expect(start("", times, port)).rejects.toMatchObject({ _tag: "PortInUse" })
    squatter.close()
  })
})

// It ignores SIGTERM, and so does its child.
const stubborn = `
  process.on("SIGTERM", () => {})
  const child = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"
  require("node:child_process").spawn(process.execPath, ["-e", child], { stdio: "ignore" })
  require("node:net").createServer().listen(Number(process.argv[1]), "127.0.0.1")
`

describe("stopping a subject", () => {
  test("leaves nothing of its group, however stubborn", async () => {
    const running = await start(stubborn)
    expect(livingIn(running.pid).length).toBe(2)
    await running.stop()
    expect(livingIn(running.pid)).toEqual([])
  })

  test("also when we are told to end ourselves", async () => {
    const module = new URL("../../src/conformance/subject/command.ts", import.meta.url).href
    const script = `
      const { startCommand } = await import(${JSON.stringify(module)})
      const command = [process.execPath, "-e", ${JSON.stringify(stubborn)}, "{port}", "{root}"]
      const running = await startCommand({ kind: "command", command }, "/")
      console.log(running.pid)
      setInterval(() => {}, 1000)
    `
    const ours = spawn(node, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const [line] = await once(ours.stdout, "data")
    const group = Number(String(line))
    expect(livingIn(group).length).toBeGreaterThan(0)
    ours.kill("SIGTERM")
    const [, signal] = await once(ours, "exit")
    expect(signal).toBe("SIGTERM")
    await expect.poll(() => livingIn(group)).toEqual([])
  })
})

describe("what a user types", () => {
  test.each([
    [{}, /nothing to verify/],
    [{ url: "localhost" }, /is no URL/],
    [{ url: "https://localhost" }, /only plain http/],
    [{ url: "http://localhost", command: ["nginx"] }, /not both/],
    [{ command: ["nginx", "{root}"] }, /does not say \{port\}/],
    [{ command: ["nginx", "{port}"] }, /does not say \{root\}/]
  ])("%j is refused", async (given, message) => {
    const error = await Effect.runPromise(Effect.flip(parseSubject(given)))
    expect(error.message).toMatch(message)
  })

  test("a URL with an address of IPv6", async () => {
    const subject = await Effect.runPromise(parseSubject({ url: "http://[::1]:8080" }))
    expect(subject).toMatchObject({
      address: { hostname: "::1", port: 8080 },
      host: "[::1]:8080"
    })
  })

  test("a Unix-domain socket", async () => {
    const subject = await Effect.runPromise(parseSubject({ url: "unix:/run/a.sock" }))
    expect(subject).toMatchObject({ address: { socketPath: "/run/a.sock" }, host: "localhost" })
  })
})

// Right about hello.txt, and dies of a certain request.
const fragile = `
  const answer = (close) => "HTTP/1.1 200 OK\\r\\nDate: Tue, 02 Jan 2024 03:04:05 GMT\\r\\n" +
    "Content-Length: 12\\r\\n" + (close ? "Connection: close\\r\\n" : "") + "\\r\\nhello world\\n"
  require("node:net").createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (bytes) => {
      if (bytes.includes("HTTP/1.2")) throw new Error("version out of range")
      socket.end(answer(true))
    })
  }).listen(Number(process.argv[1]), "127.0.0.1")
`

test("a crash is blamed on the case that causes it, and the others go on", async () => {
  const cases: ReadonlyArray<ActiveCase> = messageCases.filter(({ control }) => control === "self")
  const report = await Effect.runPromise(
    verify({
      subject: { kind: "command", command: [node, "-e", fragile, "{port}", "{root}"] },
      cases,
      multipliers: [],
      jobs: 4,
      profile: { patienceMillis: 300 }
    })
  )
  const verdicts = report.cases.filter(({ chapter }) => chapter === "message")
  expect(verdicts.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
    "P-01 pass",
    "P-04 pass",
    "P-09 crash"
  ])
  expect(report.deaths).toEqual([
    { how: expect.stringContaining("exited with 1"), during: ["P-09"] }
  ])
  expect(report.deaths[0]?.how).toContain("version out of range")
  expect(exitCodeOf(report)).toBe(3)
})
