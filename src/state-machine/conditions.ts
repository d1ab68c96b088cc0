/**
 * Preconditions of a GET or HEAD that would otherwise be answered 200, in the order of RFC 9110
 * section 13.2.2.
 */
import { parseDate } from "./date.ts"
import { combined, elements, type Head, single } from "./head.ts"

/** The fields that condition an answer, as they came. */
export interface Conditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly ifModifiedSince: string | undefined
  readonly ifUnmodifiedSince: string | undefined
  readonly ifRange: string | undefined
  readonly range: string | undefined
}

export const readConditions = (head: Head): Conditions => ({
  ifMatch: combined(head, "if-match"),
  ifNoneMatch: combined(head, "if-none-match"),
  ifModifiedSince: single(head, "if-modified-since"),
  ifUnmodifiedSince: single(head, "if-unmodified-since"),
  // Two of them, joined, match nothing: a doubtful condition must not make a range apply.
  ifRange: combined(head, "if-range"),
  range: single(head, "range")
})

/** What a representation is compared by. */
export interface Validators {
  /** With its quotes, and `W/` when weak. */
  readonly etag: string
  readonly modifiedSeconds: number
}

export type Verdict = "perform" | "not-modified" | "failed"

const entityTag = /^(?:W\/)?"[!#-~\x80-\xff]*"$/

const opaque = (tag: string): string => (tag.startsWith("W/") ? tag.slice(2) : tag)

/** RFC 9110 section 8.8.3.2: neither may be weak. */
const strongMatch = (tag: string, etag: string): boolean => !tag.startsWith("W/") && tag === etag

const weakMatch = (tag: string, etag: string): boolean =>
  entityTag.test(tag) && opaque(tag) === opaque(etag)

/** Our own tags hold no comma, so a tag of a peer that does can't match one of ours when cut there. */
const anyMatches = (
  list: string,
  etag: string,
  matches: (tag: string, etag: string) => boolean
): boolean => list === "*" || elements(list).some((tag) => matches(tag, etag))

export const judgeConditions = (
  conditions: Conditions,
  validators: Validators,
  nowSeconds: number
): Verdict => {
  const { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince } = conditions
  if (ifMatch !== undefined) {
    if (!anyMatches(ifMatch, validators.etag, strongMatch)) return "failed"
  } else if (ifUnmodifiedSince !== undefined) {
    const since = parseDate(ifUnmodifiedSince, nowSeconds)
    if (since !== undefined && validators.modifiedSeconds > since) return "failed"
  }
  if (ifNoneMatch !== undefined) {
    return anyMatches(ifNoneMatch, validators.etag, weakMatch) ? "not-modified" : "perform"
  }
  if (ifModifiedSince !== undefined) {
    const since = parseDate(ifModifiedSince, nowSeconds)
    if (since !== undefined && validators.modifiedSeconds <= since) return "not-modified"
  }
  return "perform"
}

/** A date is a strong validator when it is at least this much older than the answer (RFC 9110 section 8.8.2.2). */
const strongDateSeconds = 60

/** Whether `Range` applies: no `If-Range`, or one that matches strongly (RFC 9110 section 13.1.5). */
export const rangeApplies = (
  ifRange: string | undefined,
  validators: Validators,
  nowSeconds: number
): boolean => {
  if (ifRange === undefined) return true
  if (entityTag.test(ifRange)) return strongMatch(ifRange, validators.etag)
  const since = parseDate(ifRange, nowSeconds)
  return since === validators.modifiedSeconds && nowSeconds - since >= strongDateSeconds
}
