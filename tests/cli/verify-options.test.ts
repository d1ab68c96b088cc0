/** `amped verify` with all that can be said to it: selection, expectations, subjects and reports. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ampedProgram, oneLine, run, start, tempFolder } from "./amped.ts"

const timeout = 60_000
const node = process.execPath
const own = [ampedProgram, "serve", "--root", "{root}", "--port", "{port}", "--host", "{host}"]

/** A server in a line or two: answers what `answer` makes of a request. */
const script = (listen: string, answer: string) => `
  const answer = ${answer}
  require("node:net").createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (bytes) => socket.end(answer(bytes.toString("latin1"))))
  }).listen(${listen})
`
const hello = `() => "HTTP/1.1 200 OK\\r\\nDate: Tue, 02 Jan 2024 03:04:05 GMT\\r\\n" +
  "Content-Length: 12\\r\\nConnection: close\\r\\n\\r\\nhello world\\n"`

describe.concurrent("which cases", { timeout }, () => {
  test("--list with globs, levels and tags", async ({ onTestFinished }) => {
    const parameters = ["verify", "--list", "--case", "B-06*", "--skip", "B-06a", "--level", "MUST"]
    const { code, stdout } = await run(parameters, { whenFinished: onTestFinished })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^B-06b {2}MUST {2}framing {2}Content-Length holds a minus sign$/m)
    expect(stdout).toMatch(/^7 cases; /m)
  })

  test("--list of a clause, as JSON", async ({ onTestFinished }) => {
    const parameters = [
      "verify",
      "--list",
      "--json",
      "--requirement",
      "rfc9112#section-2.3",
      "--skip",
      "G-*"
    ]
    const { stdout } = await run(parameters, { whenFinished: onTestFinished })
    const ids: ReadonlyArray<string> = JSON.parse(stdout).map((each: { id: string }) => each.id)
    expect(ids).toEqual(["P-07a", "P-07b", "P-07c", "P-07d"])
  })

  test.for([
    [["--case", "X-99"], /no case is chosen so; see: amped verify --list/],
    [["--level", "must"], /--level must is none; give one of MUST, /],
    [["--preset", "iis"], /--preset iis is none; give one of apache-event, /],
    [["--repeat", "0"], /--repeat 0 would run nothing/],
    [["--update-expect"], /--update-expect writes the file of --expect; name one/],
    [["--root", "/"], /--root goes with --url/]
  ] as const)("%j is refused with one line", async ([more, message], { onTestFinished }) => {
    const parameters = ["verify", ...more, ...(more[0] === "--preset" ? [] : ["--", ...own])]
    const ending = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(ending.stderr)).toMatch(message)
    expect([ending.code, ending.stdout]).toEqual([2, ""])
  })
})

describe.concurrent("which subject", { timeout }, () => {
  test("a command that listens on IPv6", async ({ onTestFinished }) => {
    const parameters = ["verify", "--host", "::1", "--case", "M-01", "--", ...own]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain("MUST kept: 1 of 1")
  })

  test("a command that listens on a Unix-domain socket", async ({ onTestFinished }) => {
    const listener = script("process.argv[1]", hello)
    const parameters = [
      "verify",
      "--case",
      "P-01",
      "--",
      node,
      "-e",
      listener,
      "{socket}",
      "{root}"
    ]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain("MUST kept: 1 of 1")
  })

  test("a server that runs, and the folder that it serves", async ({ onTestFinished }) => {
    const folder = join(tempFolder(onTestFinished), "served")
    mkdirSync(folder)
    const serve = ["serve", "--root", folder, "--port", "0"]
    const running = start(serve, { whenFinished: onTestFinished })
    const address = (): string | undefined =>
      /http:\S+/.exec(running.stderr() + running.stdout())?.[0]
    await expect.poll(address, { timeout: 10_000 }).toBeDefined()
    const url = address() ?? ""
    const parameters = ["verify", "--url", url, "--root", folder, "--case", "U-*", "--json"]
    const { stdout } = await run(parameters, { whenFinished: onTestFinished })
    const report = JSON.parse(stdout)
    // Secrets lie outside: so the cases about leaving the root could be judged.
    expect(report.totals.verdicts["not-applicable"]).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(join(folder, "mine.txt"), "")
    const refused = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(refused.stderr)).toMatch(/holds mine\.txt: give an empty folder/)
    expect([refused.code, readdirSync(folder)]).toEqual([2, ["mine.txt"]])
    running.child.kill("SIGTERM")
  })
})

