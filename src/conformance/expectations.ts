/**
 * Deviations that are known and expected, as a file that explains itself. A known deviation is still printed, as an
 * expected failure; one that no longer shows fails the run too, since the list is wrong then.
 */
import * as Schema from "effect/Schema"
import coerce from "semver/functions/coerce.js"
import satisfies from "semver/functions/satisfies.js"
import validRange from "semver/ranges/valid.js"
import type { CaseResult } from "./result.ts"

export const expectationsFormat = "amped-expectations/1"

const IsoDate = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\d$/))
const Range = Schema.String.check(
  Schema.makeFilter(
    (text) => validRange(text) !== null || "no range of versions, as in >=1.22 <1.24"
  )
)
const Pattern = Schema.String.check(
  Schema.makeFilter((text) => {
    try {
      RegExp(text)
      return true
    } catch {
      return "no regular expression"
    }
  })
)

export const KnownDeviation = Schema.Struct({
  case: Schema.String,
  /** What it violates: a case may rest on several clauses. */
  clause: Schema.String,
  reason: Schema.String,
  /** Exactly this outcome is expected; another deviation of the same case is news. */
  outcome: Schema.optionalKey(Schema.String),
  /** Of the server, as its Server field tells them; all if absent. */
  versions: Schema.optionalKey(Range),
  /** The last day on which it is expected: a promise to look again. */
  until: Schema.optionalKey(IsoDate),
  /** It shows in some runs only, or only where certain other cases run too: that it doesn't is no news. */
  sometimes: Schema.optionalKey(Schema.Boolean),
  /** Where it was reported. */
  issue: Schema.optionalKey(Schema.String)
})
export type KnownDeviation = typeof KnownDeviation.Type

export const Expectations = Schema.Struct({
  $schema: Schema.optionalKey(Schema.String),
  format: Schema.Literal(expectationsFormat),
  name: Schema.String,
  /** A regular expression for the Server field of a plain GET. */
  server: Schema.optionalKey(Pattern),
  deviations: Schema.Array(KnownDeviation)
})
export type Expectations = typeof Expectations.Type

/** The first list that is for a server of this name. */
export const findExpectations = (
  lists: ReadonlyArray<Expectations>,
  server: string | undefined
): Expectations | undefined =>
  server === undefined
    ? undefined
    : lists.find((each) => each.server !== undefined && RegExp(each.server).test(server))

export interface Circumstances {
  /** The Server field. */
  readonly server: string | undefined
  /** As in 2026-01-31. */
  readonly today: string
}

const applies = ({ versions }: KnownDeviation, { server }: Circumstances): boolean => {
  if (versions === undefined) return true
  const version = coerce(server ?? "")
  // A server that hides its version can't be held to one.
  return version === null || satisfies(version, versions)
}

/** The result as it stands beside what was expected of it. */
export const expected = (
  result: CaseResult,
  list: Expectations | undefined,
  circumstances: Circumstances
): CaseResult => {
  const known = list?.deviations.find(
    (each) => each.case === result.id && applies(each, circumstances)
  )
  if (known === undefined) return result
  const reason = `${known.reason} (${known.clause})`
  if (result.verdict === "pass" || result.verdict === "choice")
    return known.sometimes === true ? result : { ...result, verdict: "unexpected-pass", reason }
  if (result.verdict !== "deviates") return result
  if (known.until !== undefined && known.until < circumstances.today)
    return { ...result, reason: `expected until ${known.until} only: ${reason}` }
  if (known.outcome !== undefined && known.outcome !== result.outcome)
    return { ...result, reason: `another outcome is expected, ${known.outcome}: ${reason}` }
  return { ...result, verdict: "expected-fail", reason }
}

const unexplained = "not explained yet"

/**
 * The list as this run would have it: what still shows keeps its words, what is new waits for some, and what no longer
 * shows is gone. Cases that did not run keep their entries.
 */
export const updated = (list: Expectations, results: ReadonlyArray<CaseResult>): Expectations => {
  const ran = new Map(results.map((result) => [result.id, result]))
  const kept = list.deviations.flatMap((known) => {
    const result = ran.get(known.case)
    if (result === undefined) return [known]
    if (result.verdict === "unexpected-pass") return []
    const isNews = result.verdict === "deviates" && known.outcome !== undefined
    return [isNews ? { ...known, outcome: result.outcome } : known]
  })
  const names = new Set(kept.map((known) => known.case))
  const added = results
    .filter(({ id, verdict }) => verdict === "deviates" && !names.has(id))
    .map((result): KnownDeviation => ({
      case: result.id,
      clause: result.clauses[0] ?? "none",
      reason: unexplained,
      ...(result.chapter === "generated" ? { outcome: result.outcome } : {})
    }))
  return { ...list, deviations: [...kept, ...added] }
}
