/** Ctrl-C: the command is interrupted, and whatever it started is stopped before the program ends. */
import * as Effect from "effect/Effect"
import { Ended } from "./outcome.ts"

const signal = Effect.callback<never, Ended>((resume) => {
  const onSignal = () => resume(Effect.fail(new Ended({ code: 130, line: "amped: interrupted" })))
  process.once("SIGINT", onSignal)
  process.once("SIGTERM", onSignal)
  return Effect.sync(() => {
    process.off("SIGINT", onSignal)
    process.off("SIGTERM", onSignal)
  })
})

/** Fails with `Ended` on SIGINT or SIGTERM, after the effect's own clean-up. */
export const untilSignal = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E | Ended, R> => Effect.raceFirst(effect, signal)
