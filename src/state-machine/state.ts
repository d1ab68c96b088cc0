/**
 * The state of the server: immutable, plain data; and what a handler changes while it runs.
 */
import * as HashMap from "effect/HashMap"
import { type Caches, emptyCaches } from "./cache.ts"
import type { Command } from "./command.ts"
import type { Connection } from "./connection.ts"
import type { ConnectionId } from "./event.ts"
import type { Settings } from "./limits.ts"
import { emptyPool, type Pool } from "./pool.ts"
import type { TransitionId } from "./rules.ts"

export interface ServerState {
  readonly settings: Settings
  /** The wall clock as of the last tick. */
  readonly nowSeconds: number
  /** `exhausted`: no descriptors, a timer runs. `full`: too many connections, one of them must end. */
  readonly accepting: "open" | "exhausted" | "full" | "closed"
  readonly draining: boolean
  readonly connections: HashMap.HashMap<ConnectionId, Connection>
  readonly pool: Pool
  readonly caches: Caches
}

export const emptyServer = (settings: Settings): ServerState => ({
  settings,
  nowSeconds: 0,
  accepting: "open",
  draining: false,
  connections: HashMap.empty(),
  pool: emptyPool,
  caches: emptyCaches(settings.limits)
})

/** The step being made. It lives no longer than its handler; only the state in it outlives it. */
export interface Handling {
  state: ServerState
  readonly rules: Array<TransitionId>
  readonly commands: Array<Command>
}
