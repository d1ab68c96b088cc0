import { describe, expect, test } from "vitest"
import { deadline, notifications } from "../../src/requirements/monitors/pool.ts"
import type { Command } from "../../src/state-machine/command.ts"
import { settings, tickWith } from "./pool-builder.ts"
import { breaks, fires, holds, teller } from "./told.ts"
import { kill, loaded, locate, lost, notified, submit } from "./trace-builder.ts"

const told = teller(settings)
const begun = tickWith(...submit(1, 1, locate("/a")))

describe("late notifications", () => {
  const late = (chunk: number) => [
    begun,
    lost(1),
    notified(1, 1, loaded(4), [{ _tag: "Forget", chunk }])
  ]

  test("helpers/late-notification: it may have its own chunk forgotten and no other", () => {
    expect(told(notifications, "helpers/late-notification", late(1))).toEqual(holds(1))
    expect(told(notifications, "helpers/late-notification", late(9))).toEqual(
      breaks(1, "ticket 1, which helper 1 does not have, led to Forget")
    )
  })

  test("helpers/exactly-once: to forget another chunk is an effect of a ticket that has ended", () => {
    expect(told(notifications, "helpers/exactly-once", late(1))).toEqual(holds(1))
    expect(told(notifications, "helpers/exactly-once", late(9))).toEqual(
      breaks(1, "ticket 1, which has ended, took effect")
    )
  })
})

describe("deadlines of jobs", () => {
  const passed = (...commands: ReadonlyArray<Command>) =>
    fires({ _tag: "Job", helper: 1 }, commands)
  const hung = "the deadline of helper 1 passed and it was not killed"

  test("helpers/hung: only a kill of this helper ends it", () => {
    expect(told(deadline, "helpers/hung", [begun, passed(kill(1))])).toEqual(holds(1))
    expect(told(deadline, "helpers/hung", [begun, passed(kill(2))])).toEqual(breaks(1, hung))
    expect(told(deadline, "helpers/hung", [begun, passed(...submit(1, 2, locate("/b")))])).toEqual(
      breaks(1, hung)
    )
  })

  test("helpers/hung: a helper that told of its job has no deadline", () => {
    const tells = notified(1, 1, { _tag: "Missing" })
    expect(told(deadline, "helpers/hung", [begun, tells, passed()])).toEqual(holds(0))
  })

  test("helpers/hung: a notification of another ticket leaves the deadline", () => {
    const tells = notified(1, 9, { _tag: "Missing" })
    expect(told(deadline, "helpers/hung", [begun, tells, passed()])).toEqual(breaks(1, hung))
  })
})
