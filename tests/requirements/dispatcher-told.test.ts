import { describe, expect, test } from "vitest"
import { lifetime, work } from "../../src/requirements/monitors/dispatcher.ts"
import type { Command } from "../../src/state-machine/command.ts"
import { settings, tickWith } from "./pool-builder.ts"
import { breaks, fires, holds, teller } from "./told.ts"
import { accepted, loaded, notified, sent, step } from "./trace-builder.ts"

const told = teller(settings)
const forget: Command = { _tag: "Forget", chunk: 1 }
const many = (count: number): ReadonlyArray<Command> =>
  Array.from({ length: count }, () => ({ _tag: "PauseAccept" }))

describe("work", () => {
  const rule = "dispatcher/bounded-work"
  const tooMany = "Sent led to 21 commands; 20 are allowed"

  test("dispatcher/bounded-work: two helpers allow twenty commands and no more", () => {
    expect(told(work, rule, [sent(1, 1, many(20))])).toEqual(holds(2))
    expect(told(work, rule, [sent(1, 1, many(21))])).toEqual(breaks(2, tooMany))
  })

  test("dispatcher/bounded-work: chunks that are forgotten are counted apart", () => {
    const came = notified(1, 1, loaded(4), [])
    expect(told(work, rule, [came, sent(1, 1, [...many(20), forget])])).toEqual(holds(4))
    expect(told(work, rule, [came, sent(1, 1, [...many(21), forget])])).toEqual(breaks(4, tooMany))
  })

  test("dispatcher/bounded-work: only a notification of a chunk lets one be forgotten", () => {
    expect(told(work, rule, [notified(1, 1, loaded(4), [forget])])).toEqual(holds(2))
    expect(told(work, rule, [notified(1, 1, { _tag: "Missing" }, [forget])])).toEqual(
      breaks(2, "1 chunks were forgotten and only 0 came")
    )
  })

  test("dispatcher/bounded-work: a drain may take more commands", () => {
    expect(told(work, rule, [step({ _tag: "DrainRequested" }, many(21))])).toEqual(holds(1))
    expect(told(work, rule, [fires({ _tag: "Drain" }, many(21))])).toEqual(holds(1))
    expect(told(work, rule, [fires({ _tag: "Spawn" }, many(21))])).toEqual(
      breaks(2, "TimerFired led to 21 commands; 20 are allowed")
    )
  })
})

describe("drain", () => {
  const drain = step({ _tag: "DrainRequested" }, [{ _tag: "StopAccept" }])
  const resume = tickWith({ _tag: "ResumeAccept" })

  test("dispatcher/drain: a draining server accepts no more", () => {
    expect(told(lifetime, "dispatcher/drain", [accepted(1), resume, drain])).toEqual(holds(1))
    expect(told(lifetime, "dispatcher/drain", [accepted(1), drain, resume])).toEqual(
      breaks(2, "a draining server accepts again")
    )
  })

  test("dispatcher/drain: a second request to drain has nothing left to close", () => {
    const again = step({ _tag: "DrainRequested" })
    expect(told(lifetime, "dispatcher/drain", [accepted(1), drain, again])).toEqual(holds(1))
    expect(told(lifetime, "dispatcher/drain", [accepted(1), again])).toEqual(
      breaks(1, "the drain leaves the listening socket open")
    )
  })
})
