/** SIGTERM and SIGINT: the first asks for a drain, the second ends the process at once. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

const names = ["SIGTERM", "SIGINT"] as const

/** Listens while the scope is open. */
export const onSignals = (drain: () => void): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const received = () => {
        // The next one meets the system's own answer. It ends the process even when a helper thread hangs
        // in the kernel, which `process.exit` would wait for.
        ignore()
        drain()
      }
      const ignore = () => {
        for (const name of names) process.off(name, received)
      }
      for (const name of names) process.on(name, received)
      return ignore
    }),
    (ignore) => Effect.sync(ignore)
  ).pipe(Effect.asVoid)
