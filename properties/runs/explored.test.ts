/** Every schedule of small worlds: the reference keeps every rule in all of them, and faulty machines do not. */
import { assert, describe, test } from "vitest"
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { watching } from "../../src/requirements/watch.ts"
import { cyclesOf, fairCycle } from "../../src/runtime-sim/explore/cycles.ts"
import { Explorer } from "../../src/runtime-sim/explore/explore.ts"
import { replayChooser } from "../../src/runtime-sim/schedule.ts"
import type { SimulatedMachine } from "../../src/runtime-sim/simulate.ts"
import { smallest, type SmallWorld, smallWorlds } from "../../src/runtime-sim/small-world.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { type TransitionId, transitionIds } from "../../src/state-machine/rules.ts"
import { reference, type ServerState } from "../../src/state-machine/server.ts"
import { judgedWorlds, largeWorld } from "./explored-worlds.ts"
import { judgedRun } from "./judged.ts"

type MachineOf = (settings: Settings) => SimulatedMachine<ServerState>

interface How {
  readonly exchanges?: boolean
  readonly ample?: boolean
  readonly judged?: boolean
  readonly only?: Fault["rule"]
}

const exploredAll = (machineOf: MachineOf, workload: Workload, how: How = {}): Explorer => {
  const { settings } = workload
  const { exchanges = true, ample = false, judged = true, only } = how
  const watch = judged ? watching({ settings }) : undefined
  const machine = machineOf(settings)
  const explorer = new Explorer({ machine, workload, exchanges, ample, watch, only })
  while (!explorer.done) explorer.advance(1000)
  return explorer
}

const taken = new Set<TransitionId>()

test.each(judgedWorlds)("$name: every schedule keeps every rule, and ends", ({ size }) => {
  for (const workload of smallWorlds(size)) {
    const explorer = exploredAll(reference, workload)
    assert.isUndefined(explorer.counterexample)
    assert.isAbove(explorer.ends, 0)
    assert.deepStrictEqual(
      cyclesOf(explorer.graph, () => true),
      []
    )
    for (const rule of explorer.rules.keys()) taken.add(rule)
  }
})

/** What no order of events brings about, with the reason. All else must be taken by some world above. */
const outOfReach: Readonly<Record<string, RegExp>> = {
  "the bytes of a request decide it":
    /^read\/(not-|bad-|version|target|head-too|coding|body-|method|options|expectation)/,
  "the name of a file decides it":
    /^find\/(bad-encoding|outside-root|impossible|hidden|next-index|directory|forbidden|special|link-)/,
  "conditions and ranges of a request decide it":
    /^header\/(not-modified|precondition-failed|range|ranges|range-unsatisfiable)$/,
  "names age by seconds, and here time passes only when all else is done": /^find\/stale$/,
  "a kernel that hands over connections after accepting paused, as the simulated one never does":
    /^accept\/(full|draining)$/,
  "the queue has room for all, or a large answer never begins": /^send\/failed$/,
  "an event that the simulated world knows not to deliver any more": /^faults\/late-event$/
}

test("dispatcher/total: every rule that an order of events can bring about was taken", () => {
  const reasons = Object.values(outOfReach)
  const missing = transitionIds.filter((rule) => !taken.has(rule))
  assert.deepStrictEqual(
    missing.filter((rule) => !reasons.some((reason) => reason.test(rule))),
    []
  )
  for (const reason of reasons)
    assert.isTrue(
      missing.some((rule) => reason.test(rule)),
      `all of ${reason.source} were taken: it is in reach`
    )
})

test(
  "accept/completes: three clients, two helpers, two files, an abort and a crash, in every order",
  {
    timeout: 300_000
  },
  () => {
    let [states, moves] = [0, 0]
    const started = performance.now()
    for (const workload of smallWorlds(largeWorld)) {
      const explorer = exploredAll(reference, workload, { ample: true, judged: false })
      assert.isUndefined(explorer.counterexample)
      assert.strictEqual(cyclesOf(explorer.graph, () => true).length, 0)
      states += explorer.states
      moves += explorer.transitions
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`explored ${states} states by ${moves} moves in ${seconds} s\n`)
    assert.isAbove(states, 100_000)
  }
)

const world = (size: Partial<SmallWorld>): SmallWorld => ({ ...smallest, ...size })

/** The fewest moves that show the fault, in the smallest world that does. */
const shortest: ReadonlyArray<readonly [id: string, moves: number, size: SmallWorld]> = [
  ["blocking-find", 5, world({})],
  ["blocking-pipe", 1, world({})],
  ["notification-twice", 8, world({})],
  ["no-deadline", 5, world({})],
  ["lost-wake-up", 12, world({ clients: 2 })],
  ["two-jobs-at-once", 9, world({ clients: 2 })],
  ["unbounded-pool", 9, world({ clients: 2 })],
  ["warm-asks-helper", 15, world({ clients: 2 })],
  ["crash-forgotten", 7, world({ faults: { helperDeath: 1 } })],
  ["ticket-reused", 9, world({ faults: { helperDeath: 1 } })]
]

const faultNamed = (id: string): Fault => {
  const fault = faults.find((each) => each.id === id)
  if (fault === undefined) throw new Error(`there is no faulty machine ${id}`)
  return fault
}

describe.each(shortest)("%s", (id, moves, size) => {
  const fault = faultNamed(id)
  const [workload] = smallWorlds(size)
  const found = (how: How) =>
    exploredAll(fault.machine, workload!, { only: fault.rule, ...how }).counterexample

  test(`${fault.rule}: shown by ${moves} moves and no fewer, which a run repeats`, () => {
    const labels = found({})?.labels ?? []
    assert.lengthOf(labels, moves)
    const { judgement } = judgedRun(
      fault.machine(workload!.settings),
      workload!,
      replayChooser(labels)
    )
    assert.include(
      judgement.violations.map(({ rule }) => rule),
      fault.rule
    )
  })

  test("the same is found with names kept, and with ample sets by as many moves or more", () => {
    assert.lengthOf(found({ exchanges: false })?.labels ?? [], moves)
    assert.isAtLeast(found({ ample: true })?.labels.length ?? 0, moves)
  })
})

test("ample sets lose no end of a run", () => {
  for (const { size } of judgedWorlds) {
    const [workload] = smallWorlds(size)
    const all = exploredAll(reference, workload!, { judged: false })
    const some = exploredAll(reference, workload!, { judged: false, ample: true })
    assert.strictEqual(some.ends, all.ends)
    assert.isAtMost(some.states, all.states)
  }
})

test.each([true, false])(
  "accept/completes: a livelock is a fair cycle, with ample sets as well (%s)",
  (ample) => {
    const [workload] = smallWorlds(world({ clients: 2 }))
    const how = { ample, judged: false, exchanges: false }
    const { graph, counterexample } = exploredAll(faultNamed("unpinned").machine, workload!, how)
    assert.isUndefined(counterexample)
    const cycle = fairCycle(graph, 0)
    assert.deepStrictEqual(
      cycle?.moves.map((move) => move.replace(/^helper \d+ /, "")),
      ["takes its job", "is done", "notifies"]
    )
  }
)
