/** `amped verify` of other servers, and what is left when it is interrupted. */
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { livingWith, oneLine, run, type Running, start, tempFolder } from "./amped.ts"

const timeout = 60_000
const node = process.execPath
const subject = (script: string) => ["verify", "--", node, "-e", script, "{port}", "{root}"]

const answerAlways = (answer: string) => `
  require("node:net").createServer((socket) => {
    socket.on("error", () => {})
    socket.once("data", () => socket.end(${JSON.stringify(answer)}))
  }).listen(Number(process.argv[1]), "127.0.0.1")
`
const always400 = answerAlways(
  "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)

// It ignores SIGTERM, and so does its child.
const ignoring = `process.on("SIGTERM", () => {}); process.on("SIGINT", () => {})`
const forking = `
  ${ignoring}
  const child = ${JSON.stringify(`${ignoring}; setInterval(() => {}, 1000)`)}
  require("node:child_process").spawn(process.execPath, ["-e", child], { stdio: "ignore" })
`

describe.concurrent("a subject that can't be verified", { timeout }, () => {
  test("a command that is not there: 3", async ({ onTestFinished }) => {
    const parameters = ["verify", "--", "no-such-server", "{port}", "{root}"]
    const ending = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(ending.stderr)).toMatch(/cannot start no-such-server: .*Check the name/)
    expect([ending.code, ending.stdout]).toEqual([3, ""])
  })

  test("one that dies: 3, with its last words", async ({ onTestFinished }) => {
    const dying = subject(`console.error("no licence"); process.exit(9)`)
    const { code, stdout, stderr } = await run(dying, { whenFinished: onTestFinished })
    expect(stderr).toMatch(/exited with 9 before it listened\..*last words:\n {2}no licence\n$/)
    expect([code, stdout]).toEqual([3, ""])
  })

  test("one that never listens: 7, and it is stopped", async ({ onTestFinished }) => {
    const running = start(subject(forking), { whenFinished: onTestFinished })
    const { code, stdout, stderr } = await running.ended
    expect(oneLine(stderr)).toMatch(/did not listen on 127\.0\.0\.1:\d+ within.*\{port\}/)
    expect([code, stdout]).toEqual([7, ""])
    expect([livingWith(running.temp), readdirSync(running.temp)]).toEqual([[], []])
  })

  test("an address where nobody answers: 3", async ({ onTestFinished }) => {
    // Port 1 is reserved, and below those that are given to whoever asks for any.
    const parameters = ["verify", "--url", "http://127.0.0.1:1", "--json"]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(/nothing answers at http:\/\/127\.0\.0\.1:1\/ \(ECONNREFUSED\)/)
    expect([code, stdout]).toEqual([3, ""])
  })

  test("a configuration file that is not there: 2", async ({ onTestFinished }) => {
    const parameters = ["verify", "--", "true", "{file:no-such.conf}"]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(/cannot read a \{file:…\} of the command: .*no-such\.conf/)
    expect([code, stdout]).toEqual([2, ""])
  })
})

describe.concurrent("a subject that is wrong", { timeout }, () => {
  test("400 for everything fails, and is told so", async ({ onTestFinished }) => {
    const running = start(subject(always400), { whenFinished: onTestFinished })
    const { code, stdout, stderr } = await running.ended
    expect([code, stderr]).toEqual([1, ""])
    expect(stdout).toMatch(/^Control failed: a plain GET .* gave 400/m)
    expect(stdout).toMatch(/MUST kept: \d+ of \d+/)
    expect([livingWith(running.temp), readdirSync(running.temp)]).toEqual([[], []])
  })

  test("no answer at all fails; --json prints JSON alone", async ({ onTestFinished }) => {
    const [verb = "", ...rest] = subject(answerAlways(""))
    const parameters = [verb, "--json", "--jobs", "16", ...rest]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([1, ""])
    const report = JSON.parse(stdout)
    expect(report.cases.length).toBeGreaterThan(100)
    expect(report.brokenControls.length).toBeGreaterThan(0)
  })
})

/** Waits until the command has started so many processes, itself included. */
const untilLiving = async ({ temp, child }: Running, processes: number): Promise<void> => {
  while (child.exitCode === null && livingWith(temp).length < processes) await pause(10)
}

const isServer = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes("serve")
  } catch {
    // It ended between the listing and the look.
    return false
  }
}

/** Waits for the server itself: a shell that is still starting has children too. */
const untilServing = async ({ temp, child }: Running): Promise<void> => {
  while (child.exitCode === null && !livingWith(temp).some(isServer)) await pause(10)
}

const interrupted = async (running: Running): Promise<void> => {
  running.child.kill("SIGINT")
  const { code, stdout, stderr } = await running.ended
  expect([code, stdout, stderr]).toEqual([130, "", "amped: interrupted\n"])
  expect([livingWith(running.temp), readdirSync(running.temp)]).toEqual([[], []])
}

describe.concurrent("interrupted", { timeout }, () => {
  test("while the subject answers: however stubborn it is", async ({ onTestFinished }) => {
    const asked = join(tempFolder(onTestFinished), "asked")
    const telling = `require("node:fs").writeFileSync(${JSON.stringify(asked)}, "")`
    // It takes every request and answers none.
    const listening = `
      ${forking}
      require("node:net").createServer((socket) => {
        socket.on("error", () => {})
        socket.on("data", () => ${telling})
      }).listen(Number(process.argv[1]), "127.0.0.1")
    `
    const running = start(subject(listening), { whenFinished: onTestFinished })
    while (!existsSync(asked)) await pause(10)
    await interrupted(running)
  })

  test("while the subject starts", async ({ onTestFinished }) => {
    const running = start(subject(forking), { whenFinished: onTestFinished })
    await untilLiving(running, 3)
    await interrupted(running)
  })

  test("while it verifies its own server, with helpers", async ({ onTestFinished }) => {
    const running = start(["verify"], { whenFinished: onTestFinished })
    await untilServing(running)
    await interrupted(running)
  })
})
