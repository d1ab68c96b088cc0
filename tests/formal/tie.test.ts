import { describe, expect, test } from "vitest"
import { faults } from "../../mutation/faulty/index.ts"
import { worldsOf } from "../../properties/formal/configurations.ts"
import { firstDifference, sentence } from "../../properties/formal/difference.ts"
import {
  type AnyMachine,
  codeGraph,
  type Graph,
  notStarted
} from "../../properties/formal/graph.ts"
import { type Transition } from "../../properties/formal/model-graph.ts"
import { rejected } from "../../properties/formal/walks.ts"
import { smallest, type SmallWorld } from "../../src/runtime-sim/small-world.ts"

const mortal: SmallWorld = { ...smallest, faults: { helperDeath: 1 } }

const faulty = (id: string): AnyMachine => {
  const found = faults.find((each) => each.id === id)
  if (found === undefined) throw new Error(`there is no faulty machine ${id}`)
  return found.machine
}

const graphOf = (...edges: ReadonlyArray<readonly [string, string, string]>): Graph => {
  const graph: Graph = new Map()
  for (const [from, label, to] of edges)
    graph.set(from, [...(graph.get(from) ?? []), { label, to }])
  return graph
}

describe("two graphs", () => {
  const start = [notStarted, "begins", "a | x"] as const
  const first = [`a | x`, "goes", "b | x"] as const
  const second = ["b | x", "ends", "b | y"] as const

  test("are one if all that one does the other does", () => {
    expect(firstDifference(graphOf(start, first), graphOf(start, first))).toBeUndefined()
  })

  test("differ where one can't do what the other can", () => {
    const difference = firstDifference(graphOf(start, first, second), graphOf(start, first))
    expect(difference).toEqual({
      path: ["begins", "goes"],
      at: "b | x",
      onlyMachine: [{ label: "ends", to: "b | y" }],
      onlyModel: []
    })
    expect(sentence(difference!)).toBe(
      "after begins, goes:\n  where it stands: b | x\n  the machine allows: ends, and then y\n  " +
        "the model allows nothing else"
    )
  })

  test("differ where the same move leads elsewhere", () => {
    const difference = firstDifference(
      graphOf(start, first),
      graphOf(start, ["a | x", "goes", "c | x"])
    )
    expect(sentence(difference!)).toContain("the machine allows: goes, and then b")
    expect(sentence(difference!)).toContain("the model allows: goes, and then c")
  })

  test("the first difference is the one nearest to the start", () => {
    const near = [notStarted, "begins otherwise", "z"] as const
    const difference = firstDifference(graphOf(start, first, second), graphOf(start, first, near))
    expect(difference?.path).toEqual([])
    expect(difference?.onlyModel).toEqual([{ label: "begins otherwise", to: "z" }])
  })
})

describe("a changed rule shows as the first transition that differs", () => {
  const two = { ...smallest, clients: 2 }
  const cases = [
    ["lifo-queue", two, "connection 1 receives", "queue (Locate a for 1"],
    ["crash-forgotten", mortal, "helper at 0 is lost", "one helper fewer"],
    [
      "unbounded-queue",
      { ...two, limits: { queueMax: 1 } },
      "connection 1 receives",
      "queue (Locate a for 0 tries 1) ("
    ]
  ] as const

  test.each(cases)("%s", (id, small, move, then) => {
    const worlds = worldsOf(small)
    const honest = codeGraph(worlds)
    const difference = firstDifference(codeGraph(worlds, faulty(id)).graph, honest.graph)
    expect(honest.inexact).toBeUndefined()
    const words = sentence(difference!)
    const machine = words.split("\n").find((line) => line.includes("the machine allows"))
    expect(machine).toContain(move)
    expect(machine).toContain(then)
  })
})

test("two states that look alike and differ in what follows are noticed", () => {
  // Whether a forgotten job's deadline still runs is nothing that the model knows of.
  const { inexact } = codeGraph(worldsOf(mortal), faulty("crash-forgotten"))
  expect(inexact).toMatch(/^two states look like this, and one of them allows time to/)
})

describe("a walk", () => {
  const small: SmallWorld = { ...smallest, clients: 2, files: 2 }
  const { graph } = codeGraph(worldsOf(small))
  const steps: Array<Transition> = []
  for (let state = notStarted; ;) {
    const edges = graph.get(state) ?? []
    const edge = edges[steps.length % Math.max(1, edges.length)]
    if (edge === undefined) break
    steps.push({ from: state, ...edge })
    state = edge.to
  }

  test("that the machine can take is accepted to its end", () => {
    expect(steps.length).toBeGreaterThan(25)
    expect(rejected(small, steps)).toBeUndefined()
  })

  test("with a step missing is rejected at that step", () => {
    const broken = steps.filter((_, index) => index !== 20)
    expect(rejected(small, broken)).toMatch(/^step 21, .*: the machine allows /)
  })

  test("with a state that the machine is not in is rejected", () => {
    const broken = steps.map((step, index) =>
      index === 10 ? { ...step, to: step.to.replace("memory", "memory z0") } : step
    )
    expect(rejected(small, broken)).toMatch(/^step 11, /)
  })

  test("of no world is rejected", () => {
    expect(rejected(small, steps.slice(1))).toBe("it does not start in one of the worlds")
  })
})
