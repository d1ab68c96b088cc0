/** What `simulate` prints of strategies, tokens and shrunk runs. Faulty machines give it something to find. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { beforeAll, describe, expect, test } from "vitest"
import { faults } from "../../mutation/faulty/index.ts"
import {
  renderSimulation,
  shrinkFirsts,
  simulationToJson,
  writeTrace
} from "../../src/cli/simulate.ts"
import { runToken, simulateSeeds, type SimulationArm } from "../../src/cli/simulation.ts"
import type { MachineOf, ShrunkFound } from "../../src/cli/shrunk.ts"
import { judge, requirementOf } from "../../src/requirements/registry.ts"
import type { Entry } from "../../src/runtime/trace.ts"
import { decodeTrace } from "../../src/runtime/decode.ts"
import { recording } from "../../src/runtime-sim/schedulers/picks.ts"
import { chooserOf, workloadOf } from "../../src/runtime-sim/schedulers/portfolio.ts"
import {
  parseToken,
  printToken,
  type Pick,
  type Token
} from "../../src/runtime-sim/schedulers/token.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { reference } from "../../src/state-machine/server.ts"
import { oneLine, run, tempFolder } from "./amped.ts"

const machineOf: MachineOf = faults.find(({ id }) => id === "lifo-queue")!.machine
const options = { seed: 1, runs: 60, twice: false, strategy: "portfolio", machineOf } as const

let arm: SimulationArm
let shrunk: ReadonlyArray<ShrunkFound>
let printed = ""
beforeAll(async () => {
  arm = await Effect.runPromise(simulateSeeds(options))
  shrunk = shrinkFirsts(arm, machineOf)
  printed = renderSimulation(arm, shrunk, "run.ndjson")
})

describe("a simulation that finds something", () => {
  test("says which strategy found what, and in which of its runs", () => {
    expect(printed).toMatch(/^strategy +runs +events +violations +found$/m)
    for (const name of ["random", "pct1", "pct2", "pct3", "walk", "swarm"])
      expect(printed).toMatch(new RegExp(`^${name} +10 +[\\d,]+ +\\d+ +(–|[a-z])`, "m"))
    expect(printed).toMatch(/^\w+ +10 .* helpers\/fifo \(run \d+\)/m)
    const violations = arm.strategies.reduce((sum, each) => sum + each.violations, 0)
    expect(violations).toBe(arm.violations.length)
    expect(violations).toBeGreaterThan(0)
  })

  test("prints each violation with the command that replays it", () => {
    expect(arm.violations.length).toBe(arm.found.length)
    for (const [index, line] of arm.violations.entries()) {
      const [, text = ""] = / entry \d+: [a-z/-]+: .*; amped simulate --token ([\w-]+)$/.exec(line)!
      const token = Result.getOrThrow(parseToken(text))
      expect(token).toEqual(arm.found[index]?.token)
      const { settings } = workloadOf(token.strategy, token.seed)
      const { violations } = judge(entriesOf(token), { settings })
      const { rule, sequence, detail } = arm.found[index]!
      expect(violations).toContainEqual({ rule, sequence, detail })
    }
  })

  test("shrinks the first run of each rule, and tells it in words", () => {
    expect(shrunk.map(({ found }) => found.rule)).toEqual([
      ...new Set(arm.found.map(({ rule }) => rule))
    ])
    for (const { found, shrunk: each } of shrunk) {
      expect(printed).toContain(`${found.rule}, found by ${found.token.strategy}: `)
      expect(printed).toContain(requirementOf(found.rule)!.sentence)
      for (const step of each.steps) expect(printed).toContain(` ${step}`)
    }
    expect(printed).toMatch(
      /\d+ steps, \d+ of them decided .*; shortest among [\d,]+ states \(helpers ≤ \d+\), after \d+ runs in /
    )
    expect(printed).toMatch(/client 0 sends \d+: "GET \/[^"]* HTTP\/1.1\\r\\n/)
  })

  test("gives the trace of the shrunk run, which shows the same violation", () => {
    const [first] = shrunk
    const trace = Result.getOrThrow(decodeTrace(`${first!.trace().join("\n")}\n`))
    const settings = trace.header.settings as Settings
    const [violation] = judge(trace.entries, { settings }).violations
    expect(violation).toMatchObject({ rule: first!.found.rule, detail: first!.detail })
    expect(printed.match(/its trace: amped replay run.ndjson/g)).toHaveLength(1)
  })

  test("writes that trace where it is asked to, and says in one line if it can't", async () => {
    const file = join(tempFolder(), "run.ndjson")
    expect(await Effect.runPromise(writeTrace(file, shrunk))).toBe(file)
    expect(readFileSync(file, "utf8")).toBe(`${shrunk[0]!.trace().join("\n")}\n`)
    const nowhere = join(tempFolder(), "missing", "run.ndjson")
    const refused = await Effect.runPromise(Effect.flip(writeTrace(nowhere, shrunk)))
    expect(refused).toMatchObject({ code: 4, line: expect.stringContaining("cannot write") })
  })

  test("says all of it in JSON as well", () => {
    const json = JSON.parse(simulationToJson(arm, shrunk))
    expect(json.holds).toBe(false)
    expect(json.strategies).toHaveLength(6)
    expect(json.strategies[0]).toMatchObject({ strategy: "random", runs: 10 })
    expect(json.shrunk[0]).toMatchObject({
      rule: shrunk[0]!.found.rule,
      steps: shrunk[0]!.shrunk.steps,
      certificate: { minimal: "shortest" }
    })
  })
})

/** The trace of a token, with the machine that the violations were found in. */
const entriesOf = (token: Token): ReadonlyArray<Entry> => {
  const entries: Array<Entry> = []
  runToken(token, (entry) => void entries.push(entry), { machineOf })
  return entries
}

