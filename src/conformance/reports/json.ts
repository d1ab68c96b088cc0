/** A whole run as one JSON document. Format 1 had no fixes and no events; nothing reads it any more. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { DescribedCase, RecordedCase, type Run, Totals } from "./event.ts"
import { totalsOfRun } from "./totals.ts"

/** Changes when a reader of the old document would read the new one wrongly, and for nothing else. */
export const documentFormat = 2

export const RunDocument = Schema.Struct({
  format: Schema.Literal(documentFormat),
  version: Schema.String,
  subject: Schema.String,
  started: Schema.String,
  seed: Schema.Int,
  jobs: Schema.Int,
  server: Schema.optionalKey(Schema.String),
  expectations: Schema.optionalKey(Schema.String),
  brokenControls: Schema.Array(Schema.String),
  totals: Totals,
  /** Absent where the run was interrupted. */
  ended: Schema.optionalKey(
    Schema.Struct({
      durationMillis: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
      exitCode: Schema.Int
    })
  ),
  deaths: Schema.Array(Schema.Struct({ how: Schema.String, during: Schema.Array(Schema.String) })),
  cases: Schema.Array(RecordedCase),
  unfinished: Schema.Array(DescribedCase)
})

export type RunDocument = typeof RunDocument.Type

export const documentOf = (run: Run): RunDocument => {
  const { server, expectations, ended, ...rest } = run
  return {
    format: documentFormat,
    version: rest.version,
    subject: rest.subject,
    started: rest.started,
    seed: rest.seed,
    jobs: rest.jobs,
    ...(server === undefined ? {} : { server }),
    ...(expectations === undefined ? {} : { expectations }),
    brokenControls: rest.brokenControls,
    totals: totalsOfRun(run),
    ...(ended === undefined
      ? {}
      : { ended: { durationMillis: ended.durationMillis, exitCode: ended.exitCode } }),
    deaths: rest.deaths,
    cases: rest.cases,
    unfinished: rest.unfinished
  }
}

export const runToJson = (run: Run): string => `${JSON.stringify(documentOf(run), undefined, 2)}\n`

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(RunDocument))

const runOf = ({ ended, totals, ...document }: RunDocument): Run => ({
  version: document.version,
  subject: document.subject,
  started: document.started,
  seed: document.seed,
  jobs: document.jobs,
  server: document.server,
  expectations: document.expectations,
  brokenControls: document.brokenControls,
  cases: document.cases,
  unfinished: document.unfinished,
  deaths: document.deaths,
  ended: ended === undefined ? undefined : { _tag: "RunEnded", ...ended, totals }
})

/** The run of a document; what is wrong with it is one line. */
export const jsonToRun = (text: string): Result.Result<Run, string> =>
  Result.mapBoth(decode(text), {
    onFailure: (error) => error.message.replaceAll(/\s*\n\s*/g, " "),
    onSuccess: runOf
  })
