/** `amped vectors`: each way in which an implementation can go wrong has its verdict, and nothing of it is left. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { livingWith, oneLine, run, start, tempFolder, type WhenFinished } from "./amped.ts"

const timeout = 60_000

/** A program that answers each line with what the script makes of it: `answer` writes a line. */
const answering = (script: string): ReadonlyArray<string> => [
  process.execPath,
  "-e",
  `
    const answer = (value) => process.stdout.write(JSON.stringify(value) + "\\n")
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const question = JSON.parse(line)
      if (question.start) return answer({ ready: true })
      ${script}
    })
  `
]

const one = ["--filter", "accept/admit/accepted"]
/** Of the step vector and of no conversation: three lines of JSON. */
const steps = ["--filter", "accept/*/*"]

const check = async (
  whenFinished: WhenFinished,
  command: ReadonlyArray<string>,
  ...flags: ReadonlyArray<string>
) => {
  const running = start(["vectors", "check", ...flags, "--", ...command], { whenFinished })
  const ending = await running.ended
  expect(livingWith(running.temp)).toEqual([])
  return ending
}

const right = `
  const { event } = question
  const timer = { _tag: "Connection", connection: event.connection }
  const commands = event._tag === "Started"
    ? [{ _tag: "ResumeAccept" }]
    : [{ _tag: "Read", connection: event.connection }, { _tag: "StartTimer", timer, millis: 10000 }]
`

