/** What the command says to a right and to a wrong command line, and how it ends. */
import { spawnSync } from "node:child_process"
import { describe, expect, test } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { ruleIds } from "../../src/state-machine/rules.ts"
import { ampedProgram, oneLine, run } from "./amped.ts"

const escape = "\u001b"

describe.concurrent("asking", { timeout: 30_000 }, () => {
  test("--help names every command, on standard output", async ({ onTestFinished }) => {
    const { code, stdout, stderr } = await run(["--help"], { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([0, ""])
    for (const command of ["verify", "serve", "simulate", "replay", "explain", "rules"])
      expect(stdout).toMatch(new RegExp(`^ +${command} {2,}[A-Z]`, "m"))
  })

  test("--version is the one of the package", async ({ onTestFinished }) => {
    const { code, stdout, stderr } = await run(["--version"], { whenFinished: onTestFinished })
    expect([code, stdout, stderr]).toEqual([0, `amped v${manifest.version}\n`, ""])
  })
})

const wrong: ReadonlyArray<readonly [typed: string, what: RegExp, toType: RegExp]> = [
  ["bogus", /Unknown subcommand "bogus"/, /try: amped --help/],
  ["verify --bogus", /Unrecognized flag: --bogus/, /try: amped verify --help/],
  ["serve --port x", /Invalid value for flag --port: "x"/, /try: amped serve --help/],
  ["serve --port 65536", /--port 65536 is no port/, /give 0 to 65535/],
  ["serve --helpers fibres", /Invalid value for flag --helpers: "fibres"/, /threads.*processes/],
  ["serve --helpers-max 0", /helpersMin <= helpersMax|1 <= helpersMax/, /must be/],
  ["simulate --seed 1.5", /Invalid value for flag --seed: "1.5"/, /try: amped simulate --help/],
  ["simulate --runs 0", /--runs 0 runs nothing/, /give 1 or more/],
  ["replay", /Missing required argument: file/, /try: amped replay --help/],
  ["explain read/bad-hosts", /no rule or case "read\/bad-hosts"/, /see: amped rules/],
  ["explain bad-host", /no rule or case "bad-host"/, /did you mean read\/bad-host\?/],
  ["verify --runs 0", /--runs 0 would simulate nothing/, /give 1 or more/],
  ["verify --jobs 0", /--jobs 0 would run nothing/, /give 1 or more/],
  ["verify --port 65536 -- true {root}", /--port 65536 is no port/, /give 1 to 65535/],
  ["verify --url http://[::1]:1 -- true {port} {root}", /not both/, /either --url or a command/],
  ["verify --url localhost", /localhost is no URL/, /http:\/\/localhost:8080/],
  ["verify -- true {port}", /does not say \{root\}/, /write it where/],
  ["verify -- true {root}", /does not say \{port\}/, /or give --port/]
]

describe.concurrent("a wrong command line", { timeout: 30_000 }, () => {
  test.for(wrong)("amped %s", async ([typed, what, toType], { onTestFinished }) => {
    const whenFinished = onTestFinished
    const { code, stdout, stderr } = await run(typed.split(" "), { whenFinished })
    const line = oneLine(stderr)
    expect(line).toMatch(/^amped/)
    expect(line).toMatch(what)
    expect(line).toMatch(toType)
    expect([code, stdout]).toEqual([2, ""])
  })
})

describe.concurrent("looking things up", { timeout: 30_000 }, () => {
  test("explain shows a rule as the specification has it", async ({ onTestFinished }) => {
    const shown = await run(["explain", "read/bad-host"], { whenFinished: onTestFinished })
    expect([shown.code, shown.stderr]).toEqual([0, ""])
    expect(shown.stdout).toMatch(/^read\/bad-host\n\n\*\*MUST\.\*\* .*`Host`.*400/)
    expect(shown.stdout).toMatch(/\*Why:\*[^]*\*Source:\*.*rfc9112[^]*\*Violation:\*/)
    expect(shown.stdout).toMatch(/A transition of the machine\. Wire cases: .*\bR-06\b.*\.\n$/)
    expect(shown.stdout).not.toContain("###")
  })

  test("explain shows a case of the wire suite, with its rules", async ({ onTestFinished }) => {
    const shown = await run(["explain", "R-06"], { whenFinished: onTestFinished })
    expect([shown.code, shown.stderr]).toEqual([0, ""])
    expect(shown.stdout).toMatch(/^R-06 HTTP\/1\.1 without Host\n\nMUST, rfc9112#[^]*Expected: 400/)
    expect(shown.stdout).toContain("Rules: read/bad-host")
  })

  test("rules lists every rule once", async ({ onTestFinished }) => {
    const { code, stdout } = await run(["rules"], { whenFinished: onTestFinished })
    const listed = stdout.split("\n").flatMap((line) => /^[a-z]+\/[a-z-]+/.exec(line)?.[0] ?? [])
    expect([code, listed]).toEqual([0, ruleIds])
    expect(stdout).toMatch(new RegExp(`^${ruleIds.length} rules, \\d+ with a check`, "m"))
  })

  test("rules --untested is the part of it that nothing checks", async ({ onTestFinished }) => {
    const whenFinished = onTestFinished
    const json = await run(["rules", "--json", "--untested"], { whenFinished })
    const text = await run(["rules", "--untested"], { whenFinished })
    expect([json.code, json.stderr, text.code]).toEqual([0, "", 0])
    const { rows, untested, unknown } = JSON.parse(json.stdout)
    expect(rows.map((row: { readonly rule: string }) => row.rule)).toEqual(untested)
    expect(unknown).toEqual([])
    const listed = text.stdout.split("\n").flatMap((line) => /^[a-z]+\/[a-z-]+/.exec(line) ?? [])
    expect(listed).toEqual(untested)
    expect(untested).not.toContain("send/exact-bytes")
  })
})

describe.concurrent("whoever reads the output", { timeout: 30_000 }, () => {
  const { FORCE_COLOR: _, ...inherited } = process.env
  const shell = (line: string) =>
    spawnSync("bash", ["-o", "pipefail", "-c", line], {
      encoding: "utf8",
      env: { ...inherited, AMPED: ampedProgram }
    })

  test("may have seen enough after one line", () => {
    // More than a pipe holds, so that the command writes when nobody reads any more.
    const { status, stdout, stderr } = shell(`"$AMPED" simulate --seed 3 --trace | head -n 1`)
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout.split("\n")).toHaveLength(2)
  })

  test("may not listen to complaints, and gets the exit code all the same", () => {
    const { stdout } = shell(`"$AMPED" bogus 2> >(exec true); echo $?`)
    expect(stdout).toBe("2\n")
  })

  test("is no terminal: no escape codes", async ({ onTestFinished }) => {
    const { stdout, stderr } = await run(["rules"], { whenFinished: onTestFinished })
    expect(stdout).not.toBe("")
    expect(stdout + stderr).not.toContain(escape)
  })

  // `script` gives the command a terminal; Debian always has it.
  const onTerminal = (environment: string) =>
    shell(`${environment} script -qec '"$AMPED" explain R-06' /dev/null </dev/null`).stdout

  test("is a terminal: colour, unless NO_COLOR says otherwise", () => {
    // Node takes a terminal in CI for one without colours.
    expect(onTerminal("env -u NO_COLOR -u CI TERM=xterm-256color")).toContain(`${escape}[1mR-06`)
    const plain = onTerminal("env -u CI NO_COLOR=1 TERM=xterm-256color")
    expect(plain).toContain("R-06 HTTP/1.1 without Host")
    expect(plain).not.toContain(escape)
  })
})
