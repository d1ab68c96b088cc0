/** `amped verify --wire DIR`, and `amped replay` of what it wrote. */
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { describe, expect, test, type TestContext } from "vitest"
import type { Manner } from "../conformance/wire-file/small-server.ts"
import { type Ending, livingWith, oneLine, projectRoot, run, start, tempFolder } from "./amped.ts"

const timeout = 60_000
const program = join(projectRoot, "tests/conformance/wire-file/small-server.ts")
const sample = join(projectRoot, "tests/conformance/wire-file/samples/R-06.wire")

const server = (manner: Manner): ReadonlyArray<string> => [
  process.execPath,
  program,
  "{port}",
  "{root}",
  manner
]

type When = Pick<TestContext, "onTestFinished">

const verified = (
  { onTestFinished }: When,
  manner: Manner,
  ...flags: ReadonlyArray<string>
): Promise<Ending> => {
  const parameters = ["verify", ...flags, "--", ...server(manner)]
  return run(parameters, { whenFinished: onTestFinished })
}

const replayed = (
  { onTestFinished }: When,
  files: ReadonlyArray<string>,
  ...subject: ReadonlyArray<string>
): Promise<Ending> => run(["replay", ...files, ...subject], { whenFinished: onTestFinished })

describe.concurrent("verify --wire", { timeout }, () => {
  test("writes a file for each deviation, and the events name it", async (context) => {
    const folder = tempFolder(context.onTestFinished)
    const [wire, events] = [join(folder, "deep/wire"), join(folder, "run.ndjson")]
    const cases = ["--case", "R-06", "--case", "M-01"]
    const ending = await verified(
      context,
      "ignores Host",
      ...cases,
      ...["--wire", wire, "--ndjson", events]
    )
    expect([ending.code, ending.stderr]).toEqual([1, ""])
    expect(readdirSync(wire)).toEqual(["R-06.wire"])
    const finished = readFileSync(events, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ _tag }) => _tag === "CaseFinished")
      .map(({ result }): readonly [string, unknown] => [result.id, result.wireFile])
    expect(new Map(finished)).toEqual(
      new Map([
        ["M-01", undefined],
        ["R-06", join(wire, "R-06.wire")]
      ])
    )
  })

  test("removes files of cases that pass now, and no files of others", async (context) => {
    const wire = tempFolder(context.onTestFinished)
    copyFileSync(sample, join(wire, "R-06.wire"))
    copyFileSync(sample, join(wire, "B-01.wire"))
    writeFileSync(join(wire, "M-01.wire"), "a cable, 2 m\n")
    const cases = ["--case", "R-06", "--case", "M-01"]
    const { code } = await verified(context, "good", ...cases, "--wire", wire)
    expect(code).toBe(0)
    expect(readdirSync(wire).toSorted()).toEqual(["B-01.wire", "M-01.wire"])
  })

  test("says first where the folder can't be made: 4", async (context) => {
    const file = join(tempFolder(context.onTestFinished), "file")
    writeFileSync(file, "")
    const { code, stderr } = await verified(context, "good", "--case", "M-01", "--wire", file)
    expect([code, oneLine(stderr)]).toEqual([
      4,
      expect.stringMatching(/cannot write .*file: EEXIST/)
    ])
  })

  test("says last where a file can't be written: 4, after the report", async (context) => {
    const wire = tempFolder(context.onTestFinished)
    mkdirSync(join(wire, "R-06.wire"))
    const ending = await verified(context, "ignores Host", "--case", "R-06", "--wire", wire)
    expect(oneLine(ending.stderr)).toMatch(/cannot write .*R-06\.wire: EISDIR/)
    expect([ending.code, ending.stdout]).toEqual([4, expect.stringContaining("MUST kept: 0 of 1")])
  })
})

