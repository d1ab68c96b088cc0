/** The reference machine as an implementation that plays vectors. */
import type { Event } from "../../state-machine/event.ts"
import { initial, type ServerState, step } from "../../state-machine/server.ts"
import type { VectorEvent } from "./format.ts"
import type { Implementation } from "./implementation.ts"

const fromWire = (event: VectorEvent): Event => {
  if (event._tag === "Received") return { ...event, bytes: Buffer.from(event.bytes, "latin1") }
  if (event._tag === "Sent" && event.bytes === "rest") throw new Error("the wire has whole numbers")
  return event as Event
}

/** `take` is another pure machine's step, for those that are to be judged. */
export const referenceImplementation = (take: typeof step = step): Implementation => {
  let state: ServerState | undefined
  return {
    start: ({ settings }) => {
      state = initial(settings)
      return Promise.resolve({ ready: true })
    },
    event: (event) => {
      if (state === undefined) throw new Error("an event before the start")
      const stepped = take(state, fromWire(event))
      state = stepped.state
      return Promise.resolve({ commands: stepped.commands, rules: stepped.rules })
    }
  }
}
