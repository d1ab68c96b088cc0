import type { SimulatedMachine } from "../../src/runtime-sim/simulate.ts"
import type { WorldCommand } from "../../src/runtime-sim/perform.ts"
import type { Event } from "../../src/state-machine/event.ts"

/** What is left to be sent on each connection, and whether its peer has ended. */
export type EchoState = Readonly<Record<number, number>>

const commandsFor = (state: EchoState, event: Event): ReadonlyArray<WorldCommand> => {
  switch (event._tag) {
    case "Started":
      return [{ _tag: "ResumeAccept" }]
    case "Accepted": {
      const { connection } = event
      const timer = { _tag: "Connection", connection } as const
      return [
        { _tag: "Read", connection },
        { _tag: "StartTimer", timer, millis: 2500 }
      ]
    }
    case "Received": {
      const parts = [{ _tag: "Text" as const, text: String.fromCharCode(...event.bytes) }]
      return [{ _tag: "Send", connection: event.connection, parts }]
    }
    case "Sent":
      return state[event.connection] === event.bytes
        ? [{ _tag: "Read", connection: event.connection }]
        : []
    case "PeerEnded": {
      const { connection } = event
      const timer = { _tag: "Connection", connection } as const
      return [
        { _tag: "StopTimer", timer },
        { _tag: "Close", connection, how: "gracefully" }
      ]
    }
    case "PeerReset":
      return [{ _tag: "StopTimer", timer: { _tag: "Connection", connection: event.connection } }]
    case "TimerFired":
      return event.timer._tag === "Connection"
        ? [{ _tag: "Close", connection: event.timer.connection, how: "reset" }]
        : []
    case "DrainRequested":
      return [{ _tag: "Stop" }]
    case "ClockTicked":
    case "AcceptFailed":
    case "HelperReady":
    case "HelperLost":
    case "Notified":
      return []
  }
}

/** Sends back what it reads: the least machine that keeps the whole network moving. */
export const echo: SimulatedMachine<EchoState> = {
  initial: {},
  step: (state, event) => {
    const commands = commandsFor(state, event)
    if (event._tag === "Received")
      return { rules: [], commands, state: { ...state, [event.connection]: event.bytes.length } }
    if (event._tag !== "Sent") return { rules: [], commands, state }
    const left = (state[event.connection] ?? 0) - event.bytes
    return { rules: [], commands, state: { ...state, [event.connection]: left } }
  }
}
