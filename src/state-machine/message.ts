/**
 * What a complete head asks for: a refusal, an answer that needs no file, or a name to find.
 */
import { allowed, type Answer, type Persistence, textAnswer } from "./answer.ts"
import { type Body, framing } from "./body.ts"
import { type Conditions, readConditions } from "./conditions.ts"
import { combined, elements, type Head, type Refusal } from "./head.ts"
import type { Settings } from "./limits.ts"
import { below, resolvePath } from "./path.ts"
import type { TransitionId } from "./rules.ts"
import { connectionOptions, readTarget, refusedHost, type Target } from "./target.ts"

/** What the log and the rest of the exchange need of a request. */
export interface Request {
  /** Empty when no request line was understood. */
  readonly method: string
  readonly target: string
  readonly query: string
  readonly persistence: Persistence
  readonly conditions: Conditions
}

export type Intent =
  | { readonly _tag: "Answer"; readonly rule: TransitionId; readonly answer: Answer }
  /** `paths` are tried in order. A target without a slash may turn out to be a directory. */
  | { readonly _tag: "Find"; readonly paths: ReadonlyArray<string>; readonly directory: boolean }

export type Understanding =
  | { readonly _tag: "Refused"; readonly refusal: Refusal }
  | {
      readonly _tag: "Understood"
      readonly request: Request
      /** To skip before the intent is followed. */
      readonly body: Body | undefined
      readonly intent: Intent
    }

const served = ["GET", "HEAD", "OPTIONS"]
/** Methods of RFC 9110 section 9 and RFC 5789 that this server knows and does not allow. */
const known = ["POST", "PUT", "DELETE", "CONNECT", "TRACE", "PATCH"]

const noConditions: Conditions = {
  ifMatch: undefined,
  ifNoneMatch: undefined,
  ifModifiedSince: undefined,
  ifUnmodifiedSince: undefined,
  ifRange: undefined,
  range: undefined
}

/** Stands for a request that was not understood. Its connection can't be used again. */
export const refusedRequest = (method: string, target: string): Request => ({
  method,
  target,
  query: "",
  persistence: "close",
  conditions: noConditions
})

/** In the order in which a doubt about a part makes the next part meaningless. */
export const understand = (head: Head, settings: Settings): Understanding => {
  const host = refusedHost(head)
  if (host !== undefined) return { _tag: "Refused", refusal: host }
  const body = framing(head, settings.limits)
  if (body !== undefined && "rule" in body) return { _tag: "Refused", refusal: body }
  const target = readTarget(head)
  if ("rule" in target) return { _tag: "Refused", refusal: target }
  // Whoever waits for 100 may send the body or not: a final answer and a close are right for both.
  const waits =
    head.line.minor > 0 && expectations(head).includes("100-continue") && body !== undefined
  const request: Request = {
    method: head.line.method,
    target: head.line.target,
    query: target.query,
    persistence: waits ? "close" : persistenceOf(head),
    conditions: readConditions(head)
  }
  return {
    _tag: "Understood",
    request,
    body: waits ? undefined : body,
    intent: intentOf(head, target, settings)
  }
}

const expectations = (head: Head): ReadonlyArray<string> =>
  elements((combined(head, "expect") ?? "").toLowerCase())

/** RFC 9112 section 9.3. */
const persistenceOf = (head: Head): Persistence => {
  const options = connectionOptions(head)
  if (options.includes("close")) return "close"
  if (head.line.minor > 0) return "keep"
  return options.includes("keep-alive") ? "keep-told" : "close"
}

const intentOf = (head: Head, target: Target, settings: Settings): Intent => {
  const { method, minor } = head.line
  const headOnly = method === "HEAD"
  const answer = (rule: TransitionId, status: number, extra = ""): Intent => ({
    _tag: "Answer",
    rule,
    answer: textAnswer(status, headOnly, extra)
  })
  if (known.includes(method)) return answer("read/method-not-allowed", 405, `Allow: ${allowed}\r\n`)
  if (!served.includes(method)) return answer("read/method-unknown", 501)
  if (minor > 0 && expectations(head).some((expectation) => expectation !== "100-continue")) {
    return answer("read/expectation-unknown", 417)
  }
  if (method === "OPTIONS") {
    const fields = `Allow: ${allowed}\r\n`
    return {
      _tag: "Answer",
      rule: "read/options",
      answer: { status: 204, fields, body: [], facts: undefined }
    }
  }
  const name = resolvePath(target.path, settings.policy)
  if ("rule" in name) return answer(name.rule, name.status)
  const paths = name.directory
    ? settings.policy.indexNames.map((index) => below(name.path, index))
    : [name.path]
  return { _tag: "Find", paths, directory: name.directory }
}
