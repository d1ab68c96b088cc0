/** README and CONTRIBUTING keep what they promise: commands, output, paths, flags and numbers. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { faults } from "../mutation/faulty/index.ts"
import manifest from "../package.json" with { type: "json" }
import { allCases } from "../src/conformance/index.ts"
import { chapters } from "../src/requirements/requirement.ts"
import { ruleIds } from "../src/state-machine/rules.ts"
import { projectRoot, run } from "./cli/amped.ts"

const documents = ["README.md", "CONTRIBUTING.md"]
const textOf = (name: string): string => readFileSync(join(projectRoot, name), "utf8")
const readme = textOf("README.md")
const all = documents.map(textOf).join("\n")

interface Shown {
  readonly command: string
  readonly output: string
}

/** Each command of the `console` blocks, with what is printed below it. */
const shownIn = (text: string): ReadonlyArray<Shown> =>
  [...text.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, block = ""]) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...output] = part.split("\n")
        return { command, output: output.join("\n").trim() }
      })
  )

const elsewhere: Readonly<Record<string, string>> = {
  "npm ci && npm start": ".ci/run runs it",
  "npm test": "this is it",
  "npx amped verify -- python3 -m http.server {port} --bind 127.0.0.1 --directory {root}":
    "takes long, and python3 is not ours; tests/cli/verify.test.ts starts other servers",
  "npx amped verify --preset nginx --html report.html": "tests/conformance/real-servers.test.ts",
  "npx amped verify --url http://localhost:8080 --root /srv/empty-folder":
    "tests/cli/verify-options.test.ts",
  "npx amped verify --expect conformance.json --update-expect -- ./my-server --port {port} --root {root}":
    "tests/cli/verify-options.test.ts",
  "npx amped verify --case B-06h --repeat 20 --transcripts --preset caddy":
    "tests/cli/verify-options.test.ts repeats cases of our own server",
  "npx amped replay wire/B-06h.wire --preset caddy": "tests/cli/replay-wire.test.ts",
  "npx amped report nginx.ndjson caddy.ndjson --html servers.html": "tests/cli/report.test.ts",
  "npx amped diff before.ndjson after.ndjson": "tests/cli/diff.test.ts",
  "npx amped fingerprint --preset nginx --beside amped.json --svg docs/fingerprint.svg":
    "takes long; tests/cli/fingerprint.test.ts writes other pictures",
  "npx amped fingerprint -- ./my-server --port {port} --root {root}":
    "tests/cli/fingerprint.test.ts",
  "npx amped fingerprint --class dispatcher -- ./my-server --port {port} --root {root}":
    "tests/cli/fingerprint.test.ts",
  "npx amped trace -- ./my-server --port {port} --root {root}": "tests/cli/trace.test.ts",
  "npx amped serve --root public --port 8080 --helpers processes --record run.ndjson":
    "tests/cli/serve.test.ts",
  "npx amped replay run.ndjson": "tests/cli/serve.test.ts",
  "npx amped simulate --seed 1 --runs 10000": "takes long; tests/cli/simulate.test.ts runs fewer"
}

/** What differs from run to run and from machine to machine. */
const normalised = (output: string): string =>
  output.replaceAll(/\d[\d,.]*/g, "#").replaceAll(/[ \t]+/g, " ")

describe.concurrent("commands", { timeout: 30_000 }, () => {
  const shown = documents.flatMap((name) => shownIn(textOf(name)))
  const here = shown.filter(({ command }) => elsewhere[command] === undefined)

  test("were found, and those that run elsewhere are all still shown", () => {
    const commands = shown.map(({ command }) => command)
    expect(commands).toEqual(expect.arrayContaining(Object.keys(elsewhere)))
    expect(here.length).toBeGreaterThan(0)
  })

  test.for(here)("$command", async ({ command, output }, { onTestFinished }) => {
    const [npx, amped, ...parameters] = command.split(" ")
    expect([npx, amped]).toEqual(["npx", "amped"])
    const { code, stdout, stderr } = await run(parameters, { whenFinished: onTestFinished })
    expect([code, stderr]).toEqual([0, ""])
    expect(normalised(stdout)).toContain(normalised(output))
  })
})

