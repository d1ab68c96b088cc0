import { expect, it } from "vitest"
import type { Entry } from "../../src/runtime/trace.ts"
import { fairChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate, type SimulatedMachine } from "../../src/runtime-sim/simulate.ts"
import { echo, type EchoState } from "./echo.ts"
import { client, workload } from "./story.ts"

const blocking: SimulatedMachine<EchoState> = {
  initial: echo.initial,
  step: (state, event) => {
    const stepped = echo.step(state, event)
    const block = { _tag: "Block", operation: "statSync", millis: 40 } as const
    return event._tag === "Received"
      ? { ...stepped, commands: [block, ...stepped.commands] }
      : stepped
  }
}

it("a handler that blocks is seen: time passes in it, and the trace says so", () => {
  const entries: Array<Entry> = []
  simulate({
    machine: blocking,
    workload: workload({ clients: [client(0, "ping")] }),
    chooser: fairChooser(),
    observe: (entry) => void entries.push(entry)
  })
  const at = entries.findIndex(({ what }) => what._tag === "Blocked")
  expect(entries[at]).toMatchObject({
    atMillis: 40,
    actor: "dispatcher",
    what: { _tag: "Blocked", operation: "statSync", millis: 40 }
  })
  // The step that blocked follows, with the commands that the port knows.
  const step = entries[at + 1]?.what
  expect(step).toMatchObject({ _tag: "Step", event: { _tag: "Received" } })
  expect(step?._tag === "Step" && step.commands.map(({ _tag }) => _tag)).toEqual(["Send"])
})
