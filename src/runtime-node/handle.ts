/** What a program, a test or the command line can ask of a running server from outside. */
import * as Context from "effect/Context"
import type { AddressInfo } from "node:net"
import type { HelperId } from "../state-machine/event.ts"
import type { Machine, Observe } from "../runtime/driver.ts"
import type { AccessLogFigures } from "./access-log.ts"
import type { HelperFigures } from "./running-helpers.ts"
import type { LoopDelay } from "./loop-delay.ts"
import type { RecorderFigures } from "./recorder.ts"

export interface Served {
  readonly requests: number
  /** Answers by status; 0 counts connections that ended without one. */
  readonly byStatus: Readonly<Record<string, number>>
  readonly bodyBytes: number
}

export interface ServerFigures {
  readonly served: Served
  readonly loop: LoopDelay
  /** Connections the machine knows; sockets include those that are held or closing. */
  readonly connections: number
  readonly sockets: number
  readonly heldBytes: number
  readonly helpers: ReadonlyArray<HelperFigures>
  /** Null when none was asked for. */
  readonly accessLog: AccessLogFigures | null
  readonly recording: RecorderFigures | null
}

export class ServerHandle extends Context.Service<
  ServerHandle,
  {
    readonly address: AddressInfo
    /** As SIGTERM does: answers what was begun, then ends. */
    readonly drain: () => void
    readonly stats: () => ServerFigures
    /** Kills a helper as `kill -9` would, thread or process; the machine hears of it as a loss. */
    readonly killHelper: (helper: HelperId) => void
    /** For `drive`: records the steps, if a recording was asked for. */
    readonly observe: <State>(machine: Machine<State>) => Observe<State>
  }
>()("amped/runtime-node/ServerHandle") {}
