/** A run: every selected case against one subject, in parallel where they allow it. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { ActiveCase, Facts } from "./case.ts"
import { activeCases, passiveCases } from "./cases/index.ts"
import type { PassiveCase } from "./cases/passive.ts"
import { type Baseline, learnBaseline } from "./control.ts"
import { type Expectations, findExpectations } from "./expectations.ts"
import { judgeMultiplied } from "./multipliers/judge.ts"
import { type Multiplier, multipliers as allMultipliers } from "./multipliers/multiplier.ts"
import { judgePassively } from "./passive.ts"
import { type Profile, defaultProfile } from "./profile.ts"
import type { RunEvent } from "./reports/event.ts"
import { describeActive, describePassive } from "./reports/record.ts"
import { type CaseResult, type Report, totalsOf } from "./result.ts"
import { acquireRoot } from "./root-of-subject.ts"
import { runAll } from "./schedule.ts"
import { type SubjectDescription, describeSubject } from "./subject/description.ts"
import { type SubjectError, SubjectUnreachable } from "./subject/errors.ts"
import { superviseSubject } from "./subject/supervisor.ts"
import { type Progress, Telling } from "./telling.ts"
import { CaseWire } from "./wire.ts"

export interface VerifyOptions {
  readonly subject: SubjectDescription
  /** All of them if absent. */
  readonly cases?: ReadonlyArray<ActiveCase>
  readonly passive?: ReadonlyArray<PassiveCase>
  readonly multipliers?: ReadonlyArray<Multiplier>
  readonly profile?: Partial<Profile>
  /** How many cases run at once. */
  readonly jobs?: number
  /** How often each case is run. */
  readonly repeat?: number
  /** Ends the run at the first verdict that nobody expected. */
  readonly failFast?: boolean
  /**
   * How long the new root rests before the subject sees it: a server that is honest about its tags gives strong
   * ones only to files that have not changed for a while. 0 if absent.
   */
  readonly rootRestMillis?: number
  /** Whose deviations are expected. Of several lists the one counts whose pattern fits the Server field. */
  readonly expectations?: Expectations | ReadonlyArray<Expectations>
  /** The version of this program, for the reports. */
  readonly version?: string
  /** Called as each case ends, in the order in which they end. */
  readonly onCase?: (result: CaseResult, progress: Progress) => void
  /** Called with each event of the stream that all reports are made from. */
  readonly onEvent?: (event: RunEvent) => void
  /** Called before a result is told, with what was known of the subject: names the file of its octets. */
  readonly wireFileOf?: (result: CaseResult, facts: Facts) => string | undefined
}

/** Runs the suite. The subject, if we started it, is stopped whatever happens. */
export const verify = (options: VerifyOptions): Effect.Effect<Report, SubjectError> =>
  Effect.scoped(verifyInScope(options))

const verifyInScope = Effect.fnUntraced(function* (options: VerifyOptions) {
  const { subject, repeat = 1, jobs = 4 } = options
  const cases = options.cases ?? activeCases
  const passive = options.passive ?? passiveCases
  const multipliers = options.multipliers ?? allMultipliers
  const profile = { ...defaultProfile, ...options.profile }
  const started = yield* DateTime.now
  const startedText = DateTime.formatIso(started)
  const telling = new Telling(options, [...cases, ...multipliers, ...passive])
  telling.started(startedText, profile.seed, jobs, [
    ...cases.map(describeActive),
    ...multipliers.map((each) => describePassive(each, "multipliers")),
    ...passive.map((each) => describePassive(each))
  ])
  const baseline = yield* reach(options, profile)
  const { facts } = baseline
  const { server } = facts
  const list = choose(options.expectations, server)
  const brokenControls = [...baseline.failures.values()]
  telling.learned(facts, list, brokenControls, startedText.slice(0, 10))
  const { results, multiplied, deaths } = yield* Effect.promise((signal) =>
    runAll({
      cases,
      multipliers,
      supervisor: baseline.supervisor,
      baseline,
      jobs,
      repeat,
      signal: AbortSignal.any([signal, telling.enough]),
      onResult: telling.finished,
      onDeath: telling.died
    })
  )
  for (const result of judgeMultiplied(multipliers, multiplied)) telling.finished(result)
  for (const result of judgePassively(passive, baseline.exchanges, results, multiplied))
    telling.finished(result)
  const ended = yield* DateTime.now
  const judged = telling.inOrder
  const report = {
    subject: describeSubject(subject),
    server,
    knownAs: list?.name,
    brokenControls,
    started: startedText,
    durationMillis: DateTime.toEpochMillis(ended) - DateTime.toEpochMillis(started),
    cases: judged,
    deaths,
    totals: totalsOf(judged)
  } satisfies Report
  telling.ended(report)
  return report
})

/** Starts the subject on its root and learns what plain requests tell. */
export const reach = Effect.fnUntraced(function* (options: VerifyOptions, profile: Profile) {
  const { subject } = options
  const root = yield* acquireRoot(subject)
  yield* Effect.sleep(root === undefined ? 0 : (options.rootRestMillis ?? 0))
  const supervisor = yield* superviseSubject(subject, root?.folder ?? "")
  const baseline: Baseline = yield* Effect.tryPromise({
    try: () =>
      learnBaseline(new CaseWire(supervisor.network(), profile), {
        host: subject.kind === "command" ? "localhost" : subject.host,
        secret: subject.kind === "network" ? (subject.secret ?? root?.secret) : root?.secret,
        rootFolder: root?.folder,
        profile
      }),
    // It listened a moment ago, so this is rare: died at its first connection.
    catch: (error) => SubjectUnreachable.of(describeSubject(subject), String(error))
  })
  return { ...baseline, supervisor }
})

const choose = (
  expectations: VerifyOptions["expectations"],
  server: string | undefined
): Expectations | undefined => {
  if (expectations === undefined) return undefined
  return "format" in expectations ? expectations : findExpectations(expectations, server)
}
