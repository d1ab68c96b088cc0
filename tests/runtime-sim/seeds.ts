/**
 * The runs of a range of seeds, here or in a process of their own:
 * `node seeds.ts digests FIRST COUNT` prints a line `SEED DIGEST` for each, `node seeds.ts trace SEED` a trace.
 */
import type { Repeatable } from "../../src/runtime-sim/determinism.ts"
import { traceLines } from "../../src/runtime-sim/determinism.ts"
import { chooserOf, strategyOf, workloadOf } from "../../src/runtime-sim/schedulers/portfolio.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { reference } from "../../src/state-machine/server.ts"

const simulationOf = (seed: number) => {
  const strategy = strategyOf("portfolio", seed)
  const workload = workloadOf(strategy, seed)
  const machine = reference(workload.settings)
  return { machine, workload, chooser: chooserOf(strategy, seed, workload) }
}

export const repeatable =
  (seed: number): Repeatable =>
  (observe) =>
    simulate({ ...simulationOf(seed), observe })

export const digestOfSeed = (seed: number): string =>
  simulate({ ...simulationOf(seed), digested: true }).digest

export const digestsOf = (seeds: ReadonlyArray<number>): ReadonlyMap<number, string> =>
  new Map(seeds.map((seed) => [seed, digestOfSeed(seed)]))

if (import.meta.filename === process.argv[1]) {
  const [what, first, count] = process.argv.slice(2)
  if (what === "trace") for (const line of traceLines(repeatable(Number(first)))) console.log(line)
  else
    for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1)
      console.log(`${seed} ${digestOfSeed(seed)}`)
}