describe.concurrent("a verdict for everything", { timeout }, () => {
  test("pass", async ({ onTestFinished }) => {
    const command = answering(`${right}; answer({ commands })`)
    const { code, stdout, stderr } = await check(onTestFinished, command, ...one)
    expect(stdout).toMatch(/^1 of 1 vectors pass; \d\.\d s; rules shown: 1\n$/)
    expect([code, stderr]).toEqual([0, ""])
  })

  test("wrong: what is allowed and what was found", async ({ onTestFinished }) => {
    const command = answering(`${right}; answer({ commands: commands.slice(0, 1) })`)
    const { code, stdout, stderr } = await check(onTestFinished, command, ...one)
    expect(stdout).toMatch(
      /^wrong accept\/admit\/accepted\n {2}rules: {3}accept\/admit\n {2}on Accepted\n/
    )
    expect(stdout).toMatch(
      /allowed: StartTimer .*"millis":10000.*\n {2}found: {3}no StartTimer in Read/
    )
    expect(stdout).toMatch(/no vector passes.*\n0 of 1 vectors pass, 1 wrong;/)
    expect([code, stderr]).toEqual([1, ""])
  })

  test("silent", async ({ onTestFinished }) => {
    const command = answering("")
    const { code, stdout } = await check(onTestFinished, command, ...one, "--timeout", "300")
    expect(stdout).toMatch(/^silent accept\/admit\/accepted\n.*\n {2}no answer within 300 ms\n/)
    expect(code).toBe(3)
  })

  test.for([
    ["no JSON", `console.log("hello")`, /no JSON: "hello"/],
    ["a wrong shape", `answer({ commands: [{ _tag: "Fly" }] })`, /: "\{\\"commands\\":.*Fly/],
    ["a line without an end", `process.stdout.write("x".repeat(2_000_000))`, /a line of more than/],
    ["an empty line", `console.log("")`, /no JSON: ""/]
  ] as const)("garbage: %s", async ([, script, words], { onTestFinished }) => {
    const { code, stdout } = await check(onTestFinished, answering(script), ...one)
    expect(stdout).toMatch(/^garbage accept\/admit\/accepted\n/)
    expect(stdout).toMatch(words)
    expect(code).toBe(1)
  })

  test("garbage: more than was asked for", async ({ onTestFinished }) => {
    const command = answering(
      `${right}; process.stdout.write('{"commands":[]}\\n{"commands":[]}\\n')`
    )
    const { code, stdout } = await check(onTestFinished, command, ...one)
    expect(stdout).toMatch(/^garbage .*\n.*\n {2}it said more than it was asked: /)
    expect(code).toBe(1)
  })

  test.for([
    ["exits", `console.error("no memory"); process.exit(7)`, /it exited with 7; .*"no memory"/],
    ["is killed", `process.kill(process.pid, "SIGKILL")`, /it was killed by SIGKILL/]
  ] as const)("crashed: it %s", async ([, script, words], { onTestFinished }) => {
    const { code, stdout } = await check(onTestFinished, answering(script), ...one)
    expect(stdout).toMatch(/^crashed accept\/admit\/accepted\n/)
    expect(stdout).toMatch(words)
    expect(code).toBe(3)
  })
})

describe.concurrent("from vector to vector", { timeout }, () => {
  test("it is started again after a crash, for the next vector", async ({ onTestFinished }) => {
    const command = answering(
      `${right}; if (event._tag === "AcceptFailed") process.exit(1); answer({ commands })`
    )
    const { code, stdout } = await check(onTestFinished, command, "--json", ...steps)
    const { results } = JSON.parse(stdout)
    const verdictOf = (id: string) => results.find((each: { id: string }) => each.id === id).verdict
    expect(verdictOf("accept/exhausted/accept-failed")).toBe("crashed")
    expect(verdictOf("accept/resume/accept-timer")).toBe("crashed")
    // It answers, in a wrong shape: so it runs again.
    expect(verdictOf("accept/draining/accepted")).toBe("garbage")
    expect(verdictOf("accept/admit/accepted")).toBe("pass")
    expect(code).toBe(3)
  })

  test("unsupported is no failure beside a pass", async ({ onTestFinished }) => {
    const command = answering(`
      ${right}
      const known = event._tag === "Started" || event._tag === "Accepted"
      answer(known && event.connection !== 2 ? { commands } : { unsupported: "all else" })
    `)
    const { code, stdout, stderr } = await check(onTestFinished, command, "--filter", "*/*/accept*")
    expect(stdout).toMatch(/^unsupported, \d+: all else\n1 of \d+ vectors pass, \d+ unsupported;/)
    expect([code, stderr]).toEqual([0, ""])
  })

  test("who supports nothing fails", async ({ onTestFinished }) => {
    const command = [
      process.execPath,
      "-e",
      `process.stdin.on("data", () => console.log('{"unsupported":"everything"}'))`
    ]
    const { code, stdout, stderr } = await check(onTestFinished, command)
    expect(stdout).toMatch(
      /^unsupported, \d+: everything\nno vector passes, so nothing was shown\n/
    )
    expect([code, stderr]).toEqual([1, ""])
  })
})

describe.concurrent("for programs", { timeout }, () => {
  test("--tap", async ({ onTestFinished }) => {
    const command = answering(`${right}; answer({ commands })`)
    const { code, stdout } = await check(onTestFinished, command, "--tap", ...steps)
    const [version, plan, ...lines] = stdout.trimEnd().split("\n")
    const results = lines.filter((line) => /^(not )?ok /.test(line))
    expect([version, plan]).toEqual(["TAP version 14", `1..${results.length}`])
    expect(results[0]).toBe("ok 1 - accept/admit/accepted")
    expect(results.some((line) => line.startsWith("not ok "))).toBe(true)
    expect(code).toBe(1)
  })

  test("list and show", async ({ onTestFinished }) => {
    const listed = await run(["vectors", "list", "--json", "--filter", "find/warm"], {
      whenFinished: onTestFinished
    })
    const rows = JSON.parse(listed.stdout)
    expect(rows.length).toBeGreaterThan(2)
    for (const { rules } of rows) expect(rules).toContain("find/warm")
    const shown = await run(["vectors", "show", rows[0].id], { whenFinished: onTestFinished })
    expect(JSON.parse(shown.stdout).id).toBe(rows[0].id)
    expect([listed.code, shown.code, shown.stderr]).toEqual([0, 0, ""])
  })
})

describe.concurrent("a wrong command line", { timeout }, () => {
  test.for([
    ["check", /nothing to check; give -- COMMAND/],
    ["check --timeout 0 -- true", /--timeout 0 waits for nothing/],
    ["check --json --tap -- true", /either --json or --tap/],
    ["check --filter no/such -- true", /no vector matches no\/such; see: amped vectors list/],
    ["list --filter x", /no vector matches x/],
    ["show read/bad-host", /there is no vector read\/bad-host; see: amped vectors list/]
  ] as const)("amped vectors %s", async ([typed, words], { onTestFinished }) => {
    const parameters = ["vectors", ...typed.split(" ")]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(words)
    expect([code, stdout]).toEqual([2, ""])
  })

  test("a command that is not there: 3", async ({ onTestFinished }) => {
    const { code, stdout, stderr } = await check(onTestFinished, ["no-such-machine"])
    expect(oneLine(stderr)).toMatch(/cannot start no-such-machine: .*Check the name/)
    expect([code, stdout]).toEqual([3, ""])
  })
})

test("interrupted, however stubborn the implementation is", { timeout }, async () => {
  const asked = join(tempFolder(), "asked")
  const stubborn = `process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); setInterval(() => {}, 1000)`
  const command = [
    process.execPath,
    "-e",
    `
      ${stubborn}
      const child = ${JSON.stringify(stubborn)}
      require("node:child_process").spawn(process.execPath, ["-e", child], { stdio: "ignore" })
      process.stdin.once("data", () => require("node:fs").writeFileSync(${JSON.stringify(asked)}, ""))
    `
  ]
  const running = start(["vectors", "check", "--timeout", "60000", "--", ...command])
  while (!existsSync(asked)) await pause(10)
  running.child.kill("SIGINT")
  const { code, stdout, stderr } = await running.ended
  expect([code, stdout, stderr]).toEqual([130, "", "amped: interrupted\n"])
  expect(livingWith(running.temp)).toEqual([])
})
