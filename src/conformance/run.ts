/** A run: every selected case against one subject, in parallel where they allow it. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { ActiveCase } from "./case.ts"
import { activeCases, passiveCases } from "./cases/index.ts"
import type { PassiveCase } from "./cases/passive.ts"
import { type Baseline, learnBaseline } from "./control.ts"
import { expected, type Expectations, findExpectations } from "./expectations.ts"
import { judgeMultiplied } from "./multipliers/judge.ts"
import { type Multiplier, multipliers as allMultipliers } from "./multipliers/multiplier.ts"
import { judgePassively } from "./passive.ts"
import { type Profile, defaultProfile } from "./profile.ts"
import { type RunEvent, streamFormat } from "./reports/event.ts"
import { describeActive, describePassive, recordCase } from "./reports/record.ts"
import { type CaseResult, type Report, exitCodeOf, totalsOf } from "./result.ts"
import { acquireRoot } from "./root-of-subject.ts"
import { runAll } from "./schedule.ts"
import { type SubjectDescription, describeSubject } from "./subject/description.ts"
import { type SubjectError, SubjectUnreachable } from "./subject/errors.ts"
import { superviseSubject } from "./subject/supervisor.ts"
import { makeWire } from "./wire.ts"

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
}

export interface Progress {
  readonly finished: number
  readonly total: number
}

/** Runs the suite. The subject, if we started it, is stopped whatever happens. */
export const verify = (options: VerifyOptions): Effect.Effect<Report, SubjectError> =>
  Effect.scoped(verifyInScope(options))

const verifyInScope = Effect.fnUntraced(function* (options: VerifyOptions) {
  const { subject, onEvent = () => {}, repeat = 1, jobs = 4 } = options
  const cases = options.cases ?? activeCases
  const passive = options.passive ?? passiveCases
  const multipliers = options.multipliers ?? allMultipliers
  const profile = { ...defaultProfile, ...options.profile }
  const started = yield* DateTime.now
  const startedText = DateTime.formatIso(started)
  onEvent({
    _tag: "RunStarted",
    format: streamFormat,
    version: options.version ?? "",
    subject: describeSubject(subject),
    started: startedText,
    seed: profile.seed,
    jobs,
    cases: [
      ...cases.map(describeActive),
      ...multipliers.map((each) => describePassive(each, "multipliers")),
      ...passive.map((each) => describePassive(each, "passive"))
    ]
  })
  const baseline = yield* reach(options, profile)
  const { server } = baseline.facts
  const list = choose(options.expectations, server)
  const brokenControls = [...baseline.failures.values()]
  onEvent({
    _tag: "SubjectLearned",
    brokenControls,
    ...(server === undefined ? {} : { server }),
    ...(list === undefined ? {} : { expectations: list.name })
  })
  const circumstances = { server, today: startedText.slice(0, 10) }
  const total = cases.length + multipliers.length + passive.length
  const stop = new AbortController()
  const judged = new Map<string, CaseResult>()
  const finish = (result: CaseResult): void => {
    const known = expected(result, list, circumstances)
    judged.set(known.id, known)
    const { repetition } = known
    onEvent({
      _tag: "CaseFinished",
      result: recordCase(known, repetition === undefined ? {} : { repetition })
    })
    options.onCase?.(known, { finished: judged.size, total })
    if (options.failFast === true && isNews(known)) stop.abort()
  }
  const { results, multiplied, deaths } = yield* Effect.promise((signal) =>
    runAll({
      cases,
      multipliers,
      supervisor: baseline.supervisor,
      baseline,
      jobs,
      repeat,
      signal: AbortSignal.any([signal, stop.signal]),
      onResult: finish,
      onDeath: ({ how, during }) => onEvent({ _tag: "SubjectDied", how, during })
    })
  )
  for (const result of judgeMultiplied(multipliers, multiplied)) finish(result)
  for (const result of judgePassively(passive, baseline.exchanges, results, multiplied))
    finish(result)
  const ended = yield* DateTime.now
  const inOrder = [...cases, ...multipliers, ...passive].flatMap(({ id }) => judged.get(id) ?? [])
  const report = {
    subject: describeSubject(subject),
    server,
    knownAs: list?.name,
    brokenControls,
    started: startedText,
    durationMillis: DateTime.toEpochMillis(ended) - DateTime.toEpochMillis(started),
    cases: inOrder,
    deaths,
    totals: totalsOf(inOrder)
  } satisfies Report
  const { durationMillis, totals } = report
  onEvent({ _tag: "RunEnded", durationMillis, totals, exitCode: exitCodeOf(report) })
  return report
})

const isNews = ({ verdict }: CaseResult): boolean =>
  ["deviates", "crash", "unexpected-pass", "flaky", "harness-fault"].includes(verdict)

/** Starts the subject on its root and learns what plain requests tell. */
const reach = Effect.fnUntraced(function* (options: VerifyOptions, profile: Profile) {
  const { subject } = options
  const root = yield* acquireRoot(subject)
  yield* Effect.sleep(root === undefined ? 0 : (options.rootRestMillis ?? 0))
  const supervisor = yield* superviseSubject(subject, root?.folder ?? "")
  const baseline: Baseline = yield* Effect.tryPromise({
    try: () =>
      learnBaseline(makeWire(supervisor.network(), profile), {
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
