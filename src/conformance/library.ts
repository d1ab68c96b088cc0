/**
 * The suite as a library, for the tests of a server that runs in the same process or can be connected to:
 *
 *     import { buildRoot, cases, run, unexpected } from "amped/conformance"
 *
 *     const root = await buildRoot()
 *     const report = await run(cases, () => net.connect(port), { root })
 *     assert.deepEqual(unexpected(report), [])
 */
import type { Duplex } from "node:stream"
import * as Effect from "effect/Effect"
import type { ActiveCase } from "./case.ts"
import { activeCases } from "./cases/index.ts"
import type { Expectations } from "./expectations.ts"
import { multipliers } from "./multipliers/multiplier.ts"
import { duplexNetwork } from "./network.ts"
import type { Profile } from "./profile.ts"
import type { RunEvent } from "./reports/event.ts"
import type { CaseResult, Report } from "./result.ts"
import type { Root } from "./root.ts"
import { verify } from "./run.ts"
import { select, type Selection, everything } from "./select.ts"

export type { ActiveCase, CaseBase, Level, Verdict } from "./case.ts"
export type { Expectations, KnownDeviation } from "./expectations.ts"
export type { Profile } from "./profile.ts"
export type { Run, RunEvent } from "./reports/event.ts"
export { foldEvents } from "./reports/fold.ts"
export { runsToJunit } from "./reports/junit.ts"
export { runToJson } from "./reports/json.ts"
export { runsToTap } from "./reports/tap.ts"
export { renderRun } from "./reports/console.ts"
export { exitCodeOf, type CaseResult, type Report } from "./result.ts"
export { buildRoot, buildRootIn, type Root } from "./root.ts"
export type { Selection } from "./select.ts"

/** All that can be asked of a server. */
export const cases: ReadonlyArray<ActiveCase> = activeCases

/** Those of them that are about something: `choose({ tags: ["range"], skipped: ["I-08"] })`. */
export const choose = (selection: Partial<Selection>): ReadonlyArray<ActiveCase> =>
  select(activeCases, { ...everything, ...selection })

export interface RunOptions {
  /** The folder that the server serves. Without it, what must have a real folder is not applicable. */
  readonly root?: Root
  /** What belongs into a Host field; `localhost` if absent. */
  readonly host?: string
  readonly name?: string
  readonly profile?: Partial<Profile>
  readonly expectations?: Expectations
  /** How many cases run at once; 2 if absent. */
  readonly jobs?: number
  readonly repeat?: number
  /** Whether each case is also sent in other pieces and in other company; true if absent. */
  readonly multiplied?: boolean
  /** The stream that every report is made from. */
  readonly onEvent?: (event: RunEvent) => void
}

/**
 * Runs cases against whatever `connect` leads to, and judges all responses. A stream that is still connecting is
 * waited for. Rejects if the server can't be reached at all.
 */
export const run = (
  chosen: ReadonlyArray<ActiveCase>,
  connect: () => Duplex | Promise<Duplex>,
  options: RunOptions = {}
): Promise<Report> => {
  const { root, host = "localhost", name = "a server of ours", jobs = 2 } = options
  const { multiplied = true, profile, repeat, expectations, onEvent } = options
  return Effect.runPromise(
    verify({
      subject: {
        kind: "network",
        name,
        network: duplexNetwork(connect),
        host,
        ...(root === undefined ? {} : { root })
      },
      cases: chosen,
      multipliers: multiplied ? multipliers : [],
      jobs,
      ...(profile === undefined ? {} : { profile }),
      ...(repeat === undefined ? {} : { repeat }),
      ...(expectations === undefined ? {} : { expectations }),
      ...(onEvent === undefined ? {} : { onEvent })
    })
  )
}

/** One line for each verdict that nobody expected: empty for a server that keeps what it should. */
export const unexpected = ({ cases: results, deaths }: Report): ReadonlyArray<string> => [
  ...results
    .filter(isUnexpected)
    .map(
      ({ id, title, verdict, clauses, expected, found }) =>
        `${id} ${title}: ${verdict}: expected ${expected}; found ${found} (${clauses.join(", ")})`
    ),
  ...deaths.map(({ how, during }) => `the server ${how}, during ${during.join(", ")}`)
]

const isUnexpected = ({ verdict }: CaseResult): boolean =>
  !["pass", "choice", "expected-fail", "not-applicable"].includes(verdict)
