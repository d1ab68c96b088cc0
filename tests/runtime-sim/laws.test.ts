/** A machine can bring the laws of its world: runs and exploration go by them alike. */
import { expect, test } from "vitest"
import { faults } from "../../mutation/faulty/index.ts"
import { watching } from "../../src/requirements/watch.ts"
import { Explorer } from "../../src/runtime-sim/explore/explore.ts"
import { replayChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { smallest, smallWorlds } from "../../src/runtime-sim/small-world.ts"
import type { Entry } from "../../src/runtime/trace.ts"

const faultNamed = (id: string) => faults.find((fault) => fault.id === id)!

const [workload] = smallWorlds({ ...smallest, limits: { cacheableBytesMax: 0 } })

const explored = (id: string) => {
  const { settings } = workload!
  const machine = faultNamed(id).machine(settings)
  const how = { exchanges: true, ample: false, watch: watching({ settings }) }
  const explorer = new Explorer({ machine, workload: workload!, ...how })
  while (!explorer.done) explorer.advance(100)
  return explorer.counterexample
}

test("a faulty helper tells the machine what no honest one would", () => {
  const entries: Array<Entry> = []
  simulate({
    machine: faultNamed("answers-another-ticket").machine(workload!.settings),
    workload: workload!,
    chooser: replayChooser([]),
    observe: (entry) => void entries.push(entry)
  })
  const done = entries.flatMap(({ what }) => (what._tag === "HelperDone" ? [what.ticket] : []))
  const heard = entries.flatMap(({ what }) =>
    what._tag === "Step" && what.event._tag === "Notified" ? [what.event.ticket] : []
  )
  expect(heard[0]).toBe(done[0]! + 1)
})

test("exploration goes by the same laws", () => {
  expect(explored("answers-another-ticket")).toMatchObject({ rule: "helpers/in-order" })
})

test("exploration judges the step whose command the world refuses", () => {
  const found = explored("forgotten-before-sent")
  expect(found).toMatchObject({ rule: "caches/unknown-goes-to-helper", atEnd: false })
  expect(found?.labels.at(-1)).toBe("helper 1 notifies")
})
