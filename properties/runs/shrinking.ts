/** Shrinking the runs of faulty machines: from more than one start, and with exploration in the end. */
import type { Fault } from "../../mutation/faulty/index.ts"
import { shrinkRun } from "../../src/cli/shrunk.ts"
import type { Shrunk } from "../../src/runtime-sim/shrink/shrink.ts"
import { type Exposed, exposeWith } from "./expose.ts"

export const shrunkFrom = (fault: Fault, { workload, judged }: Exposed): Shrunk => {
  const shrunk = shrinkRun(fault.machine, fault.rule, workload, judged.labels())
  if (shrunk === undefined) throw new Error(`the run found for ${fault.id} can't be repeated`)
  return shrunk
}

export const isShorter = (one: Shrunk, other: Shrunk): boolean =>
  one.steps.length === other.steps.length
    ? one.labels.length < other.labels.length
    : one.steps.length < other.steps.length

export interface Best extends Shrunk {
  /** Of processor time, for this start: others may be busy on the same machine. */
  readonly millis: number
}

const processorMillis = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Where shrinking ends depends on the start: the best of so many runs that break the rule. */
export const bestShrunk = (fault: Fault, startsMax: number): Best | undefined => {
  let best: Best | undefined
  let firstSeed = 1
  for (let start = 0; start < startsMax; start += 1) {
    const exposed = exposeWith(fault, "portfolio", firstSeed)
    if (exposed === undefined) break
    firstSeed = exposed.seed + 1
    const started = processorMillis()
    const shrunk = shrunkFrom(fault, exposed)
    const millis = processorMillis() - started
    if (best === undefined || isShorter(shrunk, best)) best = { ...shrunk, millis }
  }
  return best
}
