/** Whom a death is blamed on, and what is known of the processes of a subject. */
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { messageCases } from "../../src/conformance/cases/message.ts"
import { exitCodeOf } from "../../src/conformance/result.ts"
import { verify } from "../../src/conformance/run.ts"
import { startCommand } from "../../src/conformance/subject/command.ts"
import { processesOf } from "../../src/conformance/subject/instance.ts"

const node = process.execPath

// Right about hello.txt; `fatal` sees each request and may end it all.
const serverWith = (fatal: string): ReadonlyArray<string> => {
  const script = `
    const answer = "HTTP/1.1 200 OK\\r\\nDate: Tue, 02 Jan 2024 03:04:05 GMT\\r\\n" +
      "Content-Length: 12\\r\\nConnection: close\\r\\n\\r\\nhello world\\n"
    let memory = 0
    const fatal = ${fatal}
    require("node:net").createServer((socket) => {
      socket.on("error", () => {})
      socket.on("data", (bytes) => {
        fatal(bytes.toString("latin1"))
        socket.end(answer)
      })
    }).listen(Number(process.argv[1]), "127.0.0.1")
  `
  return [node, "-e", script, "{port}", "{root}"]
}

const cases = messageCases.filter(({ control }) => control === "self")

const verifyServer = (fatal: string) =>
  Effect.runPromise(
    verify({
      subject: { kind: "command", command: serverWith(fatal) },
      cases,
      multipliers: [],
      passive: [],
      jobs: 1,
      profile: { patienceMillis: 300 }
    })
  )

describe("a death that needs two cases", () => {
  test("is blamed on both, in their order", async () => {
    // An octet above 127 (P-01) makes it mad, and the next version it doesn't know (P-09) kills it.
    const report = await verifyServer(`(text) => {
      if (/[\\x80-\\xff]/.test(text)) memory += 1
      if (memory > 0 && text.includes("HTTP/1.2")) process.exit(9)
    }`)
    expect(report.cases.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      "P-01 pass",
      "P-04 pass",
      "P-09 crash"
    ])
    expect(report.cases.at(-1)?.outcome).toBe("the subject died after P-01")
    expect(report.deaths).toEqual([
      { how: "died, of these one after another", during: ["P-01", "P-09"] }
    ])
    expect(exitCodeOf(report)).toBe(3)
  })

  test("of which no case is the cause is told as such", async () => {
    // It lives as long as fifteen requests, in this life only: a file outlives it.
    const report = await verifyServer(`(text) => {
      const file = process.argv[2] + "/died"
      const fs = require("node:fs")
      memory += 1
      if (memory < 8 || fs.existsSync(file)) return
      fs.writeFileSync(file, "")
      process.exit(9)
    }`)
    expect(report.deaths.map(({ how }) => how)).toEqual([
      "died, but neither of one of these alone nor of all in their order"
    ])
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(["pass", "pass", "pass"])
    expect(exitCodeOf(report)).toBe(3)
  })
})

test("the processes of a subject are its leader and all of its group", async () => {
  const script = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
    child.once("spawn", () => require("node:net").createServer().listen(Number(process.argv[1]), "127.0.0.1"))
  `
  const running = await startCommand(
    { kind: "command", command: [node, "-e", script, "{port}", "{root}"] },
    "/"
  )
  const found = processesOf(running.pid)
  await running.stop()
  expect([found[0], found.length]).toEqual([running.pid, 2])
  expect(processesOf(running.pid)).toEqual([running.pid])
})
