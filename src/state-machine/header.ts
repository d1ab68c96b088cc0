/**
 * The answer is decided and nothing of it has left, so it can still become another (spec/header.md).
 */
import { type Answer, textAnswer } from "./answer.ts"
import {
  type Chunk,
  type Connection,
  type Context,
  type Exchange,
  type PhaseOf,
  startTimer,
  turn,
  type Turn
} from "./connection.ts"
import type { Request } from "./message.ts"
import type { TransitionId } from "./rules.ts"
import { beginSend, chunkWanted } from "./send.ts"

/** Sends at once what needs no file content, and asks for the first chunk otherwise. */
export const beginAnswer = (
  context: Context,
  connection: Connection,
  request: Request,
  answer: Answer,
  rule: TransitionId,
  changes = 0
): Turn => {
  const exchange: Exchange = { request, answer }
  const number = chunkWanted(
    exchange,
    { segment: 0, offset: 0 },
    context.settings.limits.chunkBytes
  )
  const { facts } = answer
  if (number === undefined || facts === undefined) {
    return beginSend(context, connection, exchange, undefined, [rule])
  }
  const phase: PhaseOf<"Header"> = { _tag: "Header", exchange, facts, ticket: undefined, changes }
  return turn([rule], { ...connection, phase }, [], { _tag: "Load", facts, number })
}

/** An answer that says no more than what went wrong. */
export const beginError = (
  context: Context,
  connection: Connection,
  request: Request,
  rule: TransitionId,
  status: number
): Turn => {
  const answer = textAnswer(status, request.method === "HEAD")
  return beginAnswer(context, connection, request, answer, rule)
}

export const onHeaderQueued = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Header">,
  event: { readonly ticket: number }
): Turn =>
  turn(["header/load"], { ...connection, phase: { ...phase, ticket: event.ticket } }, [
    startTimer(connection, context.settings.limits.findMillis)
  ])

export const onHeaderLoaded = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Header">,
  event: { readonly chunk: Chunk }
): Turn => beginSend(context, connection, phase.exchange, event.chunk, [])

/** The file was changed since it was found. It is found again, once: some files change all the time. */
export const onHeaderChanged = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Header">
): Turn => {
  const { request } = phase.exchange
  if (phase.changes > 0) return headerError("header/failed", 500)(context, connection, phase)
  const finding: PhaseOf<"Find"> = {
    _tag: "Find",
    request,
    path: phase.facts.path,
    later: [],
    directory: false,
    ticket: undefined,
    stale: undefined,
    changes: 1
  }
  return turn(["header/changed"], { ...connection, phase: finding }, [], {
    _tag: "Locate",
    path: phase.facts.path
  })
}

const headerError =
  (rule: TransitionId, status: number) =>
  (context: Context, connection: Connection, phase: PhaseOf<"Header">): Turn =>
    beginError(context, connection, phase.exchange.request, rule, status)

export const onHeaderFailed = headerError("header/failed", 500)
export const onHeaderOverloaded = headerError("header/overload", 503)
export const onHeaderTimeout = headerError("header/timeout", 503)
