/** The wall clock: one event whenever it shows a new second. */
import type { Dispatcher } from "./dispatcher.ts"

export const unixSeconds = (): number => Math.floor(Date.now() / 1000)

/** Ticks until the returned function is called. Keeps no process alive. */
export const startClock = (push: Dispatcher["push"], startedAtSeconds: number): (() => void) => {
  let shown = startedAtSeconds
  let timeout: NodeJS.Timeout
  const look = () => {
    const now = unixSeconds()
    // Not `now > shown`: after the clock was set back, dates must follow it.
    if (now !== shown) {
      shown = now
      push({ _tag: "ClockTicked", unixSeconds: now })
    }
    wait()
  }
  const wait = () => {
    timeout = setTimeout(look, 1000 - (Date.now() % 1000)).unref()
  }
  wait()
  return () => clearTimeout(timeout)
}

/**
 * The first use of a `Date` may make the engine open and read /etc/localtime, on the thread that used it.
 * Called before anything is served, so that no handler pays for it.
 */
export const readTimeZone = (): number => new Date(0).getTimezoneOffset()
