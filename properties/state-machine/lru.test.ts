/** The bounded map, against a list. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import {
  emptyLru,
  entriesOf,
  type Lru,
  peek,
  put,
  remove,
  touch
} from "../../src/state-machine/lru.ts"
import { times } from "../arbitraries/runs.ts"

interface Entry {
  readonly key: string
  readonly value: number
  readonly weight: number
}

const weightMax = 10
const key = fc.constantFrom("a", "b", "c", "d", "e")
const operation = fc.oneof(
  fc.record({ does: fc.constant("put" as const), key, weight: fc.integer({ min: 1, max: 12 }) }),
  fc.record({
    does: fc.constantFrom("touch" as const, "remove" as const),
    key,
    weight: fc.constant(0)
  })
)

/** Oldest first. */
const putIn = (list: ReadonlyArray<Entry>, entry: Entry): ReadonlyArray<Entry> => {
  let next = [...list.filter((each) => each.key !== entry.key), entry]
  while (next.length > 1 && next.reduce((sum, { weight }) => sum + weight, 0) > weightMax)
    next = next.slice(1)
  return next
}

const touchIn = (list: ReadonlyArray<Entry>, key: string): ReadonlyArray<Entry> => [
  ...list.filter((each) => each.key !== key),
  ...list.filter((each) => each.key === key)
]

const same = (lru: Lru<number>, list: ReadonlyArray<Entry>): void => {
  assert.deepEqual(
    entriesOf(lru),
    list.map(({ key, value }) => [key, value])
  )
  assert.equal(
    lru.weight,
    list.reduce((sum, { weight }) => sum + weight, 0)
  )
  assert.equal(lru.oldest, list[0]?.key)
  assert.equal(lru.newest, list.at(-1)?.key)
  for (const { key, value } of list) assert.equal(peek(lru, key), value)
}

// Rejects: a use that does not count; the new entry dropped; a weight counted twice; a link that is left dangling.
it("caches/bounded, caches/evict the least recently used ones go, and no others", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40, size: "max" }), (operations) => {
      let lru = emptyLru<number>(weightMax)
      let list: ReadonlyArray<Entry> = []
      operations.forEach(({ does, key, weight }, value) => {
        const before = lru
        const was = entriesOf(before)
        if (does === "put") {
          const { lru: next, evicted } = put(lru, key, value, weight)
          const kept = putIn(list, { key, value, weight })
          const dropped = list.filter((each) => each.key !== key && !kept.includes(each))
          assert.deepEqual(
            evicted,
            dropped.map((each) => each.value)
          )
          lru = next
          list = kept
        } else if (does === "touch") {
          lru = touch(lru, key)
          list = touchIn(list, key)
        } else {
          lru = remove(lru, key)
          list = list.filter((each) => each.key !== key)
        }
        same(lru, list)
        // The old value is as it was: it is persistent.
        assert.deepEqual(entriesOf(before), was)
      })
    }),
    times(3)
  )
})
