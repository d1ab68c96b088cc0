/**
 * `npm run replays`: for each faulty machine, finds a few runs that expose it, shrinks workload, faults and
 * schedule together, and keeps the shortest, if it is shorter than the one that is kept already.
 */
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { breaksRule } from "../../src/cli/shrunk.ts"
import { type Shrunk, shrink } from "../../src/runtime-sim/shrink/shrink.ts"
import { exposeWith } from "./expose.ts"
import { keepReplay, keptReplays } from "./replays.ts"

/** Shrinking ends where no single thing can go; from another start it may come further. */
const startsMax = 6

const shortest = (fault: Fault): Shrunk => {
  const oracle = breaksRule(fault.machine, fault.rule)
  let best: Shrunk | undefined
  let firstSeed = 1
  for (let start = 0; start < startsMax; start += 1) {
    const exposed = exposeWith(fault, "portfolio", firstSeed)
    if (exposed === undefined) break
    firstSeed = exposed.seed + 1
    const shrunk = shrink(oracle, exposed.workload, exposed.judged.labels())
    if (shrunk === undefined) throw new Error(`the run found for ${fault.id} can't be repeated`)
    if (best === undefined || isShorter(shrunk, best)) best = shrunk
  }
  if (best === undefined) throw new Error(`nothing exposes ${fault.id}`)
  return best
}

const isShorter = (one: Shrunk, other: Shrunk): boolean =>
  one.steps.length === other.steps.length
    ? one.labels.length < other.labels.length
    : one.steps.length < other.steps.length

/** How many steps the kept run takes to break the rule; none if it doesn't any more. */
const keptSteps = (fault: Fault): number => {
  const kept = keptReplays().find(({ replay }) => replay.fault === fault.id)?.replay
  return kept === undefined
    ? Infinity
    : (breaksRule(fault.machine, fault.rule)(kept.workload, kept.labels)?.steps ?? Infinity)
}

for (const fault of faults) {
  const { workload, labels, steps, certificate } = shortest(fault)
  if (steps.length >= keptSteps(fault)) continue
  const { id, rule, sentence } = fault
  const file = keepReplay(id, { fault: id, rule, sentence, certificate, workload, labels })
  process.stdout.write(`${file}: ${workload.clients.length} clients, ${steps.length} steps\n`)
}
