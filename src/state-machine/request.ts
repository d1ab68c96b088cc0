/**
 * The automaton of a connection: every phase, every event, one table on one screen.
 *
 *   Accept ─► Read ─► Find ─► Header ─► Send ─┬─► Read …   (the next request)
 *               └───────────────────────►     └─► Linger ─► closed
 *
 * Rules that hold for the table as a whole:
 * 1. A cell that is missing is an `IllegalEvent`: our own defect. No peer, disk or helper can reach one.
 * 2. A handler goes on until something has to be waited for, and asks for exactly one thing then.
 * 3. While it isn't over, a connection waits for its peer, its helper or its timer, and always has a timer.
 */
import { abandoned, gone, hold, holdEnd, markLast } from "./anytime.ts"
import {
  type Connection,
  type Context,
  type Phase,
  type PhaseOf,
  type RequestEvent,
  type Turn
} from "./connection.ts"
import { onFindFailed, onFindOverloaded, onFindQueued, onFindTimeout, onLocated } from "./find.ts"
import {
  onHeaderChanged,
  onHeaderFailed,
  onHeaderLoaded,
  onHeaderOverloaded,
  onHeaderQueued,
  onHeaderTimeout
} from "./header.ts"
import { lingerEnd, lingerReceived } from "./linger.ts"
import { onReadDraining, onReadEnded, onReadTimeout, onReceived, parse } from "./read.ts"
import {
  onLoaded,
  onSendAbandoned,
  onSendChanged,
  onSendFailed,
  onSendQueued,
  onSendReset,
  onSendStalled,
  onSent
} from "./send.ts"

type Tag = Phase["_tag"]
type EventOf<E extends RequestEvent["_tag"]> = Extract<RequestEvent, { readonly _tag: E }>
type Handler<P extends Tag, E extends RequestEvent["_tag"]> = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<P>,
  event: EventOf<E>
) => Turn
type Table = { readonly [P in Tag]: { readonly [E in RequestEvent["_tag"]]?: Handler<P, E> } }

/** The whole automaton. */
export const table: Table = {
  Read: {
    Received: onReceived,
    PeerEnded: onReadEnded,
    PeerReset: gone,
    TimerFired: onReadTimeout,
    Draining: onReadDraining,
    Abandoned: abandoned,
    Parse: parse
  },
  Find: {
    Received: hold,
    PeerEnded: holdEnd,
    PeerReset: gone,
    TimerFired: onFindTimeout,
    Draining: markLast,
    Abandoned: abandoned,
    Queued: onFindQueued,
    Overloaded: onFindOverloaded,
    Located: onLocated,
    Failed: onFindFailed
  },
  Header: {
    Received: hold,
    PeerEnded: holdEnd,
    PeerReset: gone,
    TimerFired: onHeaderTimeout,
    Draining: markLast,
    Abandoned: abandoned,
    Queued: onHeaderQueued,
    Overloaded: onHeaderOverloaded,
    Loaded: onHeaderLoaded,
    Changed: onHeaderChanged,
    Failed: onHeaderFailed
  },
  Send: {
    Received: hold,
    PeerEnded: holdEnd,
    PeerReset: onSendReset,
    TimerFired: onSendStalled,
    Draining: markLast,
    Abandoned: onSendAbandoned,
    Sent: onSent,
    Queued: onSendQueued,
    Overloaded: onSendFailed,
    Loaded: onLoaded,
    Changed: onSendChanged,
    Failed: onSendFailed
  },
  Linger: {
    Received: lingerReceived,
    PeerEnded: lingerEnd,
    PeerReset: gone,
    TimerFired: lingerEnd,
    Draining: markLast,
    Abandoned: lingerEnd
  }
}

/** Our own defect: the table has no cell for this pair. */
export class IllegalEvent extends Error {
  override readonly name = "IllegalEvent"
  constructor(where: string, event: string) {
    super(`no transition for ${event} in ${where}`)
  }
}

/** One transition of one connection. */
export const stepConnection = (
  context: Context,
  connection: Connection,
  event: RequestEvent
): Turn => {
  const { phase } = connection
  // The table is typed cell by cell; the lookup of a pair known only at run time is not.
  const handler = table[phase._tag][event._tag] as Handler<Tag, RequestEvent["_tag"]> | undefined
  if (handler === undefined) throw new IllegalEvent(phase._tag, event._tag)
  const answered = event._tag === "Received" || event._tag === "PeerEnded"
  const seen = answered ? { ...connection, reading: false } : connection
  return readOn(context, handler(context, seen, phase, event))
}

/** Keeps one `Read` outstanding while there is room for what it brings. */
const readOn = (context: Context, turn: Turn): Turn => {
  const { connection } = turn
  if (connection === undefined || connection.reading || connection.peerEnded) return turn
  const waiting = connection.phase._tag === "Read" || connection.phase._tag === "Linger"
  const room = connection.held.length < context.settings.limits.pipelinedBytesMax
  if (turn.ask?._tag === "Parse" || !(waiting || room)) return turn
  return {
    ...turn,
    connection: { ...connection, reading: true },
    commands: [...turn.commands, { _tag: "Read", connection: connection.id }]
  }
}
