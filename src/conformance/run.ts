/** A run: every selected case against one subject, in parallel where they allow it. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { ActiveCase } from "./case.ts"
import { activeCases } from "./cases/index.ts"
import { learnBaseline } from "./control.ts"
import { type KnownServer, applyKnown, findKnown } from "./known.ts"
import { knownServers } from "./known-servers.ts"
import { socketNetwork } from "./network.ts"
import { judgePassively } from "./passive.ts"
import { type Profile, defaultProfile } from "./profile.ts"
import { type CaseResult, type Report, totalsOf } from "./result.ts"
import { type Root, buildRoot } from "./root.ts"
import { runAll } from "./schedule.ts"
import { type SubjectDescription, describeSubject } from "./subject/description.ts"
import { type SubjectError, SubjectUnreachable } from "./subject/errors.ts"
import { superviseSubject } from "./subject/supervisor.ts"
import { makeWire } from "./wire.ts"

export interface VerifyOptions {
  readonly subject: SubjectDescription
  /** All of them if absent. */
  readonly cases?: ReadonlyArray<ActiveCase>
  readonly profile?: Partial<Profile>
  /** How many cases run at once. */
  readonly jobs?: number
  /**
   * How long the new root rests before the subject sees it: a server that is honest about its tags gives strong
   * ones only to files that have not changed for a while. 0 if absent.
   */
  readonly rootRestMillis?: number
  /** Whose deviations are expected: "detect" goes by the Server field. */
  readonly known?: KnownServer | "detect" | "none"
  /** Called as each case ends, in the order in which they end. */
  readonly onCase?: (result: CaseResult, progress: Progress) => void
}

export interface Progress {
  readonly finished: number
  readonly total: number
}

/** Runs the suite. The subject, if we started it, is stopped whatever happens. */
export const verify = (options: VerifyOptions): Effect.Effect<Report, SubjectError> =>
  Effect.scoped(verifyInScope(options))

const verifyInScope = Effect.fnUntraced(function* (options: VerifyOptions) {
  const { subject } = options
  const started = yield* DateTime.now
  const root = subject.kind === "command" ? yield* acquireRoot : undefined
  yield* Effect.sleep(root === undefined ? 0 : (options.rootRestMillis ?? 0))
  const supervisor = yield* superviseSubject(subject, root?.folder ?? "")
  const profile = { ...defaultProfile, ...options.profile }
  const baseline = yield* Effect.tryPromise({
    try: () =>
      learnBaseline(makeWire(socketNetwork(supervisor.address()), profile), {
        host: subject.kind === "url" ? subject.host : "localhost",
        secret: root?.secret,
        rootFolder: root?.folder,
        profile
      }),
    // It listened a moment ago, so this is rare: died at its first connection.
    catch: (error) => SubjectUnreachable.of(describeSubject(subject), String(error))
  })
  const { onCase } = options
  const cases = options.cases ?? activeCases
  const { results, deaths } = yield* Effect.promise((signal) =>
    runAll({ cases, supervisor, baseline, signal, jobs: options.jobs ?? 4, onCase })
  )
  const passive = judgePassively(baseline.exchanges, results)
  const known = chooseKnown(options.known ?? "detect", baseline.facts.server)
  const judged = applyKnown(known, [...results, ...passive])
  const ended = yield* DateTime.now
  return {
    subject: describeSubject(subject),
    server: baseline.facts.server,
    knownAs: known?.name,
    brokenControls: [...baseline.failures.values()],
    started: DateTime.formatIso(started),
    durationMillis: DateTime.toEpochMillis(ended) - DateTime.toEpochMillis(started),
    cases: judged,
    deaths,
    totals: totalsOf(judged)
  } satisfies Report
})

const acquireRoot = Effect.acquireRelease(
  Effect.promise(() => buildRoot()),
  (root: Root) => Effect.promise(() => root.remove())
)

const chooseKnown = (
  known: KnownServer | "detect" | "none",
  server: string | undefined
): KnownServer | undefined => {
  if (known === "none") return undefined
  return known === "detect" ? findKnown(knownServers, server) : known
}
