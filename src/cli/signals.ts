/** Ctrl-C: the command is interrupted, and whatever it started is stopped before the program ends. */
import * as Effect from "effect/Effect"
import { Ended } from "./outcome.ts"

const names = ["SIGINT", "SIGTERM"] as const

const signal = Effect.callback<never, Ended>((resume) => {
  const ignore = () => {
    for (const name of names) process.off(name, onSignal)
  }
  const onSignal = () => {
    resume(Effect.fail(new Ended({ code: 130, line: "amped: interrupted" })))
    // Not at once: other listeners of this signal look whether anybody else takes care of it. From then on
    // the next one ends the program without waiting.
    setImmediate(ignore)
  }
  for (const name of names) process.on(name, onSignal)
  return Effect.sync(ignore)
})

/** Fails with `Ended` on SIGINT or SIGTERM, after the effect's own clean-up. */
export const untilSignal = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E | Ended, R> => Effect.raceFirst(effect, signal)
