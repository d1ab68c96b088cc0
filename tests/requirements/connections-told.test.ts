/** Exactly what the monitors of connections count and say, each of them alone. */
import { expect, test } from "vitest"
import { completion, lateness, reads, rest } from "../../src/requirements/monitors/connections.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { limits, settings } from "./answer-builder.ts"
import {
  accepted,
  close,
  head,
  lengthField,
  log,
  read,
  received,
  request,
  send,
  sent,
  step,
  text
} from "./trace-builder.ts"
import { breaks, holds, teller } from "./told.ts"

const readBytesMax = 64

/** What one monitor alone says about one rule. */
const told = teller({ ...settings, limits: { ...limits, readBytesMax } })

const heldBytes = "read/held-bytes-bounded"
const answerHead = head(200, lengthField(4))
const ended = (commands: Parameters<typeof step>[1] = []): Happening =>
  step({ _tag: "PeerEnded", connection: 1 }, commands)
const reset = (
  commands: Parameters<typeof step>[1] = [],
  rules: ReadonlyArray<TransitionId> = []
): Happening => step({ _tag: "PeerReset", connection: 1 }, commands, rules)

/** `accepted` reads once, which is put to the test three times; so is each Read that is judged in full. */
test("read/held-bytes-bounded: one Read may bring as much as the limit and no more", () => {
  const brought = (bytes: number) => [accepted(1), received(1, "x".repeat(bytes))]
  expect(told(reads, heldBytes, brought(readBytesMax))).toEqual(holds(4))
  expect(told(reads, heldBytes, brought(readBytesMax + 1))).toEqual(
    breaks(4, "one Read brought 65 bytes")
  )
})

test("read/held-bytes-bounded: the limit of pipelined bytes is not to be reached", () => {
  const pipelined = (later: string) => [
    accepted(1),
    received(1, `${request("/a")}${later}`, [read(1)])
  ]
  expect(told(reads, heldBytes, pipelined("GET /bb"))).toEqual(holds(7))
  expect(told(reads, heldBytes, pipelined("GET /bbb"))).toEqual(
    breaks(7, "a Read while 8 bytes of later requests are held")
  )
})

test("read/held-bytes-bounded: whole requests behind the first are held as well", () => {
  const both = request("/a") + request("/b")
  expect(told(reads, heldBytes, [accepted(1), received(1, both, [read(1)])])).toEqual(
    breaks(7, "a Read while 28 bytes of later requests are held")
  )
})

test("read/held-bytes-bounded: behind an answer that is not whole, every request is a later one", () => {
  const happenings = [
    accepted(1),
    received(1, request("/a"), [send(1, text(answerHead))]),
    sent(1, answerHead.length),
    received(1, request("/b"), [read(1)])
  ]
  expect(told(reads, heldBytes, happenings)).toEqual(
    breaks(8, "a Read while 28 bytes of later requests are held")
  )
})

test("read/held-bytes-bounded: behind bytes that are not out, every request is a later one", () => {
  const happenings = [
    accepted(1),
    received(1, request("/a"), [send(1, text(answerHead), text("four"))]),
    received(1, request("/b"), [read(1)])
  ]
  expect(told(reads, heldBytes, happenings)).toEqual(
    breaks(8, "a Read while 28 bytes of later requests are held")
  )
})

test("read/held-bytes-bounded: only a field named Connection makes a request the last", () => {
  const asking = (field: string) => [
    accepted(1),
    received(1, `${request("/a", field)}GET /bbb`, [read(1)])
  ]
  expect(told(reads, heldBytes, asking("Connection: x\r\n"))).toEqual(holds(5))
  expect(told(reads, heldBytes, asking("X-Connection: x\r\n"))).toEqual(
    breaks(7, "a Read while 8 bytes of later requests are held")
  )
})

test("read/held-bytes-bounded: all that comes from the peer answers a Read", () => {
  expect(told(reads, heldBytes, [accepted(1), received(1, "GET", [read(1)])])).toEqual(holds(7))
  expect(told(reads, heldBytes, [accepted(1), ended([read(1)])])).toEqual(holds(6))
})

/** That nothing may be read from it any more is another rule's concern. */
test("read/held-bytes-bounded: the Read of a connection that is gone is no longer open", () => {
  expect(told(reads, heldBytes, [accepted(1), reset([read(1)])])).toEqual(holds(4))
  expect(told(reads, heldBytes, [accepted(1), ended(), ended([close(1), read(1)])])).toEqual(
    holds(4)
  )
  expect(told(reads, heldBytes, [accepted(1), received(1, "x", [close(1), read(1)])])).toEqual(
    holds(5)
  )
})

test("read/held-bytes-bounded: Close ends a Read that nothing answered", () => {
  const timeout = step({ _tag: "TimerFired", timer: { _tag: "Connection", connection: 1 } }, [
    close(1),
    read(1)
  ])
  expect(told(reads, heldBytes, [accepted(1), timeout])).toEqual(holds(4))
})

test("faults/late-event: after a reset by the peer, Close does no harm and Read does", () => {
  expect(told(lateness, "faults/late-event", [accepted(1), reset([close(1)])])).toEqual(holds(2))
  expect(told(lateness, "faults/late-event", [accepted(1), reset([read(1)])])).toEqual(
    breaks(3, "Read for connection 1, which is gone")
  )
})

const endedUnder = (rule: TransitionId): ReadonlyArray<Happening> => [
  accepted(1),
  received(1, request("/a"), [send(1, text(answerHead))]),
  sent(1, answerHead.length, [log(1, 200, "/a", rule), close(1, "reset")], [rule])
]

test.each([
  "accept/draining",
  "accept/full",
  "dispatcher/drain-timeout",
  "faults/peer-reset"
] as const)("accept/completes: an answer may be cut short under %s", (rule) => {
  expect(told(completion, "accept/completes", endedUnder(rule))).toEqual(holds(2))
})

test("accept/completes: an answer may not be cut short under a rule that is no reason", () => {
  expect(told(completion, "accept/completes", endedUnder("read/complete"))).toEqual(
    breaks(2, "connection 1 ends under read/complete with a request unanswered")
  )
})

test("accept/completes: a reset by the peer is a reason whatever rule was followed", () => {
  const happenings = [accepted(1), received(1, request("/a")), reset([], ["read/complete"])]
  expect(told(completion, "accept/completes", happenings)).toEqual(holds(2))
})

/** Names of connections are not used twice; in a trace of another server they could be. */
test("accept/completes: a connection owes no log for one of the same name before it", () => {
  const happenings = [
    accepted(1),
    received(
      1,
      request("/a"),
      [send(1, text(answerHead), text("four")), close(1)],
      ["send/stalled"]
    ),
    accepted(1),
    ended([close(1)])
  ]
  expect(told(completion, "accept/completes", happenings)).toEqual(
    breaks(4, "1 answers on connection 1 are not in the log")
  )
})

test("accept/completes: a connection has no timer from one of the same name before it", () => {
  const again = step({ _tag: "Accepted", connection: 1 })
  expect(told(rest, "accept/completes", [accepted(1), reset(), again])).toEqual(
    breaks(2, "connection 1 is open after Accepted and has no timer")
  )
})
