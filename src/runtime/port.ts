/**
 * The port: what a runtime must give the dispatcher. Everything that can wait is behind it.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Command } from "../state-machine/command.ts"
import type { Event } from "../state-machine/event.ts"

export class Port extends Context.Service<
  Port,
  {
    /** Starts one command and returns at once. Its effect comes back as an event. */
    readonly perform: (command: Command) => void
    /** Hands the world's events to `handle`, one at a time and never from inside `perform`, until it is over. */
    readonly run: (handle: (event: Event) => void) => Effect.Effect<void>
    /** Milliseconds since the run began, for the trace. */
    readonly nowMillis: () => number
  }
>()("amped/runtime/Port") {}
