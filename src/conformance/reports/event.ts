/**
 * What a run tells, event by event: the one stream that every report is made from. A line of NDJSON is one
 * event. The published schema is made from these types.
 */
import * as Schema from "effect/Schema"
import { Fingerprint } from "../fingerprint/result.ts"

/** Changes when a reader of the old stream would read the new one wrongly, and for nothing else. */
export const streamFormat = "amped-run/1"

const Natural = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

export const Level = Schema.Literals([
  "MUST",
  "SHOULD",
  "MAY",
  "security",
  "operations",
  "policy"
]).annotate({ identifier: "Level" })

export const Verdict = Schema.Literals([
  "pass",
  "deviates",
  "choice",
  "not-applicable",
  "unclear",
  "expected-fail",
  "unexpected-pass",
  "flaky",
  "blocked",
  "crash",
  "harness-fault"
]).annotate({ identifier: "Verdict" })

/** What was sent and received, and when: octets in base64, cut where `octets` says that there are more. */
export const RecordedEntry = Schema.Struct({
  kind: Schema.Literals([
    "opened",
    "sent",
    "received",
    "fin-sent",
    "fin-received",
    "reset",
    "quiet",
    "overflow"
  ]),
  atMicros: Natural,
  octets: Schema.optionalKey(Natural),
  base64: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "RecordedEntry" })

export const RecordedExchange = Schema.Struct({
  label: Schema.String,
  end: Schema.Literals(["fin", "reset", "open"]),
  /** The exchange in words: "200 (12), FIN". */
  found: Schema.String,
  entries: Schema.Array(RecordedEntry),
  /** Entries that were left out behind these. */
  entriesLeftOut: Natural
}).annotate({ identifier: "RecordedExchange" })

const describedFields = {
  id: Schema.String,
  chapter: Schema.String,
  title: Schema.String,
  level: Level,
  clauses: Schema.Array(Schema.String),
  why: Schema.String,
  fix: Schema.Record(Schema.String, Schema.String),
  rules: Schema.Array(Schema.String),
  tags: Schema.Array(Schema.String),
  expected: Schema.String
}

/** A case as it will be run. */
export const DescribedCase = Schema.Struct(describedFields).annotate({
  identifier: "DescribedCase"
})

/** How often a case was repeated, and how often it passed. */
export const Repetition = Schema.Struct({
  runs: Natural,
  passes: Natural,
  /** Wilson's interval for the rate of passing, 95 per cent. */
  low: Schema.Finite,
  high: Schema.Finite
}).annotate({ identifier: "Repetition" })

export const RecordedCase = Schema.Struct({
  ...describedFields,
  verdict: Verdict,
  /** Which permitted outcome, or which way to be wrong. */
  outcome: Schema.String,
  found: Schema.String,
  /** Why a deviation is expected, where it is. */
  reason: Schema.optionalKey(Schema.String),
  durationMillis: Natural,
  repetition: Schema.optionalKey(Repetition),
  exchanges: Schema.Array(RecordedExchange),
  /** Exchanges that were left out behind these. */
  exchangesLeftOut: Natural,
  /** Who waited for a held disk, where the case measured it. */
  fingerprint: Schema.optionalKey(Fingerprint),
  /** The file with all octets, where one was written. */
  wireFile: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "RecordedCase" })

export const Kept = Schema.Struct({ kept: Natural, judged: Natural }).annotate({
  identifier: "Kept"
})

export const Totals = Schema.Struct({
  must: Kept,
  should: Kept,
  choices: Natural,
  robustness: Kept,
  verdicts: Schema.Record(Schema.String, Natural)
}).annotate({ identifier: "Totals" })

export const RunEvent = Schema.TaggedUnion({
  RunStarted: {
    format: Schema.Literal(streamFormat),
    /** The version of amped. */
    version: Schema.String,
    subject: Schema.String,
    /** ISO 8601. */
    started: Schema.String,
    seed: Schema.Int,
    jobs: Schema.Int,
    cases: Schema.Array(DescribedCase)
  },
  /** What the plain requests told before any case ran. */
  SubjectLearned: {
    server: Schema.optionalKey(Schema.String),
    expectations: Schema.optionalKey(Schema.String),
    brokenControls: Schema.Array(Schema.String)
  },
  CaseFinished: { result: RecordedCase },
  SubjectDied: { how: Schema.String, during: Schema.Array(Schema.String) },
  RunEnded: { durationMillis: Natural, totals: Totals, exitCode: Schema.Int }
})

export type RecordedExchange = typeof RecordedExchange.Type
export type RecordedEntry = typeof RecordedEntry.Type
export type RecordedCase = typeof RecordedCase.Type
export type DescribedCase = typeof DescribedCase.Type
export type RunTotals = typeof Totals.Type
export type RunEvent = typeof RunEvent.Type

/** A whole run, folded from its events. */
export interface Run {
  readonly version: string
  readonly subject: string
  readonly started: string
  readonly seed: number
  readonly jobs: number
  readonly server: string | undefined
  readonly expectations: string | undefined
  readonly brokenControls: ReadonlyArray<string>
  /** In the order of the registry, whatever the order in which they finished. */
  readonly cases: ReadonlyArray<RecordedCase>
  /** Described and never finished: the run was interrupted. */
  readonly unfinished: ReadonlyArray<DescribedCase>
  readonly deaths: ReadonlyArray<{ readonly how: string; readonly during: ReadonlyArray<string> }>
  /** Undefined where the stream ends early. */
  readonly ended: Extract<RunEvent, { readonly _tag: "RunEnded" }> | undefined
}
