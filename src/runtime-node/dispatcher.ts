/**
 * The dispatcher: one queue of events, handled one at a time, each to completion. It is the process's
 * main thread and nothing in it waits.
 *
 * Callbacks of sockets, helpers and timers `push`; the first of them drains the queue on the spot, so an
 * event costs no promise, fiber or turn of the event loop. What `perform` causes at once is queued behind.
 */
import type { Event } from "../state-machine/event.ts"

/** Asked once, when the turn of its event comes; `false` drops the event: its timer was stopped. */
export type Guard = () => boolean

export interface Dispatcher {
  readonly push: (event: Event, guard?: Guard) => void
  /** Handles what was pushed so far and from now on. `failed` gets what a handler throws; then all is over. */
  readonly start: (handle: (event: Event) => void, failed: (defect: unknown) => void) => void
  /** Drops what is queued and everything that is pushed later. */
  readonly stop: () => void
  readonly figures: () => HandlerFigures
}

export interface HandlerFigures {
  readonly handlers: number
  readonly longestHandlerMillis: number
}

/** Events handled before sockets and timers get their turn: many small events must not starve them. */
const turnEventsMax = 1024
const always: Guard = () => true

export const makeDispatcher = (): Dispatcher => {
  const events: Array<Event> = []
  const guards: Array<Guard> = []
  let phase: "held" | "idle" | "draining" | "yielding" | "stopped" = "held"
  let handle: (event: Event) => void = () => {}
  let failed: (defect: unknown) => void = () => {}
  let handlers = 0
  let longestHandlerMillis = 0

  const handleOne = (event: Event) => {
    const began = performance.now()
    handle(event)
    const took = performance.now() - began
    handlers += 1
    if (took > longestHandlerMillis) longestHandlerMillis = took
  }

  const drain = () => {
    phase = "draining"
    let index = 0
    try {
      for (; index < events.length && index < turnEventsMax && !isStopped(); index++) {
        const event = events[index]
        if (event !== undefined && guards[index]?.() === true) handleOne(event)
      }
    } catch (defect) {
      stop()
      failed(defect)
    }
    const handled = isStopped() ? events.length : index
    dropFirst(events, handled)
    dropFirst(guards, handled)
    if (isStopped()) return
    phase = events.length === 0 ? "idle" : "yielding"
    if (phase === "yielding") setImmediate(resume)
  }

  // A handler may stop the dispatcher, which the type checker can't know.
  const isStopped = () => phase === "stopped"

  const resume = () => {
    if (!isStopped()) drain()
  }

  const stop = () => {
    phase = "stopped"
  }

  return {
    push: (event, guard = always) => {
      if (isStopped()) return
      events.push(event)
      guards.push(guard)
      if (phase === "idle") drain()
    },
    start: (onEvent, onDefect) => {
      handle = onEvent
      failed = onDefect
      drain()
    },
    stop,
    figures: () => ({ handlers, longestHandlerMillis })
  }
}

/** Setting the length keeps the memory; in all but a flood the whole queue was handled. */
const dropFirst = (queue: Array<unknown>, count: number): void => {
  if (count === queue.length) queue.length = 0
  else queue.splice(0, count)
}
