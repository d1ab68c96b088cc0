import { describe, expect, test } from "vitest"
import { losses, queue } from "../../src/requirements/monitors/losses.ts"
import { pool, queued, settings, tickWith } from "./pool-builder.ts"
import { breaks, fires, holds, peerEnds, peerResets, teller } from "./told.ts"
import {
  accepted,
  kill,
  load,
  locate,
  lost,
  notified,
  ready,
  received,
  sent,
  submit
} from "./trace-builder.ts"

const told = teller(settings)
const first = tickWith(...submit(1, 1, locate("/a")))
const lostToBeTried = lost(1, [], ["helpers/lost-retry"])
const other = tickWith(...submit(2, 2, locate("/b")))

describe("the lost job goes first", () => {
  test("helpers/lost-retry: a part of a file is told from its other parts, and from its name", () => {
    const part = (offset: number) => load("/a", "v1", offset, 4)
    const begun = [tickWith(...submit(1, 1, part(0))), lostToBeTried]
    expect(
      told(losses, "helpers/lost-retry", [...begun, tickWith(...submit(2, 2, part(4)))])
    ).toEqual(breaks(2, "Load /a v1 0 is lost, and Load /a v1 4 goes first"))
    expect(
      told(losses, "helpers/lost-retry", [...begun, tickWith(...submit(2, 2, locate("/a")))])
    ).toEqual(breaks(2, "Load /a v1 0 is lost, and Locate /a goes first"))
  })

  test("helpers/lost-retry: another job may follow in the step in which the lost one is given up", () => {
    const givenUp = lost(1, submit(2, 2, locate("/b")), ["helpers/lost-fail"])
    expect(told(losses, "helpers/lost-retry", [first, givenUp])).toEqual(holds(1))
  })

  test("helpers/lost-retry: another job goes first only if a request may have left since", () => {
    const trace = (...between: Parameters<typeof told>[2]) =>
      told(losses, "helpers/lost-retry", [first, lostToBeTried, ...between, other])
    const overtaken = breaks(2, "Locate /a is lost, and Locate /b goes first")
    expect(trace()).toEqual(overtaken)
    expect(trace(fires({ _tag: "Spawn" }))).toEqual(overtaken)
    expect(trace(peerResets(1))).toEqual(holds(2))
    expect(trace(fires({ _tag: "Drain" }))).toEqual(holds(2))
    expect(trace(fires({ _tag: "Connection", connection: 1 }))).toEqual(holds(2))
  })

  test("helpers/fifo: a job that is tried again is not measured against younger ones", () => {
    const again = lost(1, submit(3, 1, locate("/a")), ["helpers/lost-retry"])
    expect(told(losses, "helpers/fifo", [first, other, again])).toEqual(holds(2))
    expect(
      told(losses, "helpers/fifo", [first, other, tickWith(...submit(3, 1, locate("/a")))])
    ).toEqual(breaks(3, "ticket 1 is submitted after 2"))
  })
})

describe("tries", () => {
  const again = (helper: number) =>
    lost(helper, submit(helper + 1, helper + 1, locate("/a")), ["helpers/lost-retry"])

  test("helpers/lost-fail: a third try is one too many", () => {
    expect(told(losses, "helpers/lost-fail", [first, again(1), again(2)])).toEqual(
      breaks(3, "Locate /a is tried 3 times")
    )
  })

  test("helpers/lost-fail: tries of a request that may have left are not counted on", () => {
    expect(told(losses, "helpers/lost-fail", [first, again(1), peerResets(1), again(2)])).toEqual(
      holds(3)
    )
  })
})

describe("jobs that wait", () => {
  const submits = submit(1, 1, locate("/a"))
  const waiting = (...between: Parameters<typeof told>[2]) =>
    told(queue, "helpers/bounded-queue", [accepted(2), queued, ...between, queued])
  const tooMany = breaks(2, "2 jobs wait, and 1 may")

  test("helpers/bounded-queue: a job that comes from a request leaves the queue as it was", () => {
    expect(waiting(received(1, "x", submits))).toEqual(tooMany)
    expect(waiting(sent(1, 1, submits))).toEqual(tooMany)
    expect(waiting(peerEnds(1, submits))).toEqual(tooMany)
  })

  test("helpers/bounded-queue: a job that another event submits left the queue", () => {
    expect(waiting(tickWith(...submits))).toEqual(holds(2))
    expect(waiting(ready(1, submits))).toEqual(holds(2))
  })

  test("helpers/submit: a helper that is gone is not free after a late notification", () => {
    const late = notified(1, 1, { _tag: "Missing" })
    const begun = [...pool(1), tickWith(...submits), accepted(2)]
    expect(told(queue, "helpers/submit", [...begun, lost(1), late, queued])).toEqual(holds(2))
    expect(told(queue, "helpers/submit", [...begun, tickWith(kill(1)), late, queued])).toEqual(
      holds(2)
    )
    expect(told(queue, "helpers/submit", [...begun, late, queued])).toEqual(
      breaks(3, "1 jobs wait and 1 helpers are free")
    )
  })
})
