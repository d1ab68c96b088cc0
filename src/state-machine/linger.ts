/**
 * After the last answer: the sending half is closed, and what the peer still sends is read and dropped, so
 * that no reset destroys the answer on its way (RFC 9112 section 9.6).
 */
import {
  closed,
  type Connection,
  type Context,
  type PhaseOf,
  startTimer,
  turn,
  type Turn
} from "./connection.ts"
import { noOctets } from "./octets.ts"
import type { TransitionId } from "./rules.ts"

export const beginLinger = (context: Context, connection: Connection, rule: TransitionId): Turn => {
  const finish = { _tag: "Finish", connection: connection.id } as const
  if (connection.peerEnded) return closed(rule, connection, "gracefully", [finish])
  const { lingerMillis } = context.settings.limits
  const lingering = {
    ...connection,
    held: noOctets,
    phase: { _tag: "Linger", discardedBytes: 0 } as const
  }
  return turn([rule], lingering, [finish, startTimer(connection, lingerMillis)])
}

export const lingerReceived = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Linger">,
  event: { readonly bytes: Uint8Array }
): Turn => {
  const discardedBytes = phase.discardedBytes + event.bytes.length
  if (discardedBytes > context.settings.limits.lingerBytesMax) return lingerEnd(context, connection)
  return turn(["send/linger"], { ...connection, phase: { _tag: "Linger", discardedBytes } })
}

export const lingerEnd = (_context: Context, connection: Connection): Turn =>
  closed("send/linger-end", connection, "gracefully")
