import { expect, it } from "vitest"
import type { TimerName } from "../../src/state-machine/event.ts"
import type { WorldCommand } from "../../src/runtime-sim/perform.ts"
import { initial } from "../../src/runtime-sim/world.ts"
import { after, applied, faults, labels, workload } from "./story.ts"

const accept: TimerName = { _tag: "Accept" }
const drain: TimerName = { _tag: "Drain" }
const start = (timer: TimerName, millis: number): WorldCommand => ({
  _tag: "StartTimer",
  timer,
  millis
})
const world = initial(workload())
const timely = (...steps: ReadonlyArray<WorldCommand | string>) =>
  labels(after(world, ...steps)).filter((label) => /^(time|clock)/.test(label))

it("time stands still without a timer", () => {
  expect(timely()).toEqual([])
})

it("a timer within the second fires at its deadline", () => {
  const { event, world: next } = applied(after(world, start(accept, 300)), "time to accept")
  expect(event).toEqual({ _tag: "TimerFired", timer: accept })
  expect(next.millis).toBe(300)
  expect(next.timers).toEqual([])
})

it("timers fire in the order of their deadlines", () => {
  expect(timely(start(accept, 300), start(drain, 200))).toEqual(["time to drain"])
})

it("timers of one instant are due together, so each order of them can be tried", () => {
  expect(timely(start(accept, 300), start(drain, 300))).toEqual(["time to accept", "time to drain"])
})

it("a stopped timer does not fire", () => {
  expect(timely(start(accept, 300), { _tag: "StopTimer", timer: accept })).toEqual([])
})

it("a timer started again fires once, at the new deadline", () => {
  const again = after(world, start(accept, 300), start(accept, 700))
  expect(again.timers).toHaveLength(1)
  expect(applied(again, "time to accept").world.millis).toBe(700)
})

it("no tick is passed over; silent seconds may pass in one", () => {
  expect(timely(start(accept, 3500))).toEqual(["clock ticks 3", "clock ticks 1"])
  const { event, world: next } = applied(after(world, start(accept, 3500)), "clock ticks 3")
  expect(event).toEqual({ _tag: "ClockTicked", unixSeconds: 1003 })
  expect(labels(next)).toContain("time to accept")
})

it("a timer on the full second may come before or after the tick", () => {
  expect(timely(start(accept, 1000))).toEqual(["time to accept", "clock ticks 1"])
})

it("after a block the clock catches up, and what is overdue is due at once", () => {
  const block: WorldCommand = { _tag: "Block", operation: "readFile", millis: 2600 }
  expect(timely(start(accept, 300), start(drain, 2600), block)).toEqual([
    "clock catches up",
    "time to accept",
    "time to drain"
  ])
})

it("a jump moves the wall clock and no timer", () => {
  const jumped = after(
    initial(workload({ faults: faults({ clockJump: 1 }) })),
    start(accept, 300),
    "clock jumps 3600"
  )
  expect(applied(jumped, "clock catches up").event).toEqual({
    _tag: "ClockTicked",
    unixSeconds: 4600
  })
  const told = after(jumped, "clock catches up")
  expect(applied(told, "time to accept").world.millis).toBe(300)
  expect(labels(told)).not.toContain("clock jumps 3600")
})
