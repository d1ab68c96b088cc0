/**
 * What the world tells the machine.
 *
 * Names given by the world (connections) or by the machine (helpers, tickets) are whole numbers that are
 * never used twice, so a late event can only reach the thing that it speaks of, or nothing.
 */
import * as Schema from "effect/Schema"

/** Names a connection for ever. Given by the world. */
export const ConnectionId = Schema.Int
export type ConnectionId = typeof ConnectionId.Type

/** Names a helper for ever: a replacement has a new one. Given by the machine. */
export const HelperId = Schema.Int
export type HelperId = typeof HelperId.Type

/** Names a job for ever, and the bytes that it brought. Given by the machine. */
export const Ticket = Schema.Int
export type Ticket = typeof Ticket.Type

/** What a helper found out about a regular file. */
export const FileFacts = Schema.Struct({
  /** Name below the root, decoded and normalised: `/sub/index.html`. */
  path: Schema.String,
  /** Opaque; differs after every change of the file that the file system can show (size, mtime, ctime). */
  version: Schema.String,
  sizeBytes: Schema.Int,
  modifiedSeconds: Schema.Int,
  mediaType: Schema.String,
  /** The version was old enough when it was read that a later change must show in it. */
  settled: Schema.Boolean
})
export type FileFacts = typeof FileFacts.Type

/** How a job ended. The first seven answer `Locate`, `Loaded` and `Changed` answer `Load`, `Failed` both. */
export const Outcome = Schema.TaggedUnion({
  Found: { facts: FileFacts },
  Directory: {},
  Missing: {},
  Forbidden: {},
  /** Neither a regular file nor a directory: FIFO, socket, device. */
  Special: {},
  /** A symbolic link leads out of the root. */
  Outside: {},
  Loaded: { lengthBytes: Schema.Int },
  /** The file is no longer the version that was asked for. */
  Changed: {},
  Failed: { reason: Schema.String }
})
export type Outcome = typeof Outcome.Type

/** What a timer guards. There is at most one of each name; starting it again replaces it. */
export const TimerName = Schema.TaggedUnion({
  Connection: { connection: ConnectionId },
  Job: { helper: HelperId },
  Accept: {},
  Spawn: {},
  Drain: {}
})
export type TimerName = typeof TimerName.Type

export const Event = Schema.TaggedUnion({
  /** The first event of a run. */
  Started: { unixSeconds: Schema.Int },
  /** The wall clock shows a new second. */
  ClockTicked: { unixSeconds: Schema.Int },

  Accepted: { connection: ConnectionId },
  /** No descriptor for a connection (EMFILE, ENFILE). */
  AcceptFailed: { reason: Schema.String },
  /** Answers one `Read`; never empty. */
  Received: { connection: ConnectionId, bytes: Schema.Uint8Array },
  /** The peer closed its sending half; answers a `Read`. */
  PeerEnded: { connection: ConnectionId },
  /** The connection is gone: reset, broken pipe. No further event names it. */
  PeerReset: { connection: ConnectionId },
  /** The kernel took this many more bytes of the last `Send`. */
  Sent: { connection: ConnectionId, bytes: Schema.Int },

  HelperReady: { helper: HelperId },
  /** The helper is gone and will not speak again. */
  HelperLost: { helper: HelperId, reason: Schema.String },
  Notified: { helper: HelperId, ticket: Ticket, outcome: Outcome },

  TimerFired: { timer: TimerName },
  DrainRequested: {}
})
export type Event = typeof Event.Type
