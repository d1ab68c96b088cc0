import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { labelOf } from "../../../src/runtime-sim/choice.ts"
import { Canon } from "../../../src/runtime-sim/explore/canonical.ts"
import { Explorer } from "../../../src/runtime-sim/explore/explore.ts"
import { movesOf } from "../../../src/runtime-sim/explore/moves.ts"
import { start, successor } from "../../../src/runtime-sim/explore/successor.ts"
import { smallest, smallPath, smallWorld } from "../../../src/runtime-sim/small-world.ts"
import { reference } from "../../../src/state-machine/server.ts"
import { futureOf, keyOf, wander } from "./wander.ts"

const faults = { reset: 1, helperDeath: 2, helperHang: 1, duplicateNotification: 1 }
const size = { ...smallest, clients: 3, helpers: 2, files: 2 }

const worlds = [
  { name: "aborts, crashes and hangs", workload: smallWorld({ ...size, faults }, [[0], [1], [0]]) },
  {
    name: "pipelining and a short queue",
    workload: smallWorld({ ...size, pipelined: true, limits: { queueMax: 1 } }, [
      [0, 1],
      [1, 0],
      [0, 0]
    ])
  },
  {
    name: "files that change, and time that passes",
    workload: smallWorld({ ...size, chunks: 2, faults: { fileChange: 2, stall: 1 } }, [
      [0, 0],
      [0, 1],
      [1, 0]
    ])
  },
  {
    name: "caches too small for all, and a drain",
    workload: smallWorld(
      {
        ...size,
        drain: "any-time",
        limits: { namesMax: 1, contentBytesMax: 1, cacheableBytesMax: 1 }
      },
      [[0], [1], [0]]
    )
  }
]

describe.each(worlds)("$name", ({ workload }) => {
  it.each([true, false])("equal bytes have equal futures (exchanges: %s)", (exchanges) => {
    const canon = new Canon(workload, exchanges)
    const seen = new Map<string, ReadonlyArray<string>>()
    let again = 0
    for (let seed = 1; seed <= 25; seed++)
      for (const situation of wander(workload, seed)) {
        const key = keyOf(canon, situation)
        const future = futureOf(canon, situation)
        const known = seen.get(key)
        if (known === undefined) seen.set(key, future)
        else expect(future).toEqual(known)
        if (known !== undefined) again++
      }
    // Otherwise nothing was compared.
    expect(again).toBeGreaterThan(50)
  })
})

/** The same world with its clients in another order and its files under other names. */
const exchanged = (order: ReadonlyArray<number>, files: ReadonlyArray<number>) => {
  const asked: ReadonlyArray<ReadonlyArray<number>> = [[0], [1], [0]]
  const others = order.map((client) => (asked[client] ?? []).map((file) => files[file]!))
  return smallWorld({ ...size, faults: { reset: 1, helperDeath: 1 } }, others)
}

it("exchanging clients changes nothing", () => {
  const orders = fc.constantFrom<ReadonlyArray<number>>(
    [0, 1, 2],
    [1, 0, 2],
    [2, 1, 0],
    [2, 0, 1],
    [0, 2, 1],
    [1, 2, 0]
  )
  fc.assert(
    fc.property(orders, fc.array(fc.nat(20), { minLength: 20, maxLength: 60 }), (order, picks) => {
      const [one, other] = [exchanged([0, 1, 2], [0, 1]), exchanged(order, [0, 1])]
      const machine = reference(one.settings)
      const rename = (label: string) =>
        label.replace(
          /^(client|connection) (\d)/,
          (_, who: string, id: string) => `${who} ${order.indexOf(Number(id))}`
        )
      const canon = new Canon(one, true)
      let left = start(machine, one).situation
      let right = start(machine, other).situation
      for (const pick of picks) {
        expect(keyOf(canon, right)).toBe(keyOf(canon, left))
        const moves = movesOf(left.world)
        const choice = moves[pick % moves.length]
        if (choice === undefined) break
        const same = movesOf(right.world).find((each) => labelOf(each) === rename(labelOf(choice)))
        left = successor(machine, left, choice).situation
        right = successor(machine, right, same!).situation
      }
    })
  )
})

/** Every state with its names kept, then told apart by its canonical bytes only. */
const orbitsOf = (workload: ReturnType<typeof exchanged>): number => {
  const canon = new Canon(workload, true)
  const names = new Canon(workload, false)
  const machine = reference(workload.settings)
  const seen = new Set<string>()
  const orbits = new Set<string>()
  const waiting = [start(machine, workload).situation]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const key = keyOf(names, at)
    if (seen.has(key)) continue
    seen.add(key)
    orbits.add(keyOf(canon, at))
    for (const choice of movesOf(at.world)) waiting.push(successor(machine, at, choice).situation)
  }
  return orbits.size
}

it.each([
  { asked: [[0], [0]], clients: 2 },
  { asked: [[0], [1]], clients: 2 },
  {
    asked: [
      [0, 1],
      [1, 0]
    ],
    clients: 2
  }
])(
  "exploring one state of each kind sees every kind: $asked",
  { timeout: 60_000 },
  ({ asked, clients }) => {
    const workload = smallWorld({ ...size, clients, faults: { helperDeath: 1 } }, asked)
    const explorer = new Explorer({
      machine: reference(workload.settings),
      workload,
      exchanges: true,
      ample: false
    })
    while (!explorer.done) explorer.advance(1000)
    expect(explorer.states).toBe(orbitsOf(workload))
  }
)

it("tells files apart where the clients do", () => {
  const canon = new Canon(smallWorld(size, [[0], [0], [1]]), true)
  const of = (asked: ReadonlyArray<ReadonlyArray<number>>) => {
    const workload = smallWorld(size, asked)
    return keyOf(canon, start(reference(workload.settings), workload).situation)
  }
  expect(of([[0], [1], [0]])).toBe(of([[0], [0], [1]]))
  expect(of([[1], [1], [0]])).not.toBe(of([[0], [0], [1]]))
  expect(smallPath(1)).toBe("/b")
})
