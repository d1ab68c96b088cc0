/** Serves a folder until it is told to stop: the machine, the driver and the Node runtime in one effect. */
import * as Effect from "effect/Effect"
import type { Machine } from "../runtime/driver.ts"
import { drive } from "../runtime/driver.ts"
import { reference } from "../state-machine/server.ts"
import type { StartFailure } from "./errors.ts"
import type { ServerFigures } from "./handle.ts"
import { ServerHandle } from "./handle.ts"
import { layer } from "./layer.ts"
import type { NodeOptions } from "./options.ts"
import { onSignals } from "./signals.ts"

export interface ServeOptions extends NodeOptions {
  /** Called once, when connections are accepted. */
  readonly onListening?: (handle: ServerHandle["Service"]) => void
}

/**
 * The last figures of the run. `helpers` holds what could not be ended: threads that hang in a system call.
 * A process that has such threads can only be left by a signal; `process.exit` would wait for them.
 */
export type ServeSummary = ServerFigures

/** Runs until SIGTERM, SIGINT or `ServerHandle.drain`, then finishes what was begun. */
export const serve = (options: ServeOptions): Effect.Effect<ServeSummary, StartFailure> =>
  serveWith(reference(options.settings), options)

/** The same with another machine: a faulty one that the checks must reject, or a tiny one in a test. */
export const serveWith = <State>(
  machine: Machine<State>,
  options: ServeOptions
): Effect.Effect<ServeSummary, StartFailure> =>
  Effect.gen(function* () {
    const handle = yield* ServerHandle
    yield* onSignals(handle.drain)
    options.onListening?.(handle)
    yield* drive(machine, handle.observe(machine))
    return handle.stats()
  }).pipe(Effect.scoped, Effect.provide(layer(options)))
