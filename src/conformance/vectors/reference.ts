/** The reference machine as an implementation that plays vectors. */
import type { Machine } from "../../runtime/driver.ts"
import type { Event } from "../../state-machine/event.ts"
import type { Settings } from "../../state-machine/limits.ts"
import { reference, type ServerState } from "../../state-machine/server.ts"
import type { VectorEvent } from "./format.ts"
import type { Implementation } from "./implementation.ts"

const fromWire = (event: VectorEvent): Event => {
  if (event._tag === "Received") return { ...event, bytes: Buffer.from(event.bytes, "latin1") }
  if (event._tag === "Sent" && event.bytes === "rest") throw new Error("the wire has whole numbers")
  return event as Event
}

/** `machineOf` gives another machine of the same kind, where that is to be judged. */
export const referenceImplementation = (
  machineOf: (settings: Settings) => Machine<ServerState> = reference
): Implementation => {
  let machine: Machine<ServerState> | undefined
  let state: ServerState | undefined
  return {
    start: ({ settings }) => {
      machine = machineOf(settings)
      state = machine.initial
      return Promise.resolve({ ready: true })
    },
    event: (event) => {
      if (machine === undefined || state === undefined) throw new Error("an event before the start")
      const stepped = machine.step(state, fromWire(event))
      state = stepped.state
      return Promise.resolve({ commands: stepped.commands, rules: stepped.rules })
    }
  }
}
