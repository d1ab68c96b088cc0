/**
 * The one driver loop: take an event, `step`, perform the commands, record. Runtimes differ in their
 * `Port` and in nothing else.
 */
import * as Effect from "effect/Effect"
import type { Command } from "../state-machine/command.ts"
import type { Event } from "../state-machine/event.ts"
import type { TransitionId } from "../state-machine/rules.ts"
import { Port } from "./port.ts"

/** A pure machine. The reference is `src/state-machine/server.ts`; the faulty ones of `mutation/` fit as well. */
export interface Machine<State> {
  readonly initial: State
  readonly step: (state: State, event: Event) => Stepped<State>
  /** A number for the state that an event led to, so that a recording can show that a replay is in the same one. */
  readonly fingerprint?: (state: State, event: Event) => number
}

export interface Stepped<State> {
  /** The transitions taken in this handler, in order. */
  readonly rules: ReadonlyArray<TransitionId>
  readonly state: State
  readonly commands: ReadonlyArray<Command>
}

/** Sees each step after its commands were started. Must not wait. */
export type Observe<State> = (
  event: Event,
  stepped: Stepped<State>,
  startedMillis: number,
  endedMillis: number
) => void

/**
 * Runs the machine against the port until the world is over. Returns the last state. A defect of the
 * machine (`IllegalEvent`) ends the run loudly.
 */
export const drive = Effect.fnUntraced(function* <State>(
  machine: Machine<State>,
  observe: Observe<State>
) {
  const port = yield* Port
  let state = machine.initial
  yield* port.run((event) => {
    const startedMillis = port.nowMillis()
    const stepped = machine.step(state, event)
    state = stepped.state
    try {
      for (const command of stepped.commands) port.perform(command)
    } finally {
      // A world that refuses a command ends the run; the step that asked for it must be in the trace.
      observe(event, stepped, startedMillis, port.nowMillis())
    }
  })
  return state
})
