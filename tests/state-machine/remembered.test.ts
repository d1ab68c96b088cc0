/** The caches by themselves: what one of them learns, forgets and gives up. */
import { expect, test } from "vitest"
import {
  askedName,
  emptyCaches,
  forgetName,
  holdsChunk,
  learnChunk,
  learnName,
  readName,
  residentChunk,
  sight
} from "../../src/state-machine/cache.ts"
import type { Outcome } from "../../src/state-machine/event.ts"
import { emptyLru, put, touch } from "../../src/state-machine/lru.ts"
import { factsOf, found, nowSeconds, smallLimits } from "./told.ts"

const empty = emptyCaches(smallLimits)
const missing: Outcome = { _tag: "Missing" }
const directory: Outcome = { _tag: "Directory" }
const file = found("/a", 5)
const knowing = (outcome: Outcome) => learnName(empty, "/a", outcome, 7, nowSeconds)
const reading = (caches: typeof empty, seconds = nowSeconds) =>
  readName(caches, "/a", seconds, smallLimits)

test("a name is unknown, warm, stale, and then asked for", () => {
  expect(reading(empty)).toEqual({ _tag: "Unknown" })
  expect(reading(knowing(file))).toEqual({ _tag: "Warm", outcome: file })
  const later = nowSeconds + smallLimits.freshSeconds + 1
  expect(reading(knowing(file), later)).toEqual({ _tag: "Stale", outcome: file })
  const asked = askedName(knowing(file), "/a", later)
  expect(reading(asked, later)).toEqual({ _tag: "Asked", outcome: file })
  expect(askedName(empty, "/a", nowSeconds)).toBe(empty)
})

test("an older job that saw the same changes nothing", () => {
  for (const [known, seen] of [
    [file, file],
    [missing, missing]
  ] as const) {
    const caches = knowing(known)
    expect(learnName(caches, "/a", seen, 6, nowSeconds)).toBe(caches)
  }
})

test("an older job that saw something else makes neither believed", () => {
  for (const [known, seen] of [
    [file, found("/a", 5, { version: "w" })],
    [file, missing],
    [missing, file],
    [missing, directory]
  ] as const) {
    expect(reading(learnName(knowing(known), "/a", seen, 6, nowSeconds))).toEqual({
      _tag: "Unknown"
    })
    const newer = learnName(knowing(known), "/a", seen, 8, nowSeconds)
    expect(reading(newer)).toEqual({ _tag: "Warm", outcome: seen })
  }
})

test("a file that was found changed is not what any job up to then saw", () => {
  const forgotten = forgetName(knowing(file), "/a", 9)
  for (const [ticket, tag] of [
    [8, "Unknown"],
    [9, "Unknown"],
    [10, "Warm"]
  ] as const)
    expect(reading(learnName(forgotten, "/a", file, ticket, nowSeconds))._tag).toBe(tag)
})

test("fields are rendered once, and for what is no file there are none", () => {
  expect(sight(empty, missing, nowSeconds)).toEqual({
    caches: empty,
    sighting: { outcome: missing, fields: "" }
  })
  const first = sight(empty, file, nowSeconds)
  expect(first.caches.heads.weight).toBe(1)
  const second = sight(first.caches, file, nowSeconds)
  expect(second.caches.heads).toBe(first.caches.heads)
  expect(second.sighting).toEqual(first.sighting)
})

test("the fields of a file from the future are not remembered, of one from this second they are", () => {
  const weight = (modifiedSeconds: number) =>
    sight(empty, found("/a", 5, { modifiedSeconds }), nowSeconds).caches.heads.weight
  expect([weight(nowSeconds), weight(nowSeconds + 1)]).toEqual([1, 0])
})

test("a chunk that comes again takes the place of the one that is there", () => {
  const chunk = (ticket: number) =>
    ({ ticket, path: "/a", version: "v", offset: 0, lengthBytes: 5 }) as const
  const first = learnChunk(empty, chunk(1), 0)
  expect(first.evicted).toEqual([])
  const second = learnChunk(first.caches, chunk(2), 0)
  expect(second.evicted).toEqual([chunk(1)])
  expect([1, 2].map((ticket) => holdsChunk(second.caches, ticket))).toEqual([false, true])
  expect(residentChunk(second.caches, factsOf("/a", 5), 0)).toEqual(chunk(2))
})

test("to use what was used last costs nothing", () => {
  const { lru } = put(put(emptyLru<number>(9), "a", 1, 1).lru, "b", 2, 1)
  expect(touch(lru, "b")).toBe(lru)
  expect(touch(lru, "a").newest).toBe("a")
})
