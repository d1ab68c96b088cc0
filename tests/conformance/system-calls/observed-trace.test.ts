import { describe, expect, it } from "vitest"
import { entriesOf } from "../../../src/conformance/system-calls/observed-trace.ts"
import { judge } from "../../../src/requirements/registry.ts"
import {
  accept,
  client,
  exchange,
  hold,
  listener,
  opens,
  probe,
  readBytes,
  told,
  waits,
  watches
} from "./told.ts"

const lines = [
  ...[watches(1, 1, listener), accept(1, 2, 5000), watches(1, 3, client(5000)), waits(1, 4)],
  ...[readBytes(1, 5, 5000), opens(1, 100, "/cold", 1_500)]
]

describe("the trace of a recording", () => {
  it("tells calls and clients in the order of time, and ends", () => {
    const account = told(lines.slice(0, 5), {
      exchanges: [exchange(5000, "/a", 3.5, { doneMicros: 9_000, receivedBytes: 77 })],
      endedMicros: 12_000
    })
    const call = { _tag: "Observed", thread: 1, micros: 1, connection: 0 }
    expect(entriesOf(account).map(({ atMillis, actor, what }) => [atMillis, actor, what])).toEqual([
      [2, "dispatcher", { ...call, phase: "Accept", call: "accept4" }],
      [3.5, "client 0", { _tag: "ClientSent", connection: 0, bytes: 10 }],
      [5, "dispatcher", { ...call, phase: "Read", call: "read" }],
      [9, "client 0", { _tag: "ClientReceived", connection: 0, bytes: 77 }],
      [12, "world", { _tag: "Ended", reason: "interrupted" }]
    ])
  })

  it("breaks dispatcher/never-blocks where the dispatcher waited in a hold", () => {
    const holds = [hold(1, "/cold", 110, 1_590)]
    const account = told(lines, { exchanges: [probe(5001, 200, 1_700)], holds })
    const { violations } = judge(entriesOf(account))
    expect(violations.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([
      "dispatcher/never-blocks: a handler waited 1500 ms in openat /cold; 0 ms are allowed"
    ])
    const calm = told(lines, { exchanges: [probe(5001, 200, 300)], holds })
    expect(judge(entriesOf(calm)).violations).toEqual([])
  })

  it("tells of a page fault as long as the hold lasted", () => {
    const account = told(lines.slice(0, 5), {
      exchanges: [probe(5001, 200, null)],
      holds: [hold(1, "/cold", 110, 1_590)]
    })
    const blocked = entriesOf(account).find(({ what }) => what._tag === "Blocked")
    expect(blocked?.what).toEqual({
      _tag: "Blocked",
      operation: "a page fault /cold",
      millis: 1_480
    })
  })

  it("never runs back in time, though two clocks made it", () => {
    const account = told(lines, {
      startedMicros: 4_500,
      endedMicros: 90_000,
      exchanges: [exchange(5000, "/a", 1, { doneMicros: 95_000 })]
    })
    const { rules, violations } = judge(entriesOf(account))
    expect(violations).toEqual([])
    expect(rules.find(({ rule }) => rule === "trace/sequence")?.checked).toBeGreaterThan(3)
  })
})