describe.concurrent("known deviations", { timeout }, () => {
  // It takes every request for one for hello.txt.
  const lenient = [
    "--",
    node,
    "-e",
    script("Number(process.argv[1]), '127.0.0.1'", hello),
    "{port}",
    "{root}"
  ]

  test("are written, expected, and missed once they are gone", async ({ onTestFinished }) => {
    const file = join(tempFolder(onTestFinished), "expect.json")
    const verify = (more: ReadonlyArray<string>, subject: ReadonlyArray<string>) =>
      run(["verify", "--case", "U-07", "--expect", file, ...more, ...subject], {
        whenFinished: onTestFinished
      })
    const updated = await verify(["--update-expect"], lenient)
    expect(updated.stderr).toMatch(/expect\.json: 1 known deviations, 1 added, 0 removed/)
    expect(updated.code).toBe(0)
    const held = await verify([], lenient)
    expect([held.code, held.stderr]).toEqual([0, ""])
    expect(held.stdout).toMatch(/Known deviations \(1\)\n {2}U-07/)
    const mended = await verify([], ["--", ...own])
    expect(mended.code).toBe(1)
    expect(mended.stdout).toMatch(/no longer show.*\(1\)\n {2}U-07/)
    const dropped = await verify(["--update-expect"], ["--", ...own])
    expect(dropped.stderr).toMatch(/0 known deviations, 0 added, 1 removed/)
  })

  test("a list that is broken is refused before anything runs", async ({ onTestFinished }) => {
    const file = join(tempFolder(onTestFinished), "expect.json")
    writeFileSync(file, '{ "format": "amped-expectations/1", "name": "a" }')
    const parameters = ["verify", "--expect", file, ...lenient]
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(/expect\.json is no list of expectations: .*deviations/)
    expect([code, stdout]).toEqual([2, ""])
  })

  test("--fail-fast ends at the first", async ({ onTestFinished }) => {
    const parameters = [
      "verify",
      "--fail-fast",
      "--jobs",
      "1",
      "--case",
      "U-07*",
      "--json",
      ...lenient
    ]
    const { code, stdout } = await run(parameters, { whenFinished: onTestFinished })
    const report = JSON.parse(stdout)
    expect(code).toBe(1)
    // What was under way is finished, and nothing else is begun.
    expect(report.cases[0].id).toBe("U-07")
    expect(report.unfinished.length).toBeGreaterThan(0)
  })
})

test("every report of one run, from one stream", { timeout }, async ({ onTestFinished }) => {
  const folder = tempFolder(onTestFinished)
  const at = (name: string) => join(folder, name)
  const parameters = ["verify", "--case", "R-0*", "--repeat", "2", "--ndjson", at("run.ndjson")]
  const reports = ["--junit", at("junit.xml"), "--markdown", at("summary.md"), "--tap", "-"]
  const { code, stdout } = await run([...parameters, ...reports, "--", ...own], {
    whenFinished: onTestFinished
  })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^TAP version 14\n1\.\.\d+\n/)
  expect(readFileSync(at("junit.xml"), "utf8")).toMatch(/^<\?xml/)
  expect(readFileSync(at("summary.md"), "utf8")).toContain("| amped | 9 of 9 |")
  const again = await run(["report", at("run.ndjson"), "--tap", "-"], {
    whenFinished: onTestFinished
  })
  expect(again.stdout).toBe(stdout)
  const same = await run(["diff", at("run.ndjson"), at("run.ndjson")], {
    whenFinished: onTestFinished
  })
  expect(same.code).toBe(0)
  expect(existsSync(at("run.ndjson"))).toBe(true)
})
