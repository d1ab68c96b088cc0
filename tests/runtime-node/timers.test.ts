import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Event, TimerName } from "../../src/state-machine/event.ts"
import { startClock } from "../../src/runtime-node/clock.ts"
import { makeDispatcher } from "../../src/runtime-node/dispatcher.ts"
import { makeTimers } from "../../src/runtime-node/timers.ts"

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_250 }))
afterEach(() => void vi.useRealTimers())

const started = (onEvent: (event: Event) => void = () => {}) => {
  const events: Array<Event> = []
  const dispatcher = makeDispatcher()
  const timers = makeTimers(dispatcher.push)
  dispatcher.start(
    (event) => {
      events.push(event)
      onEvent(event)
    },
    (defect) => {
      throw defect
    }
  )
  return { events, dispatcher, timers }
}

const first: TimerName = { _tag: "Connection", connection: 1 }
const second: TimerName = { _tag: "Connection", connection: 2 }
const fired = (timer: TimerName): Event => ({ _tag: "TimerFired", timer })

test("a timer fires once, each name for itself", () => {
  const { events, timers } = started()
  timers.start(first, 10)
  timers.start({ _tag: "Job", helper: 1 }, 20)
  timers.start({ _tag: "Accept" }, 30)
  vi.advanceTimersByTime(100)
  expect(events).toEqual([
    fired(first),
    fired({ _tag: "Job", helper: 1 }),
    fired({ _tag: "Accept" })
  ])
})

test("starting again replaces, stopping stops", () => {
  const { events, timers } = started()
  timers.start(first, 10)
  timers.start(first, 50)
  timers.start(second, 10)
  timers.stop(second)
  vi.advanceTimersByTime(40)
  expect(events).toEqual([])
  vi.advanceTimersByTime(20)
  expect(events).toEqual([fired(first)])
})

test.each(["stopped", "replaced"])(
  "a timer that is %s while its event waits doesn't fire",
  (how) => {
    const { dispatcher, timers, events } = started((event) => {
      if (event._tag !== "DrainRequested") return
      // Both are due now: their events wait behind this handler.
      vi.advanceTimersByTime(10)
      if (how === "stopped") timers.stop(first)
      else timers.start(first, 1000)
    })
    timers.start(first, 10)
    timers.start(second, 10)
    dispatcher.push({ _tag: "DrainRequested" })
    expect(events).toEqual([{ _tag: "DrainRequested" }, fired(second)])
  }
)

test("ten thousand timers, started again and again and stopped, leave nothing behind", () => {
  const { events, timers } = started()
  for (let round = 0; round < 3; round++)
    for (let connection = 0; connection < 10_000; connection++)
      timers.start({ _tag: "Connection", connection }, 10_000)
  for (let connection = 0; connection < 10_000; connection++)
    timers.stop({ _tag: "Connection", connection })
  expect(vi.getTimerCount()).toBe(0)
  expect(events).toEqual([])
})

test("the clock ticks when the wall clock shows a new second, and follows it back", () => {
  const { events, dispatcher } = started()
  const stop = startClock(dispatcher.push, 1_700_000_000)
  vi.advanceTimersByTime(2000)
  vi.setSystemTime(1_699_999_990_500)
  vi.advanceTimersByTime(1000)
  stop()
  vi.advanceTimersByTime(5000)
  const seconds = events.map((event) => (event._tag === "ClockTicked" ? event.unixSeconds : 0))
  expect(seconds.slice(0, 2)).toEqual([1_700_000_001, 1_700_000_002])
  expect(seconds.at(-1)).toBe(1_699_999_991)
})
