/** What a step leaves in the state, where no command shows it. */
import * as HashMap from "effect/HashMap"
import { expect, test } from "vitest"
import type { Connection } from "../../src/state-machine/connection.ts"
import {
  accepted,
  begun,
  drain,
  ended,
  found,
  get,
  type Happening,
  loaded,
  notified,
  received,
  stateAfter
} from "./told.ts"

const connection = (happenings: ReadonlyArray<Happening>): Connection =>
  HashMap.getUnsafe(stateAfter(happenings).connections, 1)

const phases = (fields: string): ReadonlyArray<ReadonlyArray<Happening>> => {
  const finding = [...begun, accepted(1), received(1, get("/a", fields))]
  const heading = [...finding, notified(1, 1, found("/a", 25))]
  return [finding, heading, [...heading, notified(1, 2, loaded(10))]]
}

test("read/pipelined bytes after a request are held, unless it is the last", () => {
  const heldBytes = (before: ReadonlyArray<Happening>) =>
    connection([...before, received(1, "abc")]).held.length
  expect(phases("").map(heldBytes)).toEqual([3, 3, 3])
  expect(phases("Connection: close\r\n").map(heldBytes)).toEqual([0, 0, 0])
  expect(phases("").map((before) => heldBytes([...before, drain]))).toEqual([0, 0, 0])
})

test("faults/peer-ended nothing is read any more", () => {
  for (const before of phases("")) {
    expect(connection(before).reading).toBe(true)
    expect(connection([...before, ended(1)])).toMatchObject({ reading: false, peerEnded: true })
  }
})

test("dispatcher/drain the server is closed", () => {
  const open = stateAfter([...begun, accepted(1)])
  expect([open.accepting, open.draining]).toEqual(["open", false])
  const closed = stateAfter([...begun, accepted(1), drain])
  expect([closed.accepting, closed.draining]).toEqual(["closed", true])
})

test("caches/bounded: a lookup brings nothing to keep, a load of a small file does", () => {
  const cacheable = (before: ReadonlyArray<Happening>) =>
    stateAfter(before).pool.helpers.map((helper) => helper._tag === "Busy" && helper.work.cacheable)
  const [finding, heading] = phases("")
  expect(cacheable(finding!)).toEqual([false])
  expect(cacheable(heading!)).toEqual([true])
})
