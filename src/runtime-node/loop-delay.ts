/** How long events wait for the dispatcher: the delay of its event loop, and its longest handler. */
import { monitorEventLoopDelay } from "node:perf_hooks"
import type { HandlerFigures } from "./dispatcher.ts"

/** Milliseconds an event waited because the thread was busy. */
export interface LoopDelay extends HandlerFigures {
  readonly p50Millis: number
  readonly p99Millis: number
  readonly maxMillis: number
}

export interface LoopDelayMonitor {
  readonly figures: (handlers: HandlerFigures) => LoopDelay
  readonly stop: () => void
}

const resolutionMillis = 20

export const monitorLoopDelay = (): LoopDelayMonitor => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMillis })
  histogram.enable()
  // The histogram holds the time between two of its own timers, which an idle loop makes `resolution` long.
  const delayMillis = (nanos: number) =>
    Number.isFinite(nanos) ? Math.max(0, nanos / 1e6 - resolutionMillis) : 0
  return {
    figures: (handlers) => ({
      p50Millis: delayMillis(histogram.percentile(50)),
      p99Millis: delayMillis(histogram.percentile(99)),
      maxMillis: histogram.count === 0 ? 0 : delayMillis(histogram.max),
      ...handlers
    }),
    stop: () => void histogram.disable()
  }
}
