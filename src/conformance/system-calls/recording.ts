/**
 * What one run leaves behind, beside the system calls: what our client did and saw, and what was
 * held when.
 */
import * as Schema from "effect/Schema"

/** What a request is for. */
export const Purpose = Schema.Literals([
  "warm",
  "missing",
  "malformed",
  "cold",
  /** The one whose file is held. */
  "held",
  /** Warm, sent while a file is held. */
  "probe"
])
export type Purpose = typeof Purpose.Type

/** One request of our client, with its times since 1970. */
export const Exchange = Schema.Struct({
  purpose: Purpose,
  /** The client's port, which is how system calls name the connection. */
  port: Schema.Int,
  target: Schema.String,
  sentMicros: Schema.Int,
  /** When the first octet of the answer came; null if none did. */
  answeredMicros: Schema.NullOr(Schema.Int),
  /** When the answer was whole, or the connection ended. */
  doneMicros: Schema.NullOr(Schema.Int),
  status: Schema.NullOr(Schema.Int),
  /** Octets sent and received on its connection, from its start to the end of this exchange. */
  sentBytes: Schema.Int,
  receivedBytes: Schema.Int
})
export type Exchange = typeof Exchange.Type

export const Hold = Schema.Struct({
  operation: Schema.Literals(["lookup", "getattr", "open", "read"]),
  path: Schema.String,
  /** The thread that waited, as the disk saw it. */
  thread: Schema.Int,
  heldMicros: Schema.Int,
  releasedMicros: Schema.Int
})
export type Hold = typeof Hold.Type

export const recordingFormat = "amped-recording/1"

export const Recording = Schema.Struct({
  format: Schema.Literal(recordingFormat),
  subject: Schema.String,
  port: Schema.Int,
  /** The folder served, under every name that it has. */
  roots: Schema.Array(Schema.String),
  startedMicros: Schema.Int,
  endedMicros: Schema.Int,
  exchanges: Schema.Array(Exchange),
  holds: Schema.Array(Hold),
  /** Why nothing was held; null if something was, or could have been. */
  unheld: Schema.NullOr(Schema.String)
})
export type Recording = typeof Recording.Type
