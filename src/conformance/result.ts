/** What a run gives back: plain data, in the order of the cases whatever the timing was. */
import type { CaseBase, Chapter, Level, Verdict } from "./case.ts"
import type { Exchange } from "./exchange.ts"

export interface CaseResult extends CaseBase {
  /** `passive` judges the responses of all the others, `multipliers` how they change with the manner of sending. */
  readonly chapter: Chapter | "passive" | "multipliers"
  readonly verdict: Verdict
  /** Which permitted outcome, or which way to be wrong. */
  readonly outcome: string
  readonly expected: string
  readonly found: string
  /** Why a deviation is expected, where it is. */
  readonly reason?: string
  readonly durationMillis: number
  readonly repetition?: Repetition
  readonly exchanges: ReadonlyArray<Exchange>
}

/** How often a case was run, and how often it was kept, with Wilson's interval of 95 per cent for the rate. */
export interface Repetition {
  readonly runs: number
  readonly passes: number
  readonly low: number
  readonly high: number
}

/** How many of the cases of a level that could be judged were kept. */
export interface Kept {
  readonly kept: number
  readonly judged: number
}

/** Three numbers and never one: a sum of duties and freedoms would mean nothing. */
export interface Totals {
  readonly must: Kept
  readonly should: Kept
  readonly choices: number
  /** Not normative; counted apart. */
  readonly robustness: Kept
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>
}

/** The subject ended on its own while cases ran. */
export interface Death {
  readonly how: string
  readonly during: ReadonlyArray<string>
}

export interface Report {
  readonly subject: string
  /** The Server field of a plain GET. */
  readonly server: string | undefined
  /** Whose known deviations were applied. */
  readonly knownAs: string | undefined
  /** The plain requests that failed before any case ran: nothing negative can be judged then. */
  readonly brokenControls: ReadonlyArray<string>
  readonly started: string
  readonly durationMillis: number
  readonly cases: ReadonlyArray<CaseResult>
  readonly deaths: ReadonlyArray<Death>
  readonly totals: Totals
}

const robustLevels: ReadonlyArray<Level> = ["security", "operations", "policy"]

const isKept = ({ verdict }: CaseResult): boolean =>
  verdict === "pass" || verdict === "choice" || verdict === "unexpected-pass"

const isBroken = ({ verdict }: CaseResult): boolean =>
  verdict === "deviates" || verdict === "expected-fail" || verdict === "crash"

const keptOf = (results: ReadonlyArray<CaseResult>, levels: ReadonlyArray<Level>): Kept => {
  const ofLevel = results.filter(({ level }) => levels.includes(level))
  const kept = ofLevel.filter(isKept).length
  return { kept, judged: kept + ofLevel.filter(isBroken).length }
}

export const totalsOf = (results: ReadonlyArray<CaseResult>): Totals => {
  const verdicts: Partial<Record<Verdict, number>> = {}
  for (const { verdict } of results) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  return {
    must: keptOf(results, ["MUST"]),
    should: keptOf(results, ["SHOULD"]),
    choices: results.filter(({ verdict }) => verdict === "choice").length,
    robustness: keptOf(results, robustLevels),
    verdicts
  }
}

/** Documented for scripts; 2 (usage) is the command line's own. */
export type ExitCode = 0 | 1 | 3 | 4

const is =
  (...verdicts: ReadonlyArray<Verdict>) =>
  ({ verdict }: CaseResult): boolean =>
    verdicts.includes(verdict)

export const exitCodeOf = (report: Report): ExitCode => {
  const { cases, deaths } = report
  if (cases.some(is("harness-fault"))) return 4
  if (deaths.length > 0 || cases.some(is("crash"))) return 3
  if (cases.some(is("deviates", "unexpected-pass", "blocked", "flaky"))) return 1
  // Where nothing could be judged, nothing was kept either.
  const isJudged = is("pass", "choice", "expected-fail", "not-applicable")
  return cases.some(is("unclear")) && !cases.some(isJudged) ? 1 : 0
}
