/**
 * Reading a request: its head, and the body that is skipped (spec/read.md).
 */
import { unanswered } from "./anytime.ts"
import { skipBody } from "./body.ts"
import {
  after,
  type Connection,
  type Context,
  type PhaseOf,
  startTimer,
  turn,
  type Turn
} from "./connection.ts"
import { beginIntent } from "./find.ts"
import { type Head, headStart, readHead, type Refusal } from "./head.ts"
import { beginError } from "./header.ts"
import { beginLinger } from "./linger.ts"
import { refusedRequest, type Request, understand } from "./message.ts"
import { joined, noOctets } from "./octets.ts"

export const onReceived = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Read">,
  event: { readonly bytes: Uint8Array }
): Turn => {
  const held = joined(connection.held, event.bytes)
  const parsed = parse(context, { ...connection, held }, { ...phase, begun: true })
  // The time for a head is counted from its first byte, and not again from each.
  return phase.begun
    ? parsed
    : after([], [startTimer(connection, context.settings.limits.headMillis)], parsed)
}

/** Goes on with what is held: the head, or the body that follows it. */
export const parse = (context: Context, connection: Connection, phase: PhaseOf<"Read">): Turn => {
  if (phase.skipping !== undefined) return skip(context, connection, phase)
  const { held } = connection
  if (held.length === 0 && connection.peerEnded)
    return beginLinger(context, connection, "read/peer-ended")
  const reading = readHead(phase.progress, held, context.settings.limits)
  switch (reading._tag) {
    case "Partial": {
      const partial = {
        ...connection,
        held: reading.held,
        phase: { ...phase, progress: reading.progress }
      }
      return connection.peerEnded
        ? beginLinger(context, partial, "read/peer-ended")
        : turn(["read/partial"], partial)
    }
    case "Refused": {
      const { method, target } = reading.asked
      return refuse(context, connection, refusedRequest(method, target), reading.refusal)
    }
    case "Complete":
      return complete(context, { ...connection, held: reading.held }, reading.head)
  }
}

const complete = (context: Context, connection: Connection, head: Head): Turn => {
  const understanding = understand(head, context.settings)
  if (understanding._tag === "Refused") {
    const request = refusedRequest(head.line.method, head.line.target)
    return refuse(context, connection, request, understanding.refusal)
  }
  const { request, body, intent } = understanding
  if (body === undefined) {
    return after(["read/complete"], [], beginIntent(context, connection, request, intent))
  }
  const phase: PhaseOf<"Read"> = {
    _tag: "Read",
    progress: headStart,
    begun: true,
    skipping: { request, body, intent }
  }
  return after(
    ["read/complete"],
    [startTimer(connection, context.settings.limits.bodyMillis)],
    skip(context, connection, phase)
  )
}

/** The body is over before the answer begins, so that a peer which writes first and reads later is not stuck. */
const skip = (context: Context, connection: Connection, phase: PhaseOf<"Read">): Turn => {
  const { request, body, intent } = phase.skipping!
  const reading = skipBody(body, connection.held, context.settings.limits)
  switch (reading._tag) {
    case "Partial": {
      const skipping = { request, body: reading.body, intent }
      const partial = { ...connection, held: reading.held, phase: { ...phase, skipping } }
      if (!connection.peerEnded) return turn(["read/body-partial"], partial)
      const ended = beginLinger(context, partial, "read/peer-ended")
      return after([], [unanswered(connection, request, "read/peer-ended")], ended)
    }
    case "Refused":
      return refuse(context, connection, { ...request, persistence: "close" }, reading.refusal)
    case "Complete":
      return beginIntent(context, { ...connection, held: reading.held }, request, intent)
  }
}

/** Answers what was not understood. Nothing after it can be trusted to be a request. */
const refuse = (
  context: Context,
  connection: Connection,
  request: Request,
  refusal: Refusal
): Turn => {
  const { rule, status } = refusal
  return beginError(context, { ...connection, held: noOctets }, request, rule, status)
}

export const onReadTimeout = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Read">
): Turn => {
  const nothing = phase.progress.lineBytes === 0 && connection.held.length === 0
  if (phase.skipping !== undefined) {
    const request: Request = { ...phase.skipping.request, persistence: "close" }
    return refuse(context, connection, request, { rule: "read/body-timeout", status: 408 })
  }
  // Silence is no request, so it gets no answer (RFC 9112 section 9.5).
  if (nothing) return beginLinger(context, connection, "read/idle-timeout")
  // What is not complete has no method yet, not even one that can be guessed.
  const { method = "", target = "" } = phase.progress.line ?? {}
  const request = refusedRequest(method, target)
  return refuse(context, connection, request, { rule: "read/head-timeout", status: 408 })
}

export const onReadEnded = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Read">
): Turn => parse(context, { ...connection, peerEnded: true }, phase)

/** An idle connection has nothing to wait for; one that began a request is answered, and is the last. */
export const onReadDraining = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Read">
): Turn => {
  const begun =
    phase.skipping !== undefined || phase.progress.lineBytes > 0 || connection.held.length > 0
  return begun
    ? turn([], { ...connection, last: true })
    : beginLinger(context, connection, "dispatcher/drain")
}