test("a crash has a token, a shrunk run and no other rule to blame", async () => {
  const crashing: MachineOf = (settings) => {
    const machine = reference(settings)
    return {
      initial: machine.initial,
      step: (state, event) => {
        if (event._tag === "PeerReset") throw new Error("no transition")
        return machine.step(state, event)
      }
    }
  }
  const found = await Effect.runPromise(simulateSeeds({ ...options, machineOf: crashing }))
  expect(new Set(found.found.map(({ rule }) => rule))).toEqual(new Set(["dispatcher/total"]))
  const [first] = shrinkFirsts(found, crashing)
  expect(first?.shrunk.steps.at(-1)).toBe("connection 0 sees a reset")
  expect(first?.detail).toBe("Error: no transition")
})

test("one strategy is used for all seeds where it is asked for", async () => {
  const walks = await Effect.runPromise(simulateSeeds({ ...options, strategy: "walk", runs: 5 }))
  expect(walks.strategies.map(({ strategy, runs }) => [strategy, runs])).toEqual([["walk", 5]])
})

const timeout = 30_000
const token = printToken({ strategy: "pct2", seed: 4711 })

describe.concurrent("amped simulate --token", { timeout }, () => {
  test("runs the run that the token names", async ({ onTestFinished }) => {
    const whenFinished = onTestFinished
    const { code, stdout } = await run(["simulate", "--token", token], { whenFinished })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^pct2 +1 /m)
    const trace = await run(["simulate", "--token", token, "--trace"], { whenFinished })
    const same = ["simulate", "--strategy", "pct2", "--seed", "4711", "--trace"]
    expect((await run(same, { whenFinished })).stdout === trace.stdout).toBe(true)
    expect(JSON.parse(trace.stdout.split("\n")[0] ?? "")).toMatchObject({ seed: 4711 })
  })

  test("runs a schedule that is listed choice by choice", async ({ onTestFinished }) => {
    const picks: Array<Pick> = []
    const workload = workloadOf("pct2", 4711)
    const chooser = recording(chooserOf("pct2", 4711, workload), picks)
    simulate({ machine: reference(workload.settings), workload, chooser })
    const whenFinished = onTestFinished
    const listed = printToken({ strategy: "pct2", seed: 4711, picks })
    const trace = await run(["simulate", "--token", listed, "--trace"], { whenFinished })
    const named = await run(["simulate", "--token", token, "--trace"], { whenFinished })
    expect(trace.stdout === named.stdout).toBe(true)
    const other = printToken({ strategy: "pct2", seed: 4712, picks })
    for (const more of [[], ["--trace"]]) {
      const refused = await run(["simulate", "--token", other, ...more], { whenFinished })
      expect(oneLine(refused.stderr)).toMatch(/the schedule doesn't fit: at step \d+ .*use the/)
      expect(refused.code).toBe(2)
    }
  })

  test("refuses what is no token, in one line", async ({ onTestFinished }) => {
    const ask = run(["simulate", "--token", `${token}x`], { whenFinished: onTestFinished })
    const { code, stdout, stderr } = await ask
    expect(oneLine(stderr)).toContain(`the token ${token}x is damaged`)
    expect([code, stdout]).toEqual([2, ""])
  })
})

test(
  "amped simulate --out writes nothing when nothing was found",
  async ({ onTestFinished }) => {
    const file = join(tempFolder(onTestFinished), "run.ndjson")
    const { code } = await run(["simulate", "--runs", "6", "--out", file])
    expect(code).toBe(0)
    expect(existsSync(file)).toBe(false)
  },
  timeout
)
