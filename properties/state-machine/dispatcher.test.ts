/** The whole machine in a world that does its worst. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { parseResponses } from "../../tests/state-machine/responses.ts"
import { smallDisk } from "../arbitraries/disks.ts"
import { small } from "../arbitraries/limits.ts"
import { slowMillis, times } from "../arbitraries/runs.ts"
import { plain, request, stream, unfinished } from "../arbitraries/streams.ts"
import { Run } from "./run.ts"

const schedule = fc.array(fc.nat({ max: 1 << 20 }), { minLength: 20, maxLength: 300, size: "max" })
const streams = fc.array(fc.oneof(stream, request, plain, plain, unfinished), {
  minLength: 2,
  maxLength: 12
})

// Rejects: a cell that is missing; a second Send before the first is out; a connection without a timer; a chunk
// that leaks or is sent after its Forget; a request without a record; a notification that counts twice.
it(
  "dispatcher/total, dispatcher/bounded-work, accept/completes no order of events breaks the machine",
  () => {
    fc.assert(
      fc.property(schedule, streams, fc.nat({ max: 10 }), (numbers, bytes, faults) => {
        const run = new Run(smallDisk(), small)
        run.follow(numbers, bytes, faults)
        run.quiesce()
      }),
      times(1)
    )
  },
  slowMillis
)

// Rejects: answers in the order of completion; bytes of one answer in another; a wrong length.
it(
  "send/in-order, send/exact-bytes what a kind world receives is whole, whatever the schedule",
  () => {
    fc.assert(
      fc.property(schedule, streams, (numbers, bytes) => {
        const run = new Run(smallDisk(), small)
        run.follow(
          numbers.filter((number) => number % 211 !== 0),
          bytes,
          0
        )
        run.quiesce()
        for (const peer of run.world.peers.values()) {
          const records = run.world.records.filter(
            ({ connection, status }) => connection === peer.id && status > 0
          )
          const answers = parseResponses(
            peer.out,
            records.map(({ method }) => method)
          )
          assert.deepEqual(
            answers.map(({ status, body }) => [status, body.length]),
            records.map(({ status, bodyBytes }) => [status, bodyBytes])
          )
        }
      })
    )
  },
  slowMillis
)

/** Met by every run of this length, or by no test at all. */
const sometimes: ReadonlyArray<TransitionId> = [
  "accept/full",
  "read/pipelined",
  "read/body-timeout",
  "find/stale",
  "find/overload",
  "find/timeout",
  "header/changed",
  "header/timeout",
  "send/changed",
  "send/stalled",
  "helpers/late-notification",
  "helpers/unclaimed",
  "helpers/lost-retry",
  "helpers/lost-fail",
  "helpers/hung",
  "helpers/spawn-again",
  "caches/resident",
  "caches/evict",
  "dispatcher/drain-timeout"
]

// Rejects: a world too kind to meet what the property above is about.
it(
  "the world is unkind enough to take the rare transitions too",
  () => {
    const met = new Set<TransitionId>()
    const runs = fc.sample(fc.tuple(schedule, streams, fc.nat({ max: 10 })), 400)
    for (const [numbers, bytes, faults] of runs) {
      const run = new Run(smallDisk(), small)
      run.follow(numbers, bytes, faults)
      for (const rule of run.rules) met.add(rule)
    }
    assert.deepEqual(
      sometimes.filter((rule) => !met.has(rule)),
      []
    )
  },
  slowMillis
)
