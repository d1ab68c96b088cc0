import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { enabled, labelOf } from "../../src/runtime-sim/choice.ts"
import { firstDivergence } from "../../src/runtime-sim/determinism.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import {
  defaultLabel,
  fairChooser,
  indexChooser,
  randomChooser,
  replayChooser,
  type Chooser
} from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { initial } from "../../src/runtime-sim/world.ts"
import { reference } from "../../src/state-machine/server.ts"
import { echo } from "./echo.ts"
import { client, faults, workload } from "./story.ts"

const run = (seed: number, chooser: Chooser) => {
  const workload = generate(seed)
  return simulate({ machine: reference(workload.settings), workload, chooser, digested: true })
}

describe("a run", () => {
  it("is the same for the same seed, in any order of runs", () => {
    const digest = (seed: number) => run(seed, randomChooser(seed)).digest
    const forwards = [1, 2, 3, 4, 5].map(digest)
    const backwards = [5, 4, 3, 2, 1].map(digest).toReversed()
    expect(forwards).toEqual(backwards)
    expect(new Set(forwards).size).toBe(5)
  })

  it("keeps its digest: seeds mean the same on every machine", () => {
    const clients = [client(0, "ping"), client(1, "pong")]
    const { digest } = simulate({
      machine: echo,
      workload: workload({ clients, faults: faults({ shortRead: 2, shortWrite: 2 }) }),
      chooser: randomChooser(1),
      digested: true
    })
    expect(digest).toMatchInlineSnapshot(`"05425bf5ed2bd31e"`)
  })

  it("becomes quiescent, or drains when asked to", () => {
    const clients = [client(0, "ping", { end: "waits" })]
    const quiet = simulate({
      machine: echo,
      workload: workload({ clients }),
      chooser: fairChooser()
    })
    expect(quiet.reason).toBe("quiescent")
    expect(quiet.virtualMillis).toBe(2500)
    const drained = simulate({
      machine: echo,
      workload: workload({ clients, drain: "after-clients" }),
      chooser: fairChooser()
    })
    expect(drained.reason).toBe("drained")
    expect(drained.labels().at(-1)).toBe("drain is requested")
  })

  it("stops at its step limit", () => {
    const clients = [client(0, "ping")]
    const { reason, labels } = simulate({
      machine: echo,
      workload: workload({ clients }),
      chooser: fairChooser(),
      stepsMax: 3
    })
    expect(reason).toBe("step-limit")
    expect(labels()).toHaveLength(3)
  })
})

describe("replay", () => {
  it("of a run's labels gives the identical trace", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { labels, digest } = run(seed, randomChooser(seed))
        expect(run(seed, replayChooser(labels())).digest).toBe(digest)
      })
    )
  })

  it("skips what is not enabled, and goes on fairly when the labels are used up", () => {
    const clients = [client(0, "ping")]
    const labels = ["client 7 connects", "client 0 connects", "client 0 sends 4", "no such thing"]
    const replayed = simulate({
      machine: echo,
      workload: workload({ clients }),
      chooser: replayChooser(labels)
    })
    expect(replayed.labels().slice(0, 3)).toEqual([
      "client 0 connects",
      "client 0 sends 4",
      "connection 0 is accepted"
    ])
    expect(replayed.reason).toBe("quiescent")
  })
})

describe("a kept schedule", () => {
  const labelsOf = (text: string, labels: ReadonlyArray<string>) =>
    simulate({
      machine: echo,
      workload: workload({ clients: [client(0, text), client(1, text)] }),
      chooser: replayChooser(labels)
    }).labels()

  it("still means the same when texts have another length", () => {
    const kept = labelsOf("ping", ["client 1 connects", "client 1 sends 4", "client 0 connects"])
    const edited = labelsOf("pong!!", kept)
    const counted = (label: string) => label.replace(/ \d+$/, "")
    expect(edited).not.toEqual(kept)
    expect(edited.map(counted)).toEqual(kept.map(counted))
    expect(edited[1]).toBe("client 1 sends 6")
  })

  it("leaves to the fair order what it doesn't decide", () => {
    const labels = ["client 1 connects", defaultLabel, "client 1 sends 4"]
    expect(labelsOf("ping", labels).slice(0, 3)).toEqual([
      "client 1 connects",
      "connection 1 is accepted",
      "client 1 sends 4"
    ])
  })
})

describe("the fair order", () => {
  it("takes no fault and no time while there is progress", () => {
    const clients = [client(0, "ping"), client(1, "pong")]
    const { labels } = simulate({
      machine: echo,
      workload: workload({ clients, faults: faults({ reset: 9, stall: 9, shortRead: 9 }) }),
      chooser: fairChooser()
    })
    expect(labels().filter((label) => /only|stalls|early|time|clock/.test(label))).toEqual([])
    expect(labels().at(-1)).toBe("faults stop")
  })

  it("starves nobody: each source that stays ready has its turn", () => {
    const chooser = fairChooser()
    const world = initial(workload({ clients: [client(0, ""), client(1, ""), client(2, "")] }))
    const choices = enabled(world)
    const taken = Array.from({ length: 6 }, () => choices[chooser(choices, world)])
    expect(taken.map((choice) => choice && labelOf(choice))).toEqual([
      "client 0 connects",
      "client 1 connects",
      "client 2 connects",
      "client 0 connects",
      "client 1 connects",
      "client 2 connects"
    ])
  })
})

it("indexes are taken modulo what is enabled, then the order is fair", () => {
  const world = initial(workload({ clients: [client(0, ""), client(1, "")] }))
  const choices = enabled(world)
  expect(choices).toHaveLength(3)
  const chooser = indexChooser([7, 2])
  expect([1, 2, 3].map(() => chooser(choices, world))).toEqual([1, 2, 0])
})

describe("the check of determinism", () => {
  it("finds nothing in runs of the reference machine", () => {
    for (let seed = 0; seed < 20; seed++) {
      const workload = generate(seed)
      const machine = reference(workload.settings)
      const divergence = firstDivergence((observe) =>
        simulate({ machine, workload, chooser: randomChooser(seed), observe })
      )
      expect(divergence).toBeUndefined()
    }
  })

  it("names the first entry that a hidden choice changes", () => {
    let hidden = 0
    const machine = {
      initial: undefined,
      step: (state: undefined, event: Parameters<typeof echo.step>[1]) => ({
        rules: [],
        state,
        commands: event._tag === "Accepted" && hidden++ === 1 ? [] : echo.step({}, event).commands
      })
    }
    const clients = [client(0, "ping")]
    const divergence = firstDivergence((observe) =>
      simulate({ machine, workload: workload({ clients }), chooser: fairChooser(), observe })
    )
    expect(divergence?.sequence).toBe(1)
    expect(divergence?.expected).toContain(`"_tag":"Read"`)
    expect(divergence?.found).toContain(`"commands":[]`)
  })
})
