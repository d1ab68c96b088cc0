/**
 * Virtual time. It moves only here: to the next timer, or to the next second of the wall clock.
 *
 * Every other choice takes no time, and each can be delayed for as long as the schedule likes by choosing
 * time before it. So each order of events that some speeds of clients, disk and helpers could bring about is
 * the order of some schedule. That is more than real timing allows (a reply can lie ready for an hour), and
 * meant so: the machine must be right whatever the speeds are, and no speed need be guessed.
 */
import type { TimerName } from "../state-machine/event.ts"
import { spend } from "./change.ts"
import { told, unseen, type Applied, type Into, type Kinds } from "./kind.ts"
import { unixSeconds, type Timer, type World } from "./world.ts"

export type ClockChoice =
  | { readonly _tag: "TimerFires"; readonly key: string }
  /** The machine is told a second that has come already. */
  | { readonly _tag: "ClockCatchesUp" }
  | { readonly _tag: "ClockTicks"; readonly seconds: number }
  | { readonly _tag: "ClockJumps"; readonly seconds: number }

/** A timer's name as text. */
export const timerKey = (name: TimerName): string => {
  switch (name._tag) {
    case "Connection":
      return `connection ${name.connection}`
    case "Job":
      return `job of helper ${name.helper}`
    case "Accept":
      return "accept"
    case "Spawn":
      return "spawn"
    case "Drain":
      return "drain"
  }
}

const jumpSeconds = 3600

/**
 * Timers are due in the order of their deadlines, those of one instant in any order, and no tick of the
 * clock is passed over. Seconds in which nothing is due may pass in one tick. Without a timer nothing waits
 * for time, so it stands still: that lets a run become quiescent.
 */
export const clockChoices = (world: World, into: Into<ClockChoice>): void => {
  const behind = unixSeconds(world) > world.toldUnixSeconds
  if (behind) into.push({ _tag: "ClockCatchesUp" })
  if (world.timers.length > 0) timerChoices(world, behind, into)
  if (world.faults.clockJump > 0) into.push({ _tag: "ClockJumps", seconds: jumpSeconds })
}

const timerChoices = (world: World, behind: boolean, into: Into<ClockChoice>): void => {
  const { millis, timers } = world
  let next = Infinity
  for (const { deadlineMillis } of timers) next = Math.min(next, deadlineMillis)
  const tickMillis = (Math.floor(millis / 1000) + 1) * 1000
  const silentSeconds = Math.floor((next - 1) / 1000) - Math.floor(millis / 1000)
  const ticks = !behind && tickMillis <= next
  if (ticks && silentSeconds > 1) into.push({ _tag: "ClockTicks", seconds: silentSeconds })
  const untilMillis = behind ? millis : Math.max(millis, next)
  if (untilMillis <= tickMillis)
    for (const { key, deadlineMillis } of timers)
      if (deadlineMillis <= untilMillis) into.push({ _tag: "TimerFires", key })
  if (ticks) into.push({ _tag: "ClockTicks", seconds: 1 })
}

const fires = (world: World, key: string): Applied => {
  const timer = world.timers.find((each) => each.key === key)
  if (timer === undefined) throw new Error(`there is no timer ${key}`)
  const millis = Math.max(world.millis, timer.deadlineMillis)
  return told(
    { ...world, millis, timers: world.timers.filter((each) => each !== timer) },
    { _tag: "TimerFired", timer: timer.name }
  )
}

const ticks = (world: World, seconds: number): Applied =>
  tellsSecond({ ...world, millis: (Math.floor(world.millis / 1000) + seconds) * 1000 })

const tellsSecond = (world: World): Applied => {
  const now = unixSeconds(world)
  return told({ ...world, toldUnixSeconds: now }, { _tag: "ClockTicked", unixSeconds: now })
}

export const startTimer = (world: World, name: TimerName, millis: number): World => {
  const key = timerKey(name)
  const timer: Timer = { name, key, deadlineMillis: world.millis + millis }
  return { ...world, timers: [...world.timers.filter((each) => each.key !== key), timer] }
}

export const stopTimer = (world: World, name: TimerName): World => {
  const key = timerKey(name)
  return world.timers.some((each) => each.key === key)
    ? { ...world, timers: world.timers.filter((each) => each.key !== key) }
    : world
}

export const clockKinds: Kinds<ClockChoice> = {
  TimerFires: {
    class: "time",
    source: ({ key }) => `time to ${key}`,
    label: ({ key }) => `time to ${key}`,
    apply: (world, { key }) => fires(world, key)
  },
  ClockCatchesUp: {
    class: "time",
    source: () => "clock",
    label: () => "clock catches up",
    apply: tellsSecond
  },
  ClockTicks: {
    class: "time",
    source: () => "clock",
    label: ({ seconds }) => `clock ticks ${seconds}`,
    apply: (world, { seconds }) => ticks(world, seconds)
  },
  ClockJumps: {
    class: "fault",
    source: () => "clock",
    label: ({ seconds }) => `clock jumps ${seconds}`,
    apply: (world, { seconds }) =>
      unseen({
        ...spend(world, "clockJump"),
        epochUnixSeconds: world.epochUnixSeconds + seconds
      })
  }
}
