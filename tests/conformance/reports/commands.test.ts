/** `amped report` and `amped diff`, in this process: what they print, write, and end with. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Command from "effect/cli/Command"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { diff } from "../../../src/cli/diff.ts"
import { Ended } from "../../../src/cli/outcome.ts"
import { report } from "../../../src/cli/report.ts"
import { runToJson } from "../../../src/conformance/reports/json.ts"
import { fixture, recordedRun } from "./fixtures.ts"

let folder: string
let printed: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "amped-report-"))
  printed = ""
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text)
    return true
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const inFolder = (name: string): string => join(folder, name)
const written = (name: string): string => readFileSync(inFolder(name), "utf8")

const file = (name: string, text: string): string => {
  writeFileSync(inFolder(name), text)
  return inFolder(name)
}

const commands = Command.make("amped").pipe(Command.withSubcommands([report, diff]))

/** The code that it ends with, and its line. */
const run = async (...parameters: ReadonlyArray<string>): Promise<readonly [number, string]> => {
  const exit = await Effect.runPromiseExit(
    Command.runWith(commands, { version: "test" })(parameters).pipe(
      Effect.provide(NodeServices.layer),
      Effect.scoped
    )
  )
  if (Exit.isSuccess(exit)) return [0, ""]
  const error = Cause.squash(exit.cause)
  if (!(error instanceof Ended)) throw error
  return [error.code, error.line]
}

const nginx = () => file("nginx.ndjson", fixture("nginx"))
const caddy = () => file("caddy.ndjson", fixture("caddy"))

describe("report", () => {
  test("prints runs as they were printed when they ran", async () => {
    expect(await run("report", nginx(), caddy())).toEqual([0, ""])
    expect(printed).toContain("Server: nginx/1.22.1, known deviations of nginx 1.22")
    expect(printed).toContain("Server: Caddy, known deviations of Caddy 2.6")
  })

  test("writes every form that was asked for, and prints none of them", async () => {
    const forms = ["html", "junit", "tap", "json", "markdown"]
    const flags = forms.flatMap((form) => [`--${form}`, inFolder(form)])
    expect(await run("report", nginx(), ...flags)).toEqual([0, ""])
    expect(printed).toBe("")
    expect(forms.map((form) => written(form).split("\n", 1)[0])).toEqual([
      "<!doctype html>",
      `<?xml version="1.0" encoding="UTF-8"?>`,
      "TAP version 14",
      "{",
      "## HTTP conformance"
    ])
    expect(written("html")).toContain(`id="rule/trace/replay"`)
  })

  test("reads its own documents, and prints to stdout for a dash", async () => {
    const document = file("run.json", runToJson(recordedRun("nginx")))
    expect(await run("report", document, "--json", "-")).toEqual([0, ""])
    expect(printed).toBe(runToJson(recordedRun("nginx")))
  })

  test("what is wrong is one line, with 2", async () => {
    expect(await run("report")).toEqual([
      2,
      "amped report: nothing to report; give the file of a recorded run"
    ])
    const [code, line] = await run("report", inFolder("none"))
    expect([code, line]).toEqual([
      2,
      expect.stringMatching(/^amped report: cannot read .*none: ENOENT.*; give a recorded run$/)
    ])
    const broken = file("broken.ndjson", fixture("nginx").replace(/\n.*\n/, "\n{}\n"))
    expect(await run("report", broken)).toEqual([
      2,
      expect.stringMatching(/broken\.ndjson is no recorded run: line 2: .*; give an event stream/)
    ])
    expect(await run("report", nginx(), caddy(), "--json", "-")).toEqual([
      2,
      expect.stringContaining("--json is one document of one run")
    ])
    expect(printed).toBe("")
  })

  test("a file that can't be written is 4", async () => {
    expect(await run("report", nginx(), "--tap", inFolder("no/such/folder"))).toEqual([
      4,
      expect.stringMatching(/^amped report: cannot write .*ENOENT/)
    ])
  })
})

describe("diff", () => {
  test("0 where nothing got worse", async () => {
    expect(await run("diff", nginx(), nginx())).toEqual([0, ""])
    expect(printed).toBe("Nothing changed.\n")
  })

  test("1 where something did", async () => {
    expect(await run("diff", nginx(), caddy())).toEqual([1, ""])
    expect(printed).toContain("server: nginx/1.22.1 → Caddy")
    expect(printed).toMatch(/Newly broken \(\d+\)\n {2}R-16/)
    expect(printed).toMatch(/Something got worse\.\n$/)
  })

  test("as JSON alone", async () => {
    await run("diff", nginx(), caddy(), "--json")
    const found: unknown = JSON.parse(printed)
    expect(found).toMatchObject({ format: 1, worse: true })
  })

  test("2 where a file is no run", async () => {
    expect(await run("diff", nginx(), file("empty", ""))).toEqual([
      2,
      expect.stringMatching(/^amped diff: .*empty is no recorded run: line 1: the stream is empty/)
    ])
  })
})
