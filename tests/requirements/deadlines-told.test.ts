import { expect, test } from "vitest"
import { deadlines } from "../../src/requirements/monitors/deadlines.ts"
import { settings, tickWith } from "./pool-builder.ts"
import { breaks, fires, holds, peerResets, teller } from "./told.ts"
import { accepted, received, timer } from "./trace-builder.ts"

const told = teller(settings)
const stop = (connection: number) =>
  ({ _tag: "StopTimer", timer: { _tag: "Connection", connection } }) as const

test("faults/peer-reset: only a timer that still runs must be stopped", () => {
  const rule = "faults/peer-reset"
  const runsOn = breaks(1, "connection 1 is gone and its timer runs on")
  const reset = (...between: Parameters<typeof told>[2]) =>
    told(deadlines, rule, [accepted(1), ...between, peerResets(1)])
  expect(reset()).toEqual(runsOn)
  expect(reset(fires({ _tag: "Job", helper: 1 }))).toEqual(runsOn)
  expect(reset(fires({ _tag: "Connection", connection: 2 }))).toEqual(runsOn)
  expect(reset(fires({ _tag: "Connection", connection: 1 }))).toEqual(holds(0))
  expect(reset(tickWith(stop(2)))).toEqual(runsOn)
  expect(reset(tickWith(stop(1)))).toEqual(holds(0))
  expect(reset(tickWith(stop(1), timer(1)))).toEqual(runsOn)
  expect(told(deadlines, rule, [accepted(1), peerResets(1, [stop(1)])])).toEqual(holds(1))
})

test("read/head-timeout: time begins again only where no head is merely continued", () => {
  const rule = "read/head-timeout"
  const begins = (...rules: NonNullable<Parameters<typeof received>[3]>) =>
    told(deadlines, rule, [
      accepted(1),
      received(1, "GET", [], ["read/partial"]),
      received(1, " ", [timer(1)], rules)
    ])
  expect(begins("read/partial")).toEqual(
    breaks(1, "the time for the head on connection 1 begins again")
  )
  expect(begins("read/complete")).toEqual(holds(0))
})
