import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { replay } from "../../src/runtime/replay.ts"
import type { Entry } from "../../src/runtime/trace.ts"
import type { Machine } from "../../src/runtime/driver.ts"

/** Counts ticks, and stops at the third. */
const machine: Machine<number> = {
  initial: 0,
  step: (state, event) => {
    if (event._tag !== "ClockTicked") throw new Error(`no cell for ${event._tag}`)
    return {
      rules: ["dispatcher/clock"],
      state: state + 1,
      commands: state === 2 ? [{ _tag: "PauseAccept" }, { _tag: "Stop" }] : []
    }
  },
  fingerprint: (state) => state * 7
}

const tick = (sequence: number): Entry => {
  const event = { _tag: "ClockTicked", unixSeconds: sequence } as const
  const { rules, commands } = machine.step(sequence, event)
  const what = { _tag: "Step", event, rules, commands } as const
  return { sequence, atMillis: sequence, actor: "dispatcher", what }
}

const ended = (sequence: number): Entry => ({
  sequence,
  atMillis: 9,
  actor: "world",
  what: { _tag: "Ended", reason: "drained" }
})

const recording = [tick(0), tick(1), tick(2), ended(3)]

const rejection = (entries: ReadonlyArray<Entry>) =>
  Result.getOrThrow(Result.flip(replay(machine, entries)))

const changed = (at: number, change: object): ReadonlyArray<Entry> =>
  recording.map((entry, index) =>
    index === at ? ({ ...entry, what: { ...entry.what, ...change } } as Entry) : entry
  )

describe("replay", () => {
  it("accepts a recording of the machine, and counts", () => {
    expect(Result.getOrThrow(replay(machine, recording))).toEqual({
      steps: 3,
      entries: 4,
      state: 3
    })
  })

  it("names the first step whose rules differ", () => {
    expect(rejection(changed(1, { rules: ["dispatcher/drain"] }))).toEqual({
      sequence: 1,
      sentence:
        'at entry 1, on ClockTicked, rule 1 is "dispatcher/drain" in the recording, ' +
        'but the machine gives "dispatcher/clock"',
      expected: '"dispatcher/drain"',
      found: '"dispatcher/clock"'
    })
  })

  it("names the first command that differs, that lacks or that is too many", () => {
    expect(rejection(changed(2, { commands: [{ _tag: "PauseAccept" }] })).sentence).toBe(
      "at entry 2, on ClockTicked, command 2 is nothing in the recording, " +
        'but the machine gives {"_tag":"Stop"}'
    )
    expect(rejection(changed(0, { commands: [{ _tag: "Stop" }] }))).toMatchObject({
      sequence: 0,
      found: "nothing"
    })
  })

  it("compares states where the recording has them", () => {
    expect(Result.isSuccess(replay(machine, changed(1, { state: 14 })))).toBe(true)
    expect(rejection(changed(1, { state: 15 })).sentence).toBe(
      "at entry 1, on ClockTicked, state 1 is 15 in the recording, but the machine gives 14"
    )
  })

  it("rejects an event that the machine has no transition for", () => {
    expect(rejection(changed(1, { event: { _tag: "DrainRequested" } })).sentence).toContain(
      "the machine has no transition: Error: no cell for DrainRequested"
    )
  })

  it("rejects a recording with a gap, with a repetition, without a step", () => {
    expect(rejection([tick(0), tick(2)]).sentence).toBe("entry 1 is missing: entry 2 follows")
    expect(rejection([tick(0), tick(0)]).sentence).toBe("entry 1 is missing: entry 0 follows")
    expect(rejection([]).sentence).toContain("no step")
    expect(rejection([ended(0)]).sentence).toContain("no step")
  })
})
