/**
 * `npm run replays`: for each faulty machine, finds a few runs that expose it, shrinks workload, faults and
 * schedule together, and keeps the shortest, if it is shorter than the one that is kept already.
 */
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { breaksRule } from "../../src/cli/shrunk.ts"
import { keepReplay, keptReplays } from "./replays.ts"
import { bestShrunk } from "./shrinking.ts"

/** Shrinking ends where no single thing can go; from another start it may come further. */
const startsMax = 6

/** How many steps the kept run takes to break the rule; none if it doesn't any more. */
const keptSteps = (fault: Fault): number => {
  const kept = keptReplays().find(({ replay }) => replay.fault === fault.id)?.replay
  return kept === undefined
    ? Infinity
    : (breaksRule(fault.machine, fault.rule)(kept.workload, kept.labels)?.steps ?? Infinity)
}

for (const fault of faults) {
  const best = bestShrunk(fault, startsMax)
  if (best === undefined) throw new Error(`nothing exposes ${fault.id}`)
  const { workload, labels, steps, certificate } = best
  if (steps.length >= keptSteps(fault)) continue
  const { id, rule, sentence } = fault
  const file = keepReplay(id, { fault: id, rule, sentence, certificate, workload, labels })
  process.stdout.write(`${file}: ${workload.clients.length} clients, ${steps.length} steps\n`)
}
