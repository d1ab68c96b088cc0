/**
 * The trace: what happened in a run, as data. One format for simulated, real and foreign runs
 * (spec/trace.md). Monitors judge it, replay re-enacts it.
 */
import * as Schema from "effect/Schema"
import { Command, Job } from "../state-machine/command.ts"
import { ConnectionId, Event, HelperId, Outcome, Ticket } from "../state-machine/event.ts"
import { transitionIds } from "../state-machine/rules.ts"

/** What a system call is for, where a recording shows only those. */
export const Phase = Schema.Literals([
  "Accept",
  "Read",
  "Find",
  "Load",
  "Notify",
  "Header",
  "Send",
  "Close"
])
export type Phase = typeof Phase.Type

/** What an entry says. `Step` is the dispatcher's; the others are what the world did. */
export const Happening = Schema.TaggedUnion({
  /** The dispatcher took one event and ran its handler to completion. */
  Step: {
    event: Event,
    rules: Schema.Array(Schema.Literals(transitionIds)),
    commands: Schema.Array(Command),
    /** Fingerprint of the state after the step, where the machine gives one. */
    state: Schema.optionalKey(Schema.Int)
  },
  /** The dispatcher's thread waited inside a handler: what no trace of a right server holds. */
  Blocked: { operation: Schema.String, millis: Schema.Int },
  /** The dispatcher found no event ready and went to sleep although `ready` sources were. */
  Slept: { ready: Schema.Int },
  /** A thread of a foreign server was seen in a call of this phase: no step, for its state is unknown. */
  Observed: {
    phase: Phase,
    thread: Schema.Int,
    call: Schema.String,
    /** How long the call took. */
    micros: Schema.Int,
    connection: Schema.optionalKey(ConnectionId),
    path: Schema.optionalKey(Schema.String)
  },
  HelperTook: { helper: HelperId, ticket: Ticket, job: Job },
  HelperDone: { helper: HelperId, ticket: Ticket, outcome: Outcome },
  HelperDied: { helper: HelperId },
  HelperHung: { helper: HelperId },
  /** The client's request bytes left; `bytes` counts from the start of the connection. */
  ClientSent: { connection: ConnectionId, bytes: Schema.Int },
  /** Bytes arrived at the client; `bytes` counts from the start of the connection. */
  ClientReceived: { connection: ConnectionId, bytes: Schema.Int },
  /** How the client left, or saw the server leave. */
  ClientClosed: {
    connection: ConnectionId,
    how: Schema.Literals(["ended", "reset", "server-ended", "server-reset"])
  },
  /** The file under this name is another version now; sizeBytes is -1 when it is gone. */
  FileChanged: { path: Schema.String, version: Schema.String, sizeBytes: Schema.Int },
  /** From here on the world does nothing wrong. */
  FaultsStopped: {},
  /** The run is over; nothing is enabled. */
  Ended: { reason: Schema.Literals(["quiescent", "drained", "step-limit", "interrupted"]) }
})
export type Happening = typeof Happening.Type

/** Who did it: `dispatcher`, `helper 2`, `client 7`, `disk`, `world`. */
export interface Entry {
  /** 0, 1, 2 … without a gap. */
  readonly sequence: number
  /** Since the run began; virtual in simulation. */
  readonly atMillis: number
  readonly actor: string
  readonly what: Happening
}

/** First line of a trace file. */
export const TraceHeader = Schema.Struct({
  format: Schema.Literal("amped-trace/1"),
  subject: Schema.String,
  seed: Schema.NullOr(Schema.Int),
  settings: Schema.Unknown
})
export type TraceHeader = typeof TraceHeader.Type
