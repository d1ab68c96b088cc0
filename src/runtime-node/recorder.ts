/**
 * Records the dispatcher's steps as a trace that the pure machine can replay (spec/trace.md).
 *
 * The dispatcher never waits for the disk: when more is waiting than the bound allows, the recording ends
 * there. What it holds is still a true beginning of the run, and its last line says that it is only that.
 */
import type * as Effect from "effect/Effect"
import type { Event } from "../state-machine/event.ts"
import type { Stepped } from "../runtime/driver.ts"
import { encodeEntry, encodeHeader } from "../runtime/encode.ts"
import type { Happening, TraceHeader } from "../runtime/trace.ts"
import type { Sink } from "./background-writer.ts"
import { makePump } from "./pump.ts"

export interface Recorder {
  /** An `Observe` for `drive`. */
  readonly observe: (
    event: Event,
    stepped: Stepped<unknown>,
    startedMillis: number,
    /** Of the state after the step. */
    fingerprint?: number
  ) => void
  /** Writes the last line: the world is over, or was ended from outside. */
  readonly end: (reason: "drained" | "interrupted", atMillis: number) => void
  readonly flushed: Effect.Effect<void>
  readonly figures: () => RecorderFigures
}

export interface RecorderFigures {
  readonly entries: number
  /** Why the recording stops before the run did; null when it holds all of it. */
  readonly incomplete: string | null
}

/** Text that waits for the writer at most, in characters. */
const waitingMax = 64 * 1024 * 1024
/** What is handed to the writer at once: joining and copying it is work for the dispatcher. */
const batchMax = 1024 * 1024

export const makeRecorder = (
  sink: Sink,
  header: TraceHeader,
  bound: number = waitingMax
): Recorder => {
  let lines: Array<string> = [encodeHeader(header) + "\n"]
  let waiting = 0
  let sequence = 0
  let incomplete: string | null = null
  let ended = false

  const take = () => {
    let size = 0
    let count = 0
    while (count < lines.length && size < batchMax) size += lines[count++]?.length ?? 0
    const batch = lines.slice(0, count).join("")
    lines = lines.slice(count)
    waiting -= size
    return batch
  }

  const stop = (reason: string, atMillis: number) => {
    if (ended) return
    incomplete = reason
    append("world", { _tag: "Ended", reason: "interrupted" }, atMillis)
    ended = true
  }

  const pump = makePump(sink, {
    take,
    lost: (reason) => {
      incomplete = `not written: ${reason}`
      ended = true
      lines = []
    }
  })

  const append = (actor: string, what: Happening, atMillis: number) => {
    const text = encodeEntry({ sequence: sequence++, atMillis, actor, what }) + "\n"
    lines.push(text)
    waiting += text.length
    pump.nudge()
  }

  return {
    observe: (event, { rules, commands }, startedMillis, fingerprint) => {
      if (ended) return
      const state = fingerprint === undefined ? {} : { state: fingerprint }
      append("dispatcher", { _tag: "Step", event, rules, commands, ...state }, startedMillis)
      if (waiting > bound) stop(`more than ${bound} characters waited for the disk`, startedMillis)
    },
    end: (reason, atMillis) => {
      if (ended) return
      append("world", { _tag: "Ended", reason }, atMillis)
      ended = true
    },
    flushed: pump.flushed,
    figures: () => ({ entries: sequence, incomplete })
  }
}
