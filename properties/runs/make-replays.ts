/**
 * `npm run replays`: finds, for each faulty machine without a kept replay, a run that exposes it, shrinks
 * workload, faults and schedule together, and keeps it.
 */
import fc from "fast-check"
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { indexChooser, replayChooser } from "../../src/runtime-sim/schedule.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import { breaks, expose } from "./expose.ts"
import { judgedRun } from "./judged.ts"
import { keepReplay, keptReplays } from "./replays.ts"
import { scheduleArbitrary, workloadArbitrary } from "./workload.ts"

interface Found {
  readonly workload: Workload
  readonly labels: ReadonlyArray<string>
}

/** The smallest that fast-check comes to; a generated seed where its workloads can't show the fault. */
const find = (fault: Fault): Found | undefined => {
  const property = fc.property(workloadArbitrary, scheduleArbitrary, (workload, schedule) => {
    const judged = judgedRun(fault.machine(workload.settings), workload, indexChooser(schedule))
    return !breaks(judged, fault)
  })
  const result = fc.check(property, { numRuns: 3000, seed: 1 })
  if (result.counterexample === null) {
    const exposed = expose(fault)
    return exposed && { workload: exposed.workload, labels: exposed.judged.run?.labels() ?? [] }
  }
  const [workload, schedule] = result.counterexample
  const judged = judgedRun(fault.machine(workload.settings), workload, indexChooser(schedule))
  return { workload, labels: judged.run?.labels() ?? [] }
}

/** Leaves out every label that the run doesn't need: 1-minimal, since no single one can go any more. */
const minimal = (fault: Fault, found: Found): Found => {
  const exposes = (labels: ReadonlyArray<string>) =>
    breaks(
      judgedRun(fault.machine(found.workload.settings), found.workload, replayChooser(labels)),
      fault
    )
  // A run that the world refused has no labels: then the fair order alone must expose the fault.
  if (!exposes(found.labels)) throw new Error(`the run found for ${fault.id} can't be repeated`)
  let labels = found.labels
  for (let size = labels.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < labels.length;) {
      const fewer = [...labels.slice(0, start), ...labels.slice(start + size)]
      if (exposes(fewer)) labels = fewer
      else start += size
    }
  }
  return { workload: found.workload, labels }
}

const kept = new Set(keptReplays().map(({ replay }) => replay.fault))
for (const fault of faults) {
  if (kept.has(fault.id)) continue
  const found = find(fault)
  if (found === undefined) throw new Error(`nothing exposes ${fault.id}`)
  const { workload, labels } = minimal(fault, found)
  const { id, rule, sentence } = fault
  const file = keepReplay(id, { fault: id, rule, sentence, workload, labels })
  process.stdout.write(`${file}: ${workload.clients.length} clients, ${labels.length} choices\n`)
}
