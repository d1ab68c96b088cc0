/** The classic mistakes of checkers that look for runs without an end, each as a graph that only a right one judges. */
import { expect, it } from "vitest"
import { cyclesOf, fairCycle } from "../../../src/runtime-sim/explore/cycles.ts"
import { Graph } from "../../../src/runtime-sim/explore/graph.ts"

type Edge = readonly [from: number, to: number, move: string]

/** A move is named `source:what`; those of `fault` are faults. In `waiting` states client 0 waits. */
const graphOf = (states: number, waiting: ReadonlyArray<number>, edges: ReadonlyArray<Edge>) => {
  const graph = new Graph()
  for (let state = 0; state < states; state++) {
    graph.first.push(graph.to.length)
    graph.waiting.push(waiting.includes(state) ? 1 : 0)
    for (const [from, to, move] of edges) {
      if (from !== state) continue
      const source = move.split(":")[0]!
      graph.to.push(to)
      graph.move.push(graph.moveNamed(move, () => ({ source, owed: source !== "fault" })))
    }
  }
  return graph
}

const fairIn = (graph: Graph) => fairCycle(graph, 0)

it("a cycle that closes through a state that was seen before is found", () => {
  // 0 → 1 → 3 and 0 → 2 → 3 → 1: when 3 is reached the second time, 1 is known already.
  const graph = graphOf(
    4,
    [1, 2, 3],
    [
      [0, 1, "a:go"],
      [0, 2, "a:other"],
      [1, 3, "a:go"],
      [2, 3, "a:go"],
      [3, 1, "a:back"]
    ]
  )
  expect(fairIn(graph)).toEqual({ state: 1, states: 2, moves: ["a:go", "a:back"] })
})

it("a state whose own move leads back to it is a cycle", () => {
  expect(fairIn(graphOf(1, [0], [[0, 0, "a:spin"]]))).toEqual({
    state: 0,
    states: 1,
    moves: ["a:spin"]
  })
})

it("a single state without a move to itself is none", () => {
  expect(cyclesOf(graphOf(2, [0, 1], [[0, 1, "a:go"]]), () => true)).toEqual([])
})

it("fairness is owed to each source: one that spins does not starve another that always can go on", () => {
  const spins: ReadonlyArray<Edge> = [
    [0, 0, "accept:fails"],
    [0, 1, "helper 1:notifies"]
  ]
  expect(fairIn(graphOf(2, [0], spins))).toBeUndefined()
  // Were fairness owed to the dispatcher as one, which is busy all the time, the spinning would be fair.
  const asOne = spins.map(([from, to, move]): Edge => [from, to, `dispatcher:${move}`])
  expect(fairIn(graphOf(2, [0], asOne))).toBeDefined()
})

it("a source that can go on only now and then is not owed anything", () => {
  // The helper can notify in state 0 and not in 1: weak fairness permits to miss it each time.
  const graph = graphOf(
    3,
    [0, 1],
    [
      [0, 1, "a:go"],
      [1, 0, "a:back"],
      [0, 2, "helper 1:notifies"]
    ]
  )
  expect(fairIn(graph)?.states).toBe(2)
})

it("a source that can go on all along and never does makes the cycle unfair, however long it is", () => {
  const graph = graphOf(
    3,
    [0, 1],
    [
      [0, 1, "a:go"],
      [1, 0, "a:back"],
      [0, 2, "helper 1:notifies"],
      [1, 2, "helper 1:notifies"]
    ]
  )
  expect(fairIn(graph)).toBeUndefined()
})

it("waiting is cut out before components are: a cycle that serves the client on its way is none", () => {
  const graph = graphOf(
    3,
    [0, 1],
    [
      [0, 1, "a:go"],
      [1, 2, "a:served"],
      [2, 0, "a:again"]
    ]
  )
  expect(fairIn(graph)).toBeUndefined()
})

it("a way out of the cycle is no fairness inside: what moved must have moved within", () => {
  // From 0 and from 1 the source b leaves the cycle; that it does so once says nothing of a run that stays.
  const graph = graphOf(
    4,
    [0, 1, 2, 3],
    [
      [0, 1, "a:go"],
      [1, 0, "a:back"],
      [0, 2, "b:leaves"],
      [1, 3, "b:leaves"]
    ]
  )
  expect(fairIn(graph)).toBeUndefined()
})

it("faults are owed nothing, and make no cycle unfair", () => {
  const graph = graphOf(
    2,
    [0, 1],
    [
      [0, 0, "a:spin"],
      [0, 1, "fault:reset"]
    ]
  )
  expect(fairIn(graph)?.moves).toEqual(["a:spin"])
})

it("each component is judged by itself: an unfair one does not hide a fair one", () => {
  const graph = graphOf(
    4,
    [0, 1, 2],
    [
      [0, 0, "a:spin"],
      [0, 1, "b:go"],
      [1, 2, "a:go"],
      [2, 1, "a:back"]
    ]
  )
  expect(fairIn(graph)).toEqual({ state: 1, states: 2, moves: ["a:go", "a:back"] })
})

it("a chain deeper than any stack is no trouble", () => {
  const depth = 200_000
  const graph = new Graph()
  for (let state = 0; state < depth; state++) {
    graph.first.push(graph.to.length)
    graph.waiting.push(1)
    graph.to.push((state + 1) % depth)
    graph.move.push(graph.moveNamed("a:go", () => ({ source: "a", owed: true })))
  }
  expect(cyclesOf(graph, () => true).map(({ length }) => length)).toEqual([depth])
})
