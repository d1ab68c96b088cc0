/** Named timers. At most one of each name; a stopped or replaced one never fires, even if it was due. */
import type { TimerName } from "../state-machine/event.ts"
import type { Dispatcher } from "./dispatcher.ts"

export interface Timers {
  readonly start: (timer: TimerName, millis: number) => void
  readonly stop: (timer: TimerName) => void
  readonly stopAll: () => void
}

/** Timers of one kind by what they guard. An entry is there until it is stopped or its event is handled. */
type Running<Key> = Map<Key, NodeJS.Timeout>

export const makeTimers = (push: Dispatcher["push"]): Timers => {
  // Numbers as keys for the many, so that no name is built for each of 10,000 connections.
  const ofConnections: Running<number> = new Map()
  const ofHelpers: Running<number> = new Map()
  const single: Running<string> = new Map()

  const stop = <Key>(running: Running<Key>, key: Key) => {
    clearTimeout(running.get(key))
    running.delete(key)
  }

  const start = <Key>(running: Running<Key>, key: Key, timer: TimerName, millis: number) => {
    stop(running, key)
    // The event may have to queue. What was stopped or replaced meanwhile is not admitted.
    const admit = () => running.get(key) === timeout && running.delete(key)
    const timeout = setTimeout(() => push({ _tag: "TimerFired", timer }, admit), millis)
    running.set(key, timeout)
  }

  const stopEach = <Key>(running: Running<Key>) => {
    for (const key of running.keys()) stop(running, key)
  }

  return {
    start: (timer, millis) => {
      if (timer._tag === "Connection") start(ofConnections, timer.connection, timer, millis)
      else if (timer._tag === "Job") start(ofHelpers, timer.helper, timer, millis)
      else start(single, timer._tag, timer, millis)
    },
    stop: (timer) => {
      if (timer._tag === "Connection") stop(ofConnections, timer.connection)
      else if (timer._tag === "Job") stop(ofHelpers, timer.helper)
      else stop(single, timer._tag)
    },
    stopAll: () => {
      stopEach(ofConnections)
      stopEach(ofHelpers)
      stopEach(single)
    }
  }
}
