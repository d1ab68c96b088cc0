/** `amped verify` of a server that is not ours. */
import { writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import manifest from "../../package.json" with { type: "json" }
import { type Expectations, expectationsFormat, updated } from "../conformance/expectations.ts"
import { exitCodeOf, type Report } from "../conformance/result.ts"
import { verify } from "../conformance/run.ts"
import type { SubjectError } from "../conformance/subject/errors.ts"
import { Ended, type ExitCode } from "./outcome.ts"
import { complain, progress, progressDone } from "./terminal.ts"
import type { VerifyGiven } from "./verify-flags.ts"
import { Teller, tellAll } from "./verify-outputs.ts"
import { chooseCases, planOf, type Plan } from "./verify-plan.ts"

export const jobsDefault = 2

export const verifyOther = Effect.fnUntraced(function* (given: VerifyGiven) {
  const plan = yield* planOf(given)
  const chosen = yield* chooseCases(given)
  const teller = yield* Teller.open(given)
  const { expectations, profile, subject } = plan
  const report = yield* verify({
    ...chosen,
    subject,
    profile,
    version: manifest.version,
    jobs: Option.getOrElse(given.jobs, () => jobsDefault),
    repeat: Option.getOrElse(given.repeat, () => 1),
    failFast: given.failFast,
    ...(expectations === undefined ? {} : { expectations }),
    onCase: ({ id }, { finished, total }) => progress(`case ${finished} of ${total}, ${id}`),
    onEvent: teller.tell,
    ...(teller.wireFileOf === undefined ? {} : { wireFileOf: teller.wireFileOf })
  }).pipe(
    Effect.mapError(subjectFailed),
    Effect.ensuring(
      Effect.sync(() => {
        progressDone()
        teller.close()
      })
    )
  )
  yield* tellAll(teller.run, given)
  yield* teller.wireFiles
  if (given.updateExpect) return yield* update(plan, report)
  const code = exitCodeOf(report)
  if (code !== 0) return yield* new Ended({ code, line: "" })
})

const update = Effect.fnUntraced(function* (
  { expectFile = "", expectations }: Plan,
  report: Report
) {
  const before: Expectations =
    expectations !== undefined && "format" in expectations ? expectations : listFor(report)
  const after = updated(before, report.cases)
  yield* Effect.try({
    try: () => writeFileSync(expectFile, `${JSON.stringify(after, undefined, 2)}\n`),
    catch: (cause) =>
      new Ended({ code: 4, line: `amped verify: cannot write ${expectFile}: ${String(cause)}` })
  })
  const ids = new Set(before.deviations.map((known) => known.case))
  const added = after.deviations.filter((known) => !ids.has(known.case)).length
  const removed = before.deviations.length + added - after.deviations.length
  complain(
    `${expectFile}: ${after.deviations.length} known deviations, ${added} added, ${removed} removed`
  )
})

/** A new list, for servers of this name and version. */
const listFor = ({ server }: Report): Expectations => ({
  format: expectationsFormat,
  name: server ?? "a server without a name",
  ...(server === undefined
    ? {}
    : { server: `^${server.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}` }),
  deviations: []
})

/** Errors of a subject that have a code of their own; the others are 3. */
const codes: Readonly<Record<string, ExitCode>> = {
  PortInUse: 6,
  SubjectNeverListened: 7,
  SubjectMisdescribed: 2
}

export const subjectFailed = (error: Ended | SubjectError): Ended =>
  error instanceof Ended
    ? error
    : new Ended({ code: codes[error._tag] ?? 3, line: `amped verify: ${error.message}` })
