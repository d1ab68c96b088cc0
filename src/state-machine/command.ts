/**
 * What the machine asks the world to start. No command can wait: its effect comes back as an event.
 */
import * as Schema from "effect/Schema"
import { ConnectionId, HelperId, Ticket, TimerName } from "./event.ts"

/** What a helper is asked to do. Only helpers touch the disk. */
export const Job = Schema.TaggedUnion({
  /** From a name below the root to the facts of a file. */
  Locate: { path: Schema.String },
  /** Brings a range of one version of a file into memory. */
  Load: {
    path: Schema.String,
    version: Schema.String,
    offset: Schema.Int,
    lengthBytes: Schema.Int
  }
})
export type Job = typeof Job.Type

/** Part of what is sent. A slice names bytes that the runtime holds under the ticket of their `Load`. */
export const Part = Schema.TaggedUnion({
  /** Latin-1: one character an octet. */
  Text: { text: Schema.String },
  Slice: {
    chunk: Ticket,
    /** First byte, counted from the start of the chunk. */
    chunkOffset: Schema.Int,
    lengthBytes: Schema.Int,
    path: Schema.String,
    version: Schema.String,
    /** First byte, counted from the start of the file. */
    offset: Schema.Int
  }
})
export type Part = typeof Part.Type

/** One answered request: what an access log records. */
export const AccessRecord = Schema.Struct({
  connection: ConnectionId,
  /** Empty when no request line was understood. */
  method: Schema.String,
  target: Schema.String,
  /** 0 when the connection ended without an answer. */
  status: Schema.Int,
  bodyBytes: Schema.Int,
  /** The rule that ended the answer: `send/complete`, or why it was cut short. */
  rule: Schema.String
})
export type AccessRecord = typeof AccessRecord.Type

export const Command = Schema.TaggedUnion({
  /** Take connections again. */
  ResumeAccept: {},
  /** Take no connection until `ResumeAccept`. */
  PauseAccept: {},
  /** Close the listening socket for good. */
  StopAccept: {},
  /** Deliver the next bytes, once. */
  Read: { connection: ConnectionId },
  /** One at a time for each connection: the next only after all bytes of the last were `Sent`. */
  Send: { connection: ConnectionId, parts: Schema.Array(Part) },
  /** Close the sending half; everything handed to `Send` is out. */
  Finish: { connection: ConnectionId },
  /** Give the connection up. `reset` discards what is unsent, so that a short answer can't look whole. */
  Close: { connection: ConnectionId, how: Schema.Literals(["gracefully", "reset"]) },
  StartTimer: { timer: TimerName, millis: Schema.Int },
  /** A stopped timer does not fire. */
  StopTimer: { timer: TimerName },
  SpawnHelper: { helper: HelperId },
  KillHelper: { helper: HelperId },
  Submit: { helper: HelperId, ticket: Ticket, job: Job },
  /** The bytes under this ticket are not needed again. */
  Forget: { chunk: Ticket },
  /** Write to the access log, without waiting. */
  Log: { record: AccessRecord },
  /** Drained: the run is over. */
  Stop: {}
})
export type Command = typeof Command.Type
