/** Two states that differ in what a replay compares have different fingerprints. */
import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import { fingerprint } from "../../src/state-machine/fingerprint.ts"
import { learnName } from "../../src/state-machine/cache.ts"
import type { ServerState } from "../../src/state-machine/server.ts"
import {
  accepted,
  begun,
  get,
  late,
  notified,
  nowSeconds,
  found,
  loaded,
  received,
  stateAfter,
  ticked
} from "./told.ts"

const tick = ticked(nowSeconds)
const served = [
  ...begun,
  accepted(1),
  received(1, get()),
  notified(1, 1, found("/a", 5)),
  notified(1, 2, loaded(5))
]
const state = stateAfter([...served, accepted(2), received(2, get("/b")), accepted(3)])

test("is a whole number of 32 bits, and the same for the same state", () => {
  const print = fingerprint(state, tick)
  expect(print | 0).toBe(print)
  expect(fingerprint({ ...state }, tick)).toBe(print)
})

const { pool, caches, connections } = state
const lru = <Some extends { readonly weight: number }>(some: Some) => ({ ...some, weight: 99 })
const changes: ReadonlyArray<readonly [string, Partial<ServerState>]> = [
  ["the clock", { nowSeconds: 1 }],
  ["accepting", { accepting: "full" }],
  ["draining", { draining: true }],
  ["the count of connections", { connections: HashMap.remove(connections, 3) }],
  ["helpers", { pool: { ...pool, helpers: [] } }],
  ["the queue", { pool: { ...pool, queue: [] } }],
  ["the next helper", { pool: { ...pool, nextHelper: 99 } }],
  ["the next ticket", { pool: { ...pool, nextTicket: 99 } }],
  ["a pause", { pool: { ...pool, paused: !pool.paused } }],
  ["names", { caches: { ...caches, names: lru(caches.names) } }],
  ["the newest name", { caches: { ...caches, names: { ...caches.names, newest: "/z" } } }],
  ["heads", { caches: { ...caches, heads: lru(caches.heads) } }],
  ["contents", { caches: { ...caches, contents: lru(caches.contents) } }],
  ["the newest chunk", { caches: { ...caches, contents: { ...caches.contents, newest: "/z" } } }]
]
const queued = stateAfter([
  ...served,
  accepted(2),
  accepted(3),
  received(2, get("/b")),
  received(3, get("/c"))
])

test.each(changes)("differs with %s", (_, change) => {
  expect(fingerprint({ ...queued, ...change }, tick)).not.toBe(fingerprint(queued, tick))
})

test("differs with the ticket that waits first, and can do without one", () => {
  const [work] = queued.pool.queue
  const other = { ...queued.pool, queue: [{ ...work!, ticket: 99 }] }
  expect(fingerprint({ ...queued, pool: other }, tick)).not.toBe(fingerprint(queued, tick))
  const cold = stateAfter(begun)
  const warm = { ...cold, caches: learnName(cold.caches, "/a", found("/a", 5), 1, nowSeconds) }
  expect(fingerprint(warm, tick)).not.toBe(fingerprint(cold, tick))
})

test("looks at the connection that the event speaks of, by name or by its timer, and at no other", () => {
  const held = (id: number): ServerState => {
    const connection = HashMap.getUnsafe(connections, id)
    const longer = { ...connection, held: Uint8Array.of(65, 66) }
    return { ...state, connections: HashMap.set(connections, id, longer) }
  }
  for (const event of [accepted(3), late(3)]) {
    expect(fingerprint(held(3), event)).not.toBe(fingerprint(state, event))
    expect(fingerprint(held(2), event)).toBe(fingerprint(state, event))
  }
  expect(fingerprint(held(3), tick)).toBe(fingerprint(state, tick))
  const job = { _tag: "TimerFired", timer: { _tag: "Job", helper: 3 } } as const
  expect(fingerprint(held(3), job)).toBe(fingerprint(state, job))
})

test("has a known value, which recordings hold", () => {
  const prints = [tick, accepted(3), late(9)].map((event) => fingerprint(state, event))
  expect(prints).toEqual([97_529_599, 974_318_379, 97_529_599])
  // Nothing is known yet: no name, no chunk.
  expect(fingerprint(stateAfter(begun), tick)).toBe(-765_646_088)
})