describe.concurrent("replay of a wire file", { timeout }, () => {
  test("to a server as before: STILL, 1", async (context) => {
    const ending = await replayed(context, [sample], "--", ...server("ignores Host"))
    expect(ending).toMatchObject({ code: 1, stderr: "" })
    expect(ending.stdout).toMatch(/^STILL R-06 HTTP\/1\.1 without Host\n {2}recorded {2}deviates: /)
  })

  test("to a mended one: FIXED, 0, and nothing is left of it", async ({ onTestFinished }) => {
    const parameters = ["replay", sample, "--", ...server("good")]
    const running = start(parameters, { whenFinished: onTestFinished })
    const { code, stdout, stderr } = await running.ended
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^FIXED R-06 .*\n.*\n {2}now {7}pass: 400\n$/)
    expect([livingWith(running.temp), readdirSync(running.temp)]).toEqual([[], []])
  })

  test("wrong in another way: DIFFERENT, 1, both beside each other", async (context) => {
    const { code, stdout } = await replayed(context, [sample], "--", ...server("500 without Host"))
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^DIFFERENT R-06 /)])
    expect(stdout).toMatch(/^ {2}connection +recorded +now\n {2}GET +200 \(12\),.* +500 \(3\),/m)
    expect(stdout).toMatch(/recorded, GET:\n[^]*"HTTP\/1\.1 200 OK[^]*now, GET:\n[^]*500 Oops/)
  })

  test("to one that dies of it: 3", async (context) => {
    const { code, stdout } = await replayed(context, [sample], "--", ...server("dies without Host"))
    expect([code, stdout]).toEqual([3, expect.stringMatching(/now {7}crash: the subject died/)])
  })

  test("of a death, to one that still dies of it: STILL, 3", async (context) => {
    const file = join(tempFolder(context.onTestFinished), "crash.wire")
    writeFileSync(file, readFileSync(sample, "utf8").replace("verdict: deviates", "verdict: crash"))
    const { code, stdout } = await replayed(context, [file], "--", ...server("dies without Host"))
    expect([code, stdout]).toEqual([3, expect.stringMatching(/^STILL R-06 /)])
  })

  test("as JSON, of several files", async (context) => {
    const files = [sample, sample]
    const ending = await replayed(context, files, "--json", "--", ...server("good"))
    expect([ending.code, ending.stderr]).toEqual([0, ""])
    const one = {
      file: sample,
      case: "R-06",
      title: "HTTP/1.1 without Host",
      verdict: "FIXED",
      how: "octets",
      recorded: expect.objectContaining({ verdict: "deviates" }),
      now: { verdict: "pass", outcome: "400", found: "400 (3), FIN" },
      notes: [],
      connections: [
        { label: "GET", same: false, recorded: "200 (12), 200 (34), FIN", now: "400 (3), FIN" }
      ]
    }
    expect(JSON.parse(ending.stdout)).toEqual({
      files: [one, one]
    })
  })

  test("of several files is counted", async (context) => {
    const files = [sample, sample]
    const { stdout } = await replayed(context, files, "--", ...server("good"))
    expect(stdout).toMatch(/\n2 FIXED, 0 STILL, 0 DIFFERENT\n$/)
  })
})

describe.concurrent("replay of what can't be replayed", { timeout }, () => {
  const damaged = (context: When, from: string | RegExp, to: string): string => {
    const file = join(tempFolder(context.onTestFinished), "damaged.wire")
    writeFileSync(file, readFileSync(sample, "utf8").replace(from, to))
    return file
  }
  const refused = async (context: When, files: ReadonlyArray<string>, why: RegExp) => {
    const ending = await replayed(context, files, "--", ...server("good"))
    expect(oneLine(ending.stderr)).toMatch(why)
    expect([ending.code, ending.stdout]).toEqual([2, ""])
  }

  test("a damaged file: 2, with its line", async (context) => {
    const file = damaged(context, "opened", "closed")
    await refused(context, [sample, file], /damaged\.wire can't be replayed: line \d+: no entry/)
  })

  test("another version: 2", (context) =>
    refused(context, [damaged(context, "wire/1", "wire/9")], /line 1: .*amped-wire\/1/))

  test("a case that nobody knows: 2", (context) =>
    refused(context, [damaged(context, "case: R-06", "case: R-0")], /line 2: no case R-0 is known/))

  test("a file that is not there, beside one that is: 2", (context) =>
    refused(context, [sample, "/no/such.wire"], /such\.wire can't be replayed: ENOENT/))

  test("a file of another kind: 2", (context) =>
    refused(context, [join(projectRoot, "package.json")], /package\.json is no wire file/))

  test("no server: 2", async (context) => {
    const ending = await replayed(context, [sample])
    expect(oneLine(ending.stderr)).toMatch(/^amped replay: nothing to verify: give --url/)
    expect(ending.code).toBe(2)
  })

  test("only a server: 2", async (context) => {
    const ending = await replayed(context, [], "--", ...server("good"))
    expect(oneLine(ending.stderr)).toBe("amped replay: no file is named before the --")
    expect(ending.code).toBe(2)
  })

  test("a server that is not there: 3", async (context) => {
    const missing = ["--", "no-such-server", "{port}", "{root}"]
    const ending = await replayed(context, [sample], ...missing)
    expect(oneLine(ending.stderr)).toMatch(/^amped replay: cannot start no-such-server/)
    expect(ending.code).toBe(3)
  })
})

const nginx = (): string | undefined => {
  try {
    execFileSync("nginx", ["-v"], { stdio: "ignore" })
    return undefined
  } catch {
    return "not installed"
  }
}
const missing = nginx()

const skipped = missing === undefined ? "" : ` (skipped: ${missing})`

// On a user's machine a missing server is a visible skip; in CI it is a failure.
test.skipIf(missing !== undefined && process.env["CI"] === undefined)(
  `nginx answers what was recorded of it as it did${skipped}`,
  { timeout },
  async ({ onTestFinished }) => {
    const wire = tempFolder(onTestFinished)
    // The workers of nginx are another user, who must be able to enter the root.
    const temp = tempFolder(onTestFinished)
    chmodSync(temp, 0o755)
    const options = { whenFinished: onTestFinished, env: { TMPDIR: temp } }
    const cases = ["--case", "R-08c", "--case", "M-05a", "--case", "F-05", "--case", "I-05"]
    const parameters = ["verify", "--preset", "nginx", ...cases, "--wire", wire]
    await run(parameters, options)
    const names = ["F-05.wire", "I-05.wire", "M-05a.wire", "R-08c.wire"]
    expect(readdirSync(wire).toSorted()).toEqual(names)
    const files = names.map((name) => join(wire, name))
    const { code, stdout } = await run(["replay", ...files, "--preset", "nginx"], options)
    expect([code, stdout]).toEqual([1, expect.stringContaining("0 FIXED, 4 STILL, 0 DIFFERENT")])
  }
)
