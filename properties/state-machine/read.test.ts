/** Reading: what is sent decides, and not how it is cut. */
import assert from "node:assert/strict"
import fc from "fast-check"
import { it } from "vitest"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { Host } from "../../tests/state-machine/host.ts"
import { parseResponses } from "../../tests/state-machine/responses.ts"
import { smallDisk } from "../arbitraries/disks.ts"
import { small } from "../arbitraries/limits.ts"
import { slowMillis, times } from "../arbitraries/runs.ts"
import { cut, cuts, stream } from "../arbitraries/streams.ts"

/** They tell how the bytes came, not what they mean. */
const ofTheCut: ReadonlyArray<TransitionId> = [
  "read/partial",
  "read/body-partial",
  "read/pipelined",
  "send/linger"
]

const outcome = (pieces: ReadonlyArray<string>, ends: boolean, sentBytesMax: number) => {
  // Pieces are not cut again: the whole is one read, whatever a runtime would make of it.
  const receivedBytesMax = Number.MAX_SAFE_INTEGER
  const host = new Host({ disk: smallDisk(), settings: small, sentBytesMax, receivedBytesMax })
  const peer = host.connect()
  for (const piece of pieces) host.send(peer, piece)
  if (ends) host.end(peer)
  const rules = host.rules.filter((rule) => !ofTheCut.includes(rule) && rule !== "send/progress")
  return {
    out: peer.out,
    finished: peer.finished,
    closed: peer.closed,
    records: host.records,
    rules: rules.filter((rule) => rule !== "faults/peer-ended")
  }
}

// Rejects: a bound on what arrived instead of on what is held; a decision that waits for more than a line.
it(
  "read/split-invariant any cut gives the same answers, rules, records and end",
  () => {
    fc.assert(
      fc.property(
        stream,
        cuts,
        fc.boolean(),
        fc.integer({ min: 1, max: 300 }),
        (bytes, sizes, ends, sent) => {
          const whole = outcome([bytes], ends, Number.MAX_SAFE_INTEGER)
          assert.deepEqual(outcome(cut(bytes, sizes), ends, sent), whole)
        }
      ),
      times(5)
    )
  },
  slowMillis
)

// Rejects: an error after which a later byte is read as a request; a second answer to one request.
it(
  "read/no-smuggling, send/close-announced nothing is answered after an answer that closes",
  () => {
    fc.assert(
      fc.property(stream, cuts, (bytes, sizes) => {
        const { out, records, finished } = outcome(cut(bytes, sizes), true, 7)
        const methods = records.filter(({ status }) => status > 0).map(({ method }) => method)
        const answers = parseResponses(out, methods)
        assert.equal(answers.length, methods.length)
        assert.ok(finished)
        const errors = answers.slice(0, -1).map(({ status }) => status)
        assert.ok(!errors.some((status) => [408, 413, 414, 431, 505].includes(status)))
      }),
      times(5)
    )
  },
  slowMillis
)

// Rejects: reading on while a request is answered; keeping the bytes of a body.
it(
  "read/held-bytes-bounded what a peer makes the server hold has a bound, at every moment",
  () => {
    const { headBytesMax, pipelinedBytesMax, readBytesMax } = small.limits
    // A Read is asked for below a bound, and brings `readBytesMax` at most.
    const bound = Math.max(headBytesMax, pipelinedBytesMax) + readBytesMax
    fc.assert(
      fc.property(
        fc.array(stream, { maxLength: 6 }),
        cuts,
        fc.boolean(),
        (streams, sizes, takes) => {
          const host = new Host({ disk: smallDisk(), settings: small, peersTake: takes })
          const peer = host.connect()
          for (const piece of cut(streams.join(""), sizes)) {
            host.send(peer, piece)
            for (const [, connection] of host.state.connections) {
              assert.ok(
                connection.held.length <= bound,
                `${connection.held.length} octets are held`
              )
              const progress =
                connection.phase._tag === "Read" ? connection.phase.progress : undefined
              assert.ok((progress?.fields.length ?? 0) <= small.limits.fieldsMax)
            }
          }
        }
      )
    )
  },
  slowMillis
)
