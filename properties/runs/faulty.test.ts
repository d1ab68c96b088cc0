/** Must fail: each faulty machine is rejected, for the right rule. */
import { assert, test } from "vitest"
import { faults } from "../../mutation/faulty/index.ts"
import { replayChooser } from "../../src/runtime-sim/schedule.ts"
import { reference } from "../../src/state-machine/server.ts"
import { expose } from "./expose.ts"
import { complaints, judgedRun, stepsToBreak } from "./judged.ts"
import { keptReplays } from "./replays.ts"

test.each(faults)("$rule: rejects the machine with $id", (fault) => {
  const exposed = expose(fault)
  assert.isDefined(exposed, `no seed shows that ${fault.id} breaks ${fault.rule}`)
})

// A kept run must go on exposing its faulty machine, and the reference must go on passing it.
test.each(keptReplays())("kept replay $name", ({ replay }) => {
  const { workload, labels, rule } = replay
  const honest = judgedRun(reference(workload.settings), workload, replayChooser(labels))
  if (honest.crash !== undefined) throw honest.crash
  assert.strictEqual(complaints(honest.judgement.violations), "")
  const fault = faults.find(({ id }) => id === replay.fault)
  if (replay.fault === null) return
  assert.isDefined(fault, `there is no faulty machine ${replay.fault} any more: remove its replay`)
  const judged = judgedRun(fault!.machine(workload.settings), workload, replayChooser(labels))
  assert.isDefined(stepsToBreak(judged, rule), `${rule} is kept`)
})

test("each faulty machine has a kept replay", () => {
  const kept = new Set(keptReplays().map(({ replay }) => replay.fault))
  assert.deepStrictEqual(
    faults.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
    []
  )
})
