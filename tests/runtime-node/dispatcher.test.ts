import { expect, test } from "vitest"
import type { Event } from "../../src/state-machine/event.ts"
import { makeDispatcher } from "../../src/runtime-node/dispatcher.ts"

const ticked = (unixSeconds: number): Event => ({ _tag: "ClockTicked", unixSeconds })
const fail = (defect: unknown) => {
  throw defect
}

test("events are handled in order, one at a time, never from inside a handler", () => {
  const dispatcher = makeDispatcher()
  const seen: Array<Event> = []
  let inside = false
  dispatcher.push(ticked(0))
  expect(seen).toEqual([])
  dispatcher.start((event) => {
    expect(inside).toBe(false)
    inside = true
    seen.push(event)
    if (seen.length === 1) {
      dispatcher.push(ticked(1))
      dispatcher.push(ticked(2))
    }
    inside = false
  }, fail)
  expect(seen).toEqual([ticked(0), ticked(1), ticked(2)])
})

test("a flood of events gives way to the event loop", async () => {
  const dispatcher = makeDispatcher()
  let handled = 0
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  dispatcher.start(() => {
    handled += 1
    if (handled < 100_000) dispatcher.push(ticked(handled))
    else end()
  }, fail)
  dispatcher.push(ticked(0))
  expect(handled).toBeLessThan(10_000)
  // A timer gets its turn in the middle of the flood.
  await new Promise((done) => setTimeout(done, 0))
  expect(handled).toBeLessThan(100_000)
  await ended
})

test("a handler that throws ends the run, and nothing is handled after it", () => {
  const dispatcher = makeDispatcher()
  const defects: Array<unknown> = []
  let handled = 0
  dispatcher.push(ticked(0))
  dispatcher.push(ticked(1))
  dispatcher.start(
    () => {
      handled += 1
      throw new Error("defect")
    },
    (defect) => defects.push(defect)
  )
  dispatcher.push(ticked(2))
  expect([handled, defects.length]).toEqual([1, 1])
})

test("an event whose guard refuses is dropped when its turn comes, not before", () => {
  const dispatcher = makeDispatcher()
  const seen: Array<Event> = []
  let wanted = true
  dispatcher.push(ticked(0))
  dispatcher.push(ticked(1), () => wanted)
  dispatcher.start((event) => {
    seen.push(event)
    wanted = false
  }, fail)
  expect(seen).toEqual([ticked(0)])
})
