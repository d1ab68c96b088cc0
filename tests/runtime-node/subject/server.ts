/**
 * A server process for tests to watch from outside: `server.ts ROOT threads|processes [blocking]`.
 * Prints `ready PORT` when it serves, kills its helpers on SIGUSR2 and drains on SIGTERM. The `blocking` variant has a
 * fault that must be caught: its handler looks at a file by itself.
 */
import { statSync } from "node:fs"
import * as Effect from "effect/Effect"
import type { Machine } from "../../../src/runtime/driver.ts"
import { serveWith } from "../../../src/runtime-node/serve.ts"
import { defaultSettings } from "../../../src/state-machine/limits.ts"
import { initial, step } from "../../../src/state-machine/server.ts"

const [root = "", kind = "threads", variant = ""] = process.argv.slice(2)

type State = ReturnType<typeof initial>

const machine: Machine<State> = {
  initial: initial(defaultSettings),
  step: (state, event) => {
    if (variant === "blocking" && event._tag === "Accepted") statSync(root)
    return step(state, event)
  }
}

await Effect.runPromise(
  serveWith(machine, {
    root,
    port: 0,
    helpers: kind === "processes" ? "processes" : "threads",
    settings: defaultSettings,
    accessLog: `${root}.log`,
    record: `${root}.ndjson`,
    onListening: (handle) => {
      process.on("SIGUSR2", () => {
        for (const { helper } of handle.stats().helpers) handle.killHelper(helper)
      })
      process.stdout.write(`ready ${handle.address.port}\n`)
    }
  })
)
