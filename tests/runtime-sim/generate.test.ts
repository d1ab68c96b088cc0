import { expect, it } from "vitest"
import { limitsBroken } from "../../src/state-machine/limits.ts"
import { reference } from "../../src/state-machine/server.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { randomChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { faultNames } from "../../src/runtime-sim/workload.ts"

const seeds = Array.from({ length: 300 }, (_, seed) => seed)

it("the same seed gives the same workload, another seed another", () => {
  expect(generate(7)).toEqual(generate(7))
  expect(generate(7)).not.toEqual(generate(8))
})

it("limits agree with each other in every workload", () => {
  for (const seed of seeds) expect(limitsBroken(generate(seed).settings.limits)).toEqual([])
})

it("every kind of fault is off in some seeds and on in others", () => {
  const workloads = seeds.map(generate)
  for (const name of faultNames) {
    const on = workloads.filter(({ faults }) => faults[name] > 0).length
    expect(on).toBeGreaterThan(60)
    expect(on).toBeLessThan(240)
  }
})

it("file sizes sit on the multiples of the chunk size and beside them", () => {
  const remainders = seeds.map(generate).flatMap(({ files, settings }) => {
    const { chunkBytes } = settings.limits
    return files
      .filter(({ kind }) => kind === "file")
      .map(({ sizeBytes }) => sizeBytes - chunkBytes)
  })
  for (const offset of [-1, 0, 1]) expect(remainders).toContain(offset)
})

it("runs of the reference machine end, with every connection over, and meet the faults", () => {
  const met = new Set<string>()
  for (const seed of seeds) {
    const workload = generate(seed)
    const machine = reference(workload.settings)
    const run = simulate({ machine, workload, chooser: randomChooser(seed), stepsMax: 20_000 })
    expect([seed, run.reason]).not.toEqual([seed, "step-limit"])
    const open = run.world.connections.filter(({ state }) => state === "open")
    expect([seed, open]).toEqual([seed, []])
    for (const label of run.labels()) met.add(kindOf(label))
  }
  for (const label of faultLabels) expect(met).toContain(label)
})

/** The label without numbers and names of files. */
const kindOf = (label: string): string =>
  label.startsWith("file") ? label.replace(/ \S+/, "") : label.replaceAll(/\d+/g, "n")

// Left out: those with rare occasions (a late word of a killed helper), which pool.test.ts shows.
const faultLabels = [
  "accept fails",
  "client n half-closes early",
  "client n resets early",
  "client n stalls",
  "client n takes only n",
  "clock jumps n",
  "connection n receives only n",
  "connection n writes only n",
  "file deleted",
  "file grown",
  "file replaced",
  "file rewritten",
  "file truncated",
  "helper n dies",
  "helper n fails to start",
  "helper n hangs",
  "helper n hangs for good",
  "helper n meets a disk error",
  "helper n notifies, and will again"
]
