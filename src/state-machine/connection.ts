/**
 * The state of one connection: small, immutable, and all there is. Requests are handled one at a time;
 * later bytes wait in `held` (spec/read.md).
 */
import type { Answer, Persistence } from "./answer.ts"
import type { Body } from "./body.ts"
import type { Command } from "./command.ts"
import type { ConnectionId, FileFacts, Outcome, Ticket } from "./event.ts"
import { headStart, type HeadProgress } from "./head.ts"
import type { Settings } from "./limits.ts"
import type { Intent, Request } from "./message.ts"
import { noOctets } from "./octets.ts"
import type { TransitionId } from "./rules.ts"

/** A request with its decided answer. */
export interface Exchange {
  readonly request: Request
  readonly answer: Answer
}

/** What a body still wants: an index into `answer.body`, and an offset into that segment. */
export interface Position {
  readonly segment: number
  readonly offset: number
}

/** What a helper saw under a name, with the validator fields of a found file. */
export interface Sighting {
  readonly outcome: Outcome
  readonly fields: string
}

/** A range of one version of a file that the runtime holds in memory, under the ticket of its `Load`. */
export interface Chunk {
  readonly ticket: Ticket
  readonly path: string
  readonly version: string
  readonly offset: number
  readonly lengthBytes: number
}

export type Phase =
  | {
      readonly _tag: "Read"
      readonly progress: HeadProgress
      /** The timer of the head is running, not the one of an idle connection. */
      readonly begun: boolean
      /** Set while a body is skipped: what to do after it. */
      readonly skipping: Skipping | undefined
    }
  | {
      readonly _tag: "Find"
      readonly request: Request
      readonly path: string
      /** Index names to try when `path` is missing. */
      readonly later: ReadonlyArray<string>
      readonly directory: boolean
      readonly ticket: Ticket | undefined
      /** What the cache remembers of `path`, when a helper is asked only whether it is still true. */
      readonly stale: Sighting | undefined
      /** How often the file changed between `Found` and `Load`. */
      readonly changes: number
    }
  | {
      readonly _tag: "Header"
      readonly exchange: Exchange
      readonly facts: FileFacts
      readonly ticket: Ticket | undefined
      readonly changes: number
    }
  | {
      readonly _tag: "Send"
      readonly exchange: Exchange
      readonly persistence: Persistence
      readonly position: Position
      /** Bytes handed to `Send` and not yet reported as `Sent`. */
      readonly inFlightBytes: number
      readonly bodyBytesSent: number
      readonly ticket: Ticket | undefined
    }
  | { readonly _tag: "Linger"; readonly discardedBytes: number }

export interface Skipping {
  readonly request: Request
  readonly body: Body
  readonly intent: Intent
}

export type PhaseOf<Tag extends Phase["_tag"]> = Extract<Phase, { readonly _tag: Tag }>

export interface Connection {
  readonly id: ConnectionId
  /** Received and not yet consumed. */
  readonly held: Uint8Array
  /** A `Read` is outstanding. */
  readonly reading: boolean
  /** The peer closed its sending half: `held` is all there will be. */
  readonly peerEnded: boolean
  /** No request after the one being answered: the server drains. */
  readonly last: boolean
  readonly phase: Phase
}

/** What a connection sees: events of its peer, and what became of its asks. */
export type RequestEvent =
  | { readonly _tag: "Received"; readonly bytes: Uint8Array }
  | { readonly _tag: "PeerEnded" }
  | { readonly _tag: "PeerReset" }
  | { readonly _tag: "Sent"; readonly bytes: number }
  | { readonly _tag: "TimerFired" }
  | { readonly _tag: "Draining" }
  /** The time to drain is over. */
  | { readonly _tag: "Abandoned" }
  /** The bytes in `held` are to be read as the next request. */
  | { readonly _tag: "Parse" }
  /** A helper will be asked, or is. */
  | { readonly _tag: "Queued"; readonly ticket: Ticket; readonly stale: Sighting | undefined }
  /** The queue is full. */
  | { readonly _tag: "Overloaded"; readonly stale: Sighting | undefined }
  /** Answers `Locate`. */
  | { readonly _tag: "Located"; readonly sighting: Sighting }
  | { readonly _tag: "Loaded"; readonly chunk: Chunk }
  | { readonly _tag: "Changed" }
  | { readonly _tag: "Failed" }

/** What a connection wants and can't do by itself. It is answered by one `RequestEvent`. */
export type Ask =
  | { readonly _tag: "Parse" }
  | { readonly _tag: "Locate"; readonly path: string }
  /** The chunk of this file with this number. */
  | { readonly _tag: "Load"; readonly facts: FileFacts; readonly number: number }

export interface Context {
  readonly settings: Settings
  readonly nowSeconds: number
}

/** One transition of one connection. */
export interface Turn {
  readonly rules: ReadonlyArray<TransitionId>
  /** `undefined` when the connection is over. */
  readonly connection: Connection | undefined
  readonly commands: ReadonlyArray<Command>
  readonly ask: Ask | undefined
}

export const turn = (
  rules: ReadonlyArray<TransitionId>,
  connection: Connection | undefined,
  commands: ReadonlyArray<Command> = [],
  ask?: Ask
): Turn => ({ rules, connection, commands, ask })

/** The same turn with more in front. */
export const after = (
  rules: ReadonlyArray<TransitionId>,
  commands: ReadonlyArray<Command>,
  rest: Turn
): Turn => ({
  rules: [...rules, ...rest.rules],
  connection: rest.connection,
  commands: [...commands, ...rest.commands],
  ask: rest.ask
})

export const readFresh = (begun: boolean): PhaseOf<"Read"> => ({
  _tag: "Read",
  progress: headStart,
  begun,
  skipping: undefined
})

export const admitted = (id: ConnectionId): Connection => ({
  id,
  held: noOctets,
  reading: false,
  peerEnded: false,
  last: false,
  phase: readFresh(true)
})

/** The ticket that this connection waits for. */
export const waitsFor = (connection: Connection | undefined): Ticket | undefined =>
  connection === undefined || connection.phase._tag === "Read" || connection.phase._tag === "Linger"
    ? undefined
    : connection.phase.ticket

export const startTimer = (connection: Connection, millis: number): Command => ({
  _tag: "StartTimer",
  timer: { _tag: "Connection", connection: connection.id },
  millis
})

export const stopTimer = (connection: Connection): Command => ({
  _tag: "StopTimer",
  timer: { _tag: "Connection", connection: connection.id }
})

/** Ends the connection at once. */
export const closed = (
  rule: TransitionId,
  connection: Connection,
  how: "gracefully" | "reset",
  before: ReadonlyArray<Command> = []
): Turn =>
  turn([rule], undefined, [
    ...before,
    stopTimer(connection),
    { _tag: "Close", connection: connection.id, how }
  ])
