/**
 * Sending: one `Send` at a time, the next only when its bytes are out, each slice only from a chunk that
 * is resident now (spec/send.md).
 */
import { renderHead } from "./answer.ts"
import type { Command, Part } from "./command.ts"
import {
  type Chunk,
  closed,
  type Connection,
  type Context,
  type Exchange,
  type PhaseOf,
  type Position,
  readFresh,
  startTimer,
  turn,
  type Turn
} from "./connection.ts"
import { beginLinger } from "./linger.ts"
import type { TransitionId } from "./rules.ts"

/** The number of the chunk that the body wants next; `undefined` when only texts are left. */
export const chunkWanted = (
  exchange: Exchange,
  from: Position,
  chunkBytes: number
): number | undefined => {
  const { body } = exchange.answer
  const index = body.findIndex((segment, at) => at >= from.segment && segment._tag === "Range")
  const range = body[index]
  if (range === undefined || range._tag !== "Range") return undefined
  const offset = index === from.segment ? from.offset : 0
  return Math.floor((range.offset + offset) / chunkBytes)
}

interface Filling {
  readonly parts: ReadonlyArray<Part>
  readonly bytes: number
  readonly position: Position
}

/** As much of the body as texts and this one chunk give, in order. */
const fill = (exchange: Exchange, from: Position, chunk: Chunk | undefined): Filling => {
  const parts: Array<Part> = []
  let bytes = 0
  let { segment, offset } = from
  for (; segment < exchange.answer.body.length; segment += 1, offset = 0) {
    const next = exchange.answer.body[segment]!
    if (next._tag === "Text") {
      parts.push({ _tag: "Text", text: next.text })
      bytes += next.text.length
      continue
    }
    const start = next.offset + offset
    const end = chunk === undefined ? 0 : chunk.offset + chunk.lengthBytes
    if (chunk === undefined || start < chunk.offset || start >= end) break
    const lengthBytes = Math.min(next.lengthBytes - offset, end - start)
    parts.push({
      _tag: "Slice",
      chunk: chunk.ticket,
      chunkOffset: start - chunk.offset,
      lengthBytes,
      path: chunk.path,
      version: chunk.version,
      offset: start
    })
    bytes += lengthBytes
    offset += lengthBytes
    if (offset < next.lengthBytes) break
  }
  return { parts, bytes, position: { segment, offset } }
}

/** The head leaves, with as much of the body as is at hand. From here on the answer can't be changed. */
export const beginSend = (
  context: Context,
  connection: Connection,
  exchange: Exchange,
  chunk: Chunk | undefined,
  rules: ReadonlyArray<TransitionId>
): Turn => {
  const { settings, nowSeconds } = context
  const over = connection.last || (connection.peerEnded && connection.held.length === 0)
  const persistence = over ? "close" : exchange.request.persistence
  const head = renderHead(exchange.answer, persistence, nowSeconds, settings.policy.serverName)
  const filling = fill(exchange, { segment: 0, offset: 0 }, chunk)
  const phase: PhaseOf<"Send"> = {
    _tag: "Send",
    exchange,
    persistence,
    position: filling.position,
    inFlightBytes: head.length + filling.bytes,
    bodyBytesSent: filling.bytes,
    ticket: undefined
  }
  return turn([...rules, "send/first"], { ...connection, phase }, [
    send(connection, [{ _tag: "Text", text: head }, ...filling.parts]),
    startTimer(connection, settings.limits.sendMillis)
  ])
}

const send = (connection: Connection, parts: ReadonlyArray<Part>): Command => ({
  _tag: "Send",
  connection: connection.id,
  parts
})

/** The kernel took bytes. The timer is not restarted: a slow reader has it for the whole slice. */
export const onSent = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Send">,
  event: { readonly bytes: number }
): Turn => {
  const inFlightBytes = phase.inFlightBytes - event.bytes
  if (inFlightBytes > 0) {
    return turn(["send/progress"], { ...connection, phase: { ...phase, inFlightBytes } })
  }
  const idle = { ...connection, phase: { ...phase, inFlightBytes: 0 } }
  if (phase.position.segment >= phase.exchange.answer.body.length)
    return complete(context, connection, idle.phase)
  const { facts } = phase.exchange.answer
  const number = chunkWanted(phase.exchange, phase.position, context.settings.limits.chunkBytes)
  // `fill` leaves nothing but ranges behind: to wait here for nobody would be our own defect.
  if (facts === undefined || number === undefined)
    throw new Error("an unfinished body wants no chunk")
  return turn(["send/progress"], idle, [], { _tag: "Load", facts, number })
}

/** The next slice is in memory. */
export const onLoaded = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Send">,
  event: { readonly chunk: Chunk }
): Turn => {
  const filling = fill(phase.exchange, phase.position, event.chunk)
  const sending: PhaseOf<"Send"> = {
    ...phase,
    position: filling.position,
    inFlightBytes: filling.bytes,
    bodyBytesSent: phase.bodyBytesSent + filling.bytes,
    ticket: undefined
  }
  return turn(["send/slice"], { ...connection, phase: sending }, [
    send(connection, filling.parts),
    startTimer(connection, context.settings.limits.sendMillis)
  ])
}

export const onSendQueued = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Send">,
  event: { readonly ticket: number }
): Turn =>
  turn(["send/load"], { ...connection, phase: { ...phase, ticket: event.ticket } }, [
    startTimer(connection, context.settings.limits.findMillis)
  ])

const complete = (context: Context, connection: Connection, phase: PhaseOf<"Send">): Turn => {
  const keep = phase.persistence !== "close" && !connection.last
  const rule = keep ? "send/complete" : "send/last"
  const log = logOf(connection, phase, rule)
  if (!keep) {
    const lingering = beginLinger(context, connection, rule)
    return { ...lingering, commands: [log, ...lingering.commands] }
  }
  const { idleMillis, headMillis } = context.settings.limits
  const begun = connection.held.length > 0
  return turn(
    [rule],
    { ...connection, phase: readFresh(begun) },
    [log, startTimer(connection, begun ? headMillis : idleMillis)],
    begun || connection.peerEnded ? { _tag: "Parse" } : undefined
  )
}

/**
 * The head is out, so no error can be told any more: the connection is reset, and the answer is short by
 * its own Content-Length.
 */
const cut =
  (rule: TransitionId) =>
  (_context: Context, connection: Connection, phase: PhaseOf<"Send">): Turn =>
    closed(rule, connection, "reset", [logOf(connection, phase, rule)])

export const onSendChanged = cut("send/changed")
export const onSendFailed = cut("send/failed")
export const onSendStalled = cut("send/stalled")
export const onSendReset = cut("faults/peer-reset")
export const onSendAbandoned = cut("dispatcher/drain-timeout")

const logOf = (connection: Connection, phase: PhaseOf<"Send">, rule: string): Command => ({
  _tag: "Log",
  record: {
    connection: connection.id,
    method: phase.exchange.request.method,
    target: phase.exchange.request.target,
    status: phase.exchange.answer.status,
    // What is still in flight is the end of what was handed over, so the head is out before the body.
    bodyBytes: Math.max(0, phase.bodyBytesSent - phase.inFlightBytes),
    rule
  }
})