/** `amped` commands anywhere in the text, up to the command of a server or the end of the quotation. */
const ampedLines = [...all.matchAll(/\bamped ((?:[a-z]+)(?: [^\s`]+)*)/g)]
  .map(([, line = ""]) => line.split(" -- ")[0]?.split(" ") ?? [])
  .filter(([, ...rest]) => rest.some((word) => word.startsWith("--")))

describe("names", () => {
  // A replay of octets takes its subject as verify does, and its flags are those.
  const flagsOf = (command: string): ReadonlyArray<string> =>
    [command, ...(sharing[command] ?? [])].flatMap(flagsIn)

  const sharing: Readonly<Record<string, ReadonlyArray<string>>> = {
    replay: ["verify"],
    fingerprint: ["command-subject"],
    trace: ["command-subject"]
  }

  const flagsIn = (command: string): ReadonlyArray<string> => {
    const flags = `src/cli/${command}-flags.ts`
    const source = textOf(existsSync(join(projectRoot, flags)) ? flags : `src/cli/${command}.ts`)
    const naming = /(?:Flag\.\w+|count|flag|text|several|toggle|output)\(\s*"([a-z-]+)"/g
    return [...source.matchAll(naming)].map(([, name]) => `--${name}`)
  }
  const commands = [
    "verify",
    "report",
    "diff",
    "fingerprint",
    "trace",
    "serve",
    "simulate",
    "explore",
    "replay",
    "explain",
    "rules"
  ]

  test("every flag of an amped command exists", () => {
    expect(ampedLines.length).toBeGreaterThan(3)
    for (const [command = "", ...words] of ampedLines) {
      const flags = words.filter((word) => word.startsWith("--") && word !== "--")
      expect(flagsOf(command), command).toEqual(expect.arrayContaining(flags))
    }
  })

  test("every flag that is quoted alone exists somewhere", () => {
    const quoted = [...readme.matchAll(/`(--[a-z-]+)[^`]*`/g)].map(([, flag = ""]) => flag)
    expect(quoted.length).toBeGreaterThan(2)
    expect(commands.flatMap(flagsOf)).toEqual(expect.arrayContaining(quoted))
  })

  test("every path that is quoted exists", () => {
    const made = ["dist/"]
    const rule = new RegExp(`^(${chapters.join("|")})/[a-z-]+$`)
    const quoted = [...all.matchAll(/`([\w.-]+(?:\/[\w.-]*)+)`|\{file:([\w-]+\/[\w./-]+)\}/g)]
      .map(([, path, file]) => path ?? file ?? "")
      .filter((path) => !made.includes(path) && !rule.test(path))
    expect(quoted.length).toBeGreaterThan(5)
    expect(quoted.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([])
  })

  test("every npm script exists", () => {
    const scripts = [...all.matchAll(/\bnpm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name)
    expect(scripts.length).toBeGreaterThan(3)
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts))
  })

  test("the exit codes are those of the program", () => {
    const listed = [...readme.matchAll(/^\| ([\d, ]+) \| /gm)].flatMap(([, codes = ""]) =>
      codes.split(", ")
    )
    const [, type = ""] = /ExitCode = (.*)/.exec(textOf("src/cli/outcome.ts")) ?? []
    expect(listed).toEqual(type.split(" | "))
  })
})

describe("numbers", () => {
  const numbersIn = (pattern: RegExp): ReadonlyArray<number> =>
    [...readme.matchAll(pattern)].map(([, figure]) => Number(figure))

  test.each([
    ["rules", /(?:\b|of )(\d+) rules\b/g, ruleIds.length],
    ["rules in the table", /^all +(\d+) /gm, ruleIds.length],
    ["faulty machines", /\b(\d+) faulty machines\b/g, faults.length],
    ["cases", /asks it (\d+) things/g, allCases.length]
  ])("of %s", (_, pattern, expected) => {
    const stated = numbersIn(pattern)
    expect(stated.length).toBeGreaterThan(0)
    expect([...new Set(stated)]).toEqual([expected])
  })

  test("of the rules of each chapter", () => {
    const stated = chapters.map((chapter) => numbersIn(new RegExp(`^${chapter} +(\\d+) `, "gm")))
    const own = chapters.map((chapter) => [
      ruleIds.filter((rule) => rule.startsWith(`${chapter}/`)).length
    ])
    expect(stated).toEqual(own)
  })
})
