import { expect, test } from "vitest"
import { moveOf, placed, sortedVector, vectorOf } from "../../properties/formal/abstraction.ts"
import { definesOf, worldsOf } from "../../properties/formal/configurations.ts"
import { begun, taken } from "../../properties/formal/graph.ts"
import { identityOf } from "../../properties/formal/identity.ts"
import { readTransition, vectorReader } from "../../properties/formal/model-graph.ts"
import { movesOf } from "../../src/runtime-sim/explore/moves.ts"
import { smallest, smallWorld } from "../../src/runtime-sim/small-world.ts"
import { reference } from "../../src/state-machine/server.ts"

const workload = smallWorld({ ...smallest, clients: 2, helpers: 2 }, [[0], [0]])
const machine = reference(workload.settings)

test("a state is told in the words of the specification", () => {
  const { text } = vectorOf(begun(workload, machine))
  expect(text).toBe(
    "client 0 away | client 1 away | queue | names | memory | backlog | spawning allowed | left | " +
      "helper starting, Starting timed | helper starting, Starting timed"
  )
})

test("helpers have no numbers: whichever is ready first, the states look alike", () => {
  const start = begun(workload, machine)
  const { places } = vectorOf(start)
  const ready = movesOf(start.world).filter(({ _tag }) => _tag === "HelperStarts")
  const [one, other] = ready.map((choice) => taken(start, choice, machine))
  expect(ready.map((choice) => moveOf(choice, places))).toEqual([
    "helper at 0 is ready",
    "helper at 0 is ready"
  ])
  expect(vectorOf(one!).text).toBe(vectorOf(other!).text)
  expect(identityOf(one!)).not.toBe(identityOf(other!))
})

test("clients keep their numbers", () => {
  const start = begun(workload, machine)
  const connected = movesOf(start.world)
    .filter(({ _tag }) => _tag === "ClientConnects")
    .map((choice) => vectorOf(taken(start, choice, machine)).text)
  expect(new Set(connected).size).toBe(2)
})

test("moves lose their bytes and nothing else", () => {
  const places = new Map([[7, 1]])
  const move = { _tag: "Receives", connection: 3, bytes: 41 } as const
  expect(moveOf(move, places)).toBe("connection 3 receives")
  expect(moveOf({ _tag: "HelperDies", helper: 7 }, places)).toBe("helper at 1 dies")
  expect(moveOf({ _tag: "TimerFires", key: "connection 2" }, places)).toBe("time to connection 2")
  expect(placed("time to job of helper 7", places)).toBe("time to job of helper at 1")
})

test("what the model prints is read with its helpers sorted", () => {
  const line = "a | helper 0:running | helper 1:dead\thelper 1 is lost\ta | helper 0:running"
  const { from, label, to } = readTransition(line, vectorReader())
  expect(from).toBe(
    sortedVector(
      ["a"],
      [
        [5, "dead"],
        [9, "running"]
      ]
    ).text
  )
  expect([label, to]).toEqual(["helper at 0 is lost", "a | helper running"])
})

test("worlds have one number on both sides", () => {
  const small = { ...smallest, clients: 2, requests: 2, files: 2 }
  const numbers = worldsOf(small).map(([code]) => code)
  expect(new Set(numbers).size).toBe(numbers.length)
  const bits = numbers.reduce((sum, code) => sum + 2 ** code, 0)
  expect(definesOf(small)).toContain(`-DWORLDS=${bits}`)
  // Client 1 asks for the second file in its second request: bit 1 * 2 + 1.
  expect(numbers).toContain(8)
})
