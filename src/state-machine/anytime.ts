/**
 * What can happen to a connection in any phase: more bytes come, the peer says that it is done, or it is gone.
 */
import type { Command } from "./command.ts"
import {
  closed,
  type Connection,
  type Context,
  type Phase,
  type PhaseOf,
  turn,
  type Turn
} from "./connection.ts"
import type { Request } from "./message.ts"
import { joined, noOctets } from "./octets.ts"
import type { TransitionId } from "./rules.ts"

/** Bytes of later requests wait here while one is answered; after the last answer they are of no use. */
export const hold = (
  _context: Context,
  connection: Connection,
  phase: PhaseOf<"Find"> | PhaseOf<"Header"> | PhaseOf<"Send">,
  event: { readonly bytes: Uint8Array }
): Turn => {
  const held = isLast(connection, phase) ? noOctets : joined(connection.held, event.bytes)
  return turn(["read/pipelined"], { ...connection, held })
}

const isLast = (
  connection: Connection,
  phase: PhaseOf<"Find"> | PhaseOf<"Header"> | PhaseOf<"Send">
): boolean => {
  if (connection.last) return true
  if (phase._tag === "Send") return phase.persistence === "close"
  const request = phase._tag === "Find" ? phase.request : phase.exchange.request
  return request.persistence === "close"
}

/** The peer has said all it will say; what it asked is answered nevertheless (RFC 9112 section 9.6). */
export const holdEnd = (_context: Context, connection: Connection): Turn =>
  turn(["faults/peer-ended"], { ...connection, peerEnded: true })

export const markLast = (_context: Context, connection: Connection): Turn =>
  turn([], { ...connection, last: true })

/** Ends without an answer. A request that was understood leaves its trace in the log. */
const unansweredBy =
  (rule: TransitionId) =>
  (_context: Context, connection: Connection, phase: Phase): Turn => {
    const request = requestOf(phase)
    const log = request === undefined ? [] : [unanswered(connection, request, rule)]
    return closed(rule, connection, "reset", log)
  }

export const gone = unansweredBy("faults/peer-reset")
export const abandoned = unansweredBy("dispatcher/drain-timeout")

const requestOf = (phase: Phase): Request | undefined => {
  if (phase._tag === "Read") return phase.skipping?.request
  if (phase._tag === "Find") return phase.request
  return phase._tag === "Header" ? phase.exchange.request : undefined
}

export const unanswered = (
  connection: Connection,
  request: Request,
  rule: TransitionId
): Command => ({
  _tag: "Log",
  record: {
    connection: connection.id,
    method: request.method,
    target: request.target,
    status: 0,
    bodyBytes: 0,
    rule
  }
})
