/** Moves text from a bounded store to a sink, a batch at a time, without ever waiting. */
import * as Effect from "effect/Effect"
import type { Sink } from "./background-writer.ts"

export interface Pump {
  /** There is something in the store. It leaves in a later turn, together with what comes until then. */
  readonly nudge: () => void
  /** Waits until the store is empty and the last batch is out. */
  readonly flushed: Effect.Effect<void>
}

export interface Store {
  /** The next batch; empty when there is none. */
  readonly take: () => string
  /** The batch that was taken last could not be written. */
  readonly lost: (reason: string) => void
}

export const makePump = (sink: Sink, store: Store): Pump => {
  let phase: "idle" | "nudged" | "writing" = "idle"
  let waiting: Array<() => void> = []

  const next = () => {
    const text = store.take()
    if (text !== "") {
      phase = "writing"
      sink(text, written)
      return
    }
    phase = "idle"
    const released = waiting
    waiting = []
    for (const done of released) done()
  }

  const written = (failure: string | null) => {
    if (failure !== null) store.lost(failure)
    next()
  }

  const nudge = () => {
    if (phase !== "idle") return
    phase = "nudged"
    setImmediate(next)
  }

  return {
    nudge,
    flushed: Effect.callback((resume) => {
      waiting.push(() => resume(Effect.void))
      nudge()
    })
  }
}
