import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import {
  compareTraces,
  divergenceSentence,
  divergentSeed,
  firstDivergence,
  traceLines
} from "../../src/runtime-sim/determinism.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { workloadOf } from "../../src/runtime-sim/schedulers/portfolio.ts"
import { randomChooser, type Chooser } from "../../src/runtime-sim/schedule.ts"
import { reference } from "../../src/state-machine/server.ts"
import { digestsOf, repeatable } from "./seeds.ts"

const seeds = Array.from({ length: 200 }, (_, index) => index + 1)
const program = fileURLToPath(new URL("seeds.ts", import.meta.url))

/** Another language, time zone and heap: nothing of these may be seen in a run. */
const elsewhere = { LANG: "tr_TR.UTF-8", TZ: "Pacific/Chatham" }
const ask = (...parameters: ReadonlyArray<string>): ReadonlyArray<string> => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--max-semi-space-size=1", program, ...parameters],
    { encoding: "utf8", env: { ...elsewhere, PATH: process.env["PATH"] } }
  )
  if (status !== 0) throw new Error(stderr)
  return stdout.trimEnd().split("\n")
}

/** Fails with the first step that differs. */
const expectSame = (
  expected: ReadonlyMap<number, string>,
  found: ReadonlyMap<number, string>,
  traceOf: (seed: number) => ReadonlyArray<string>
): void => {
  const seed = divergentSeed(expected, found)
  if (seed === undefined) return
  const divergence = compareTraces(traceLines(repeatable(seed)), traceOf(seed))
  const where = divergence === undefined ? "not again" : divergenceSentence(divergence)
  throw new Error(`seed ${seed}, ${where}`)
}

describe("every seed, with every strategy of the portfolio,", () => {
  const first = digestsOf(seeds)

  it("gives the same trace again, and in another order of runs", () => {
    const traceOf = (seed: number) => traceLines(repeatable(seed))
    expect(new Set(first.values()).size).toBe(seeds.length)
    expectSame(first, digestsOf(seeds), traceOf)
    expectSame(first, digestsOf(seeds.toReversed()), traceOf)
  })

  it("gives the same trace in another process", { timeout: 30_000 }, () => {
    const lines = ask("digests", "1", String(seeds.length))
    const found = lines.map((line) => line.split(" "))
    expectSame(
      first,
      new Map(found.map(([seed, digest]) => [Number(seed), digest ?? ""])),
      (seed) => ask("trace", String(seed))
    )
    expect(ask("trace", "7")).toEqual(traceLines(repeatable(7)))
  })
})

describe("the check", () => {
  /** A chooser that remembers more than its own run. */
  let chosen = 0
  const forgetful = (seed: number): Chooser => {
    const random = randomChooser(seed)
    return (choices, world) => (++chosen === 1000 ? 0 : random(choices, world))
  }
  const run = (seed: number) => (observe: Parameters<ReturnType<typeof repeatable>>[0]) => {
    const workload = workloadOf("random", seed)
    return simulate({
      machine: reference(workload.settings),
      workload,
      chooser: forgetful(seed),
      observe
    })
  }

  it("names the first step of a run that differs from itself", () => {
    const found = seeds.slice(0, 20).flatMap((seed) => firstDivergence(run(seed)) ?? [])
    expect(found).toHaveLength(1)
    const [divergence] = found
    expect(divergence!.expected).not.toBe(divergence!.found)
    expect(divergenceSentence(divergence!)).toMatch(/^entry \d+: first \{.*, then \{/)
  })

  it("names the first seed whose digests differ, also one that is missing", () => {
    const digests = new Map([
      [1, "a"],
      [2, "b"],
      [3, "c"]
    ])
    expect(divergentSeed(digests, new Map(digests))).toBeUndefined()
    expect(divergentSeed(digests, new Map([...digests, [2, "x"]]))).toBe(2)
    expect(divergentSeed(digests, new Map([...digests].slice(0, 2)))).toBe(3)
    expect(divergentSeed(digests, new Map([...digests, [4, "d"]]))).toBe(4)
  })

  it("sees that one trace is shorter", () => {
    const divergence = compareTraces(["a", "b"], ["a"])
    expect(divergence).toEqual({ sequence: 1, expected: "b", found: undefined })
    expect(divergenceSentence(divergence!)).toBe("entry 1: first b, then nothing")
  })
})
