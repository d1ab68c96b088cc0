/**
 * The access log: one JSON object a line, written behind the dispatcher's back. When records come faster
 * than they can be written, whole records are dropped and counted, and the log says how many.
 */
import type * as Effect from "effect/Effect"
import type { AccessRecord } from "../state-machine/command.ts"
import type { Sink } from "./background-writer.ts"
import { makePump } from "./pump.ts"

export interface AccessLog {
  readonly add: (record: AccessRecord) => void
  readonly flushed: Effect.Effect<void>
  readonly figures: () => AccessLogFigures
}

export interface AccessLogFigures {
  readonly written: number
  readonly dropped: number
}

/** Records that wait for the writer at most. */
export const waitingMax = 8192
/** Records turned into text in one turn: about a fifth of a millisecond. */
const batchMax = 512

interface Waiting {
  readonly atMillis: number
  readonly record: AccessRecord
}

export const makeAccessLog = (sink: Sink): AccessLog => {
  const ring = new Array<Waiting | undefined>(waitingMax)
  let first = 0
  let count = 0
  let batchCount = 0
  let written = 0
  let dropped = 0
  let droppedTold = 0

  const take = () => {
    written += batchCount
    batchCount = Math.min(count, batchMax)
    let text = ""
    for (let index = 0; index < batchCount; index++) {
      text += line(ring[first])
      ring[first] = undefined
      first = (first + 1) % waitingMax
    }
    count -= batchCount
    if (count > 0 || dropped === droppedTold) return text
    text += JSON.stringify({ time: isoTime(Date.now()), dropped: dropped - droppedTold }) + "\n"
    droppedTold = dropped
    return text
  }

  const lost = () => {
    dropped += batchCount
    // A writer that fails can't be told of its failure: the figures tell it.
    droppedTold = dropped
    batchCount = 0
  }

  const pump = makePump(sink, { take, lost })

  return {
    add: (record) => {
      if (count === waitingMax) {
        dropped += 1
        return
      }
      ring[(first + count) % waitingMax] = { atMillis: Date.now(), record }
      count += 1
      pump.nudge()
    },
    flushed: pump.flushed,
    figures: () => ({ written, dropped })
  }
}

const isoTime = (millis: number): string => new Date(millis).toISOString()

const line = (waiting: Waiting | undefined): string =>
  waiting === undefined
    ? ""
    : JSON.stringify({ time: isoTime(waiting.atMillis), ...waiting.record }) + "\n"
