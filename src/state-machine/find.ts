/**
 * From a name to the facts of a file (spec/find.md). Only a helper looks at the disk; the cache answers for it
 * while its memory is fresh.
 */
import { textAnswer } from "./answer.ts"
import {
  type Connection,
  type Context,
  type PhaseOf,
  type Sighting,
  startTimer,
  turn,
  type Turn
} from "./connection.ts"
import { decide } from "./decide.ts"
import type { FileFacts } from "./event.ts"
import { beginAnswer, beginError } from "./header.ts"
import type { Intent, Request } from "./message.ts"
import { encodePath } from "./path.ts"
import type { TransitionId } from "./rules.ts"

/** Follows what a request asks for. */
export const beginIntent = (
  context: Context,
  connection: Connection,
  request: Request,
  intent: Intent
): Turn => {
  if (intent._tag === "Answer") {
    return beginAnswer(context, connection, request, intent.answer, intent.rule)
  }
  const [path, ...later] = intent.paths
  if (path === undefined) return refused("find/missing", 404)(context, connection, request)
  const phase: PhaseOf<"Find"> = {
    _tag: "Find",
    request,
    path,
    later,
    directory: intent.directory,
    ticket: undefined,
    stale: undefined,
    changes: 0
  }
  return turn([], { ...connection, phase }, [], { _tag: "Locate", path })
}

export const onFindQueued = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Find">,
  event: { readonly ticket: number; readonly stale: Sighting | undefined }
): Turn => {
  const { ticket, stale } = event
  const { findMillis, staleMillis } = context.settings.limits
  return turn(["find/locate"], { ...connection, phase: { ...phase, ticket, stale } }, [
    startTimer(connection, stale === undefined ? findMillis : staleMillis)
  ])
}

/** What each outcome of a `Locate` means. */
export const onLocated = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Find">,
  event: { readonly sighting: Sighting }
): Turn => {
  const { outcome, fields } = event.sighting
  switch (outcome._tag) {
    case "Found":
      return found(context, connection, phase, outcome.facts, fields)
    case "Directory":
      return phase.directory
        ? missing(context, connection, phase)
        : redirect(context, connection, phase)
    case "Missing":
      return missing(context, connection, phase)
    case "Forbidden":
      return refused("find/forbidden", 403)(context, connection, phase.request)
    case "Special":
      return refused("find/special-file", 403)(context, connection, phase.request)
    case "Outside":
      return refused("find/link-leaves-root", 404)(context, connection, phase.request)
    case "Failed":
      return onFindFailed(context, connection, phase)
    case "Loaded":
    case "Changed":
      return refused("find/failed", 500)(context, connection, phase.request)
  }
}

const found = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Find">,
  facts: FileFacts,
  fields: string
): Turn => {
  const { request, changes } = phase
  const { nowSeconds, settings } = context
  const decision = decide(request.method, request.conditions, facts, fields, nowSeconds, settings)
  const answering = beginAnswer(
    context,
    connection,
    request,
    decision.answer,
    decision.rule,
    changes
  )
  return { ...answering, rules: ["find/found", ...answering.rules] }
}

const missing = (context: Context, connection: Connection, phase: PhaseOf<"Find">): Turn => {
  const [path, ...later] = phase.later
  if (path === undefined) return refused("find/missing", 404)(context, connection, phase.request)
  const next = { ...phase, path, later, ticket: undefined, stale: undefined }
  return turn(["find/next-index"], { ...connection, phase: next }, [], { _tag: "Locate", path })
}

/** Relative links of an index page only work below a slash (RFC 9110 section 15.4.2). */
const redirect = (context: Context, connection: Connection, phase: PhaseOf<"Find">): Turn => {
  const { request, path } = phase
  const query = request.query === "" ? "" : `?${request.query}`
  const location = `Location: ${encodePath(path)}/${query}\r\n`
  const answer = textAnswer(301, request.method === "HEAD", location)
  return beginAnswer(context, connection, request, answer, "find/directory-redirect")
}

const refused =
  (rule: TransitionId, status: number) =>
  (context: Context, connection: Connection, request: Request): Turn =>
    beginError(context, connection, request, rule, status)

/** No answer of a helper. What is remembered is better than nothing, however many helpers hang. */
const withoutHelper =
  (rule: TransitionId, status: number) =>
  (context: Context, connection: Connection, phase: PhaseOf<"Find">): Turn => {
    const { request, stale } = phase
    if (stale === undefined) return refused(rule, status)(context, connection, request)
    const remembered = onLocated(context, connection, phase, { sighting: stale })
    return { ...remembered, rules: ["find/stale", ...remembered.rules] }
  }

export const onFindTimeout = withoutHelper("find/timeout", 503)
export const onFindFailed = withoutHelper("find/failed", 500)

export const onFindOverloaded = (
  context: Context,
  connection: Connection,
  phase: PhaseOf<"Find">,
  event: { readonly stale: Sighting | undefined }
): Turn => {
  const { stale } = event
  return withoutHelper("find/overload", 503)(context, connection, { ...phase, stale })
}
