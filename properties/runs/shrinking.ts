/** Shrinking the runs of faulty machines: from more than one start, and with exploration in the end. */
import type { Fault } from "../../mutation/faulty/index.ts"
import { breaksRule } from "../../src/cli/shrunk.ts"
import { watching } from "../../src/requirements/watch.ts"
import { shortened } from "../../src/runtime-sim/shrink/shortest.ts"
import { shrink, type Shrunk } from "../../src/runtime-sim/shrink/shrink.ts"
import { type Exposed, exposeWith } from "./expose.ts"

/** Moves of each search for something shorter. */
const transitionsMax = 3000

export const shrunkFrom = (fault: Fault, { workload, judged }: Exposed): Shrunk => {
  const { machine: machineOf, rule } = fault
  const oracle = breaksRule(machineOf, rule)
  const shrunk = shrink(oracle, workload, judged.labels())
  if (shrunk === undefined) throw new Error(`the run found for ${fault.id} can't be repeated`)
  return shortened(shrunk, {
    machineOf,
    rule,
    oracle,
    watch: (settings) => watching({ settings }, rule),
    transitionsMax
  })
}

export const isShorter = (one: Shrunk, other: Shrunk): boolean =>
  one.steps.length === other.steps.length
    ? one.labels.length < other.labels.length
    : one.steps.length < other.steps.length

/** Where shrinking ends depends on the start: the best of so many runs that break the rule. */
export const bestShrunk = (fault: Fault, startsMax: number): Shrunk | undefined => {
  let best: Shrunk | undefined
  let firstSeed = 1
  for (let start = 0; start < startsMax; start += 1) {
    const exposed = exposeWith(fault, "portfolio", firstSeed)
    if (exposed === undefined) break
    firstSeed = exposed.seed + 1
    const shrunk = shrunkFrom(fault, exposed)
    if (best === undefined || isShorter(shrunk, best)) best = shrunk
  }
  return best
}
