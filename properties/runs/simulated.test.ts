/** Workloads, faults and schedules together, on the simulated arm. */
import fc from "fast-check"
import { assert, test } from "vitest"
import { breaksRule } from "../../src/cli/shrunk.ts"
import { firstDivergence } from "../../src/runtime-sim/determinism.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { indexChooser, randomChooser } from "../../src/runtime-sim/schedule.ts"
import { shrink } from "../../src/runtime-sim/shrink/shrink.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { reference } from "../../src/state-machine/server.ts"
import { complaints, judgedRun } from "./judged.ts"
import { keepReplay } from "./replays.ts"
import { scheduleArbitrary, workloadArbitrary } from "./workload.ts"

// Rejects every machine of mutation/faulty, for its rule (faulty.test.ts); and a run that never ends.
test("dispatcher/never-blocks accept/completes helpers/in-order faults/quiescence: every run keeps every rule", () => {
  const property = fc.property(workloadArbitrary, scheduleArbitrary, (workload, schedule) => {
    const { judgement, run, crash } = judgedRun(
      reference(workload.settings),
      workload,
      indexChooser(schedule)
    )
    if (crash !== undefined) throw crash
    assert.strictEqual(complaints(judgement.violations), "")
    assert.notStrictEqual(run?.reason, "step-limit")
  })
  const result = fc.check(property)
  if (!result.failed) return
  const [workload, schedule] = result.counterexample!
  const { judgement, labels } = judgedRun(
    reference(workload.settings),
    workload,
    indexChooser(schedule)
  )
  const [violation] = judgement.violations
  const rule = violation?.rule ?? "dispatcher/total"
  const shrunk = shrink(breaksRule(reference, rule), workload, labels())
  const file = keepReplay(`found-${result.seed}`, {
    fault: null,
    rule,
    sentence: violation?.detail ?? "the machine gave up",
    workload: shrunk?.workload ?? workload,
    labels: shrunk?.labels ?? labels()
  })
  assert.fail(
    `${fc.defaultReportMessage(result) ?? ""}\nKept as ${file}: mend the cause and commit the file.`
  )
})

// Rejects any use of a clock, of dice, or of an order that is not fixed.
test("trace/deterministic: every seed gives the same trace twice, and in another order of runs", () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1)
  const run = (seed: number) => {
    const workload = generate(seed)
    return simulate({
      machine: reference(workload.settings),
      workload,
      chooser: randomChooser(seed),
      digested: true
    }).digest
  }
  const forwards = seeds.map(run)
  const backwards = seeds.toReversed().map(run).toReversed()
  assert.deepStrictEqual(backwards, forwards)
  for (const seed of seeds) {
    const workload = generate(seed)
    const machine = reference(workload.settings)
    const divergence = firstDivergence((observe) =>
      simulate({ machine, workload, chooser: randomChooser(seed), observe })
    )
    assert.isUndefined(divergence, `seed ${seed}`)
  }
})

// Rejects a monitor that holds only where nothing happens: what each seed of CI does is judged as well.
test("faults/quiescence accept/completes: generated seeds keep every rule and come to an end", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const workload = generate(seed)
    const { judgement, run, crash } = judgedRun(
      reference(workload.settings),
      workload,
      randomChooser(seed)
    )
    if (crash !== undefined) throw crash
    assert.strictEqual(complaints(judgement.violations), "", `seed ${seed}`)
    assert.notStrictEqual(run?.reason, "step-limit", `seed ${seed}`)
  }
})
