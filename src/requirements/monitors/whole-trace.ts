/** Rules about the trace as such. */
import type { MonitorFactory } from "../monitor.ts"

export const wholeTrace: MonitorFactory = {
  rules: ["trace/sequence", "trace/not-empty"],
  start: ({ gauge }) => {
    const sequence = gauge("trace/sequence")
    const notEmpty = gauge("trace/not-empty")
    let expected = 0
    let lastMillis = 0
    let ended = false
    let happenings = 0
    return {
      entry: (entry) => {
        const numbered = entry.sequence === expected
        const ordered = entry.atMillis >= lastMillis
        sequence.check(numbered && ordered && !ended, () =>
          ended
            ? "an entry stands after the end of the run"
            : numbered
              ? `time runs back from ${lastMillis} to ${entry.atMillis} ms`
              : `entry ${expected} is expected, ${entry.sequence} found`
        )
        expected = entry.sequence + 1
        lastMillis = entry.atMillis
        ended = entry.what._tag === "Ended"
        if (!ended) happenings += 1
      },
      end: () => notEmpty.check(happenings > 0, () => "the trace holds nothing that happened")
    }
  }
}
