/** What a case of the suite is, and what its result can be. */
import type { RuleId } from "../state-machine/rules.ts"
import type { Exchange } from "./exchange.ts"
import type { Profile } from "./profile.ts"
import type { Attempt } from "./request.ts"
import type { Wire } from "./wire.ts"

export type Chapter =
  | "message"
  | "target"
  | "fields"
  | "framing"
  | "connection"
  | "methods"
  | "mapping"
  | "conditional"
  | "range"
  | "expect"
  | "changes"
  | "robustness"
  | "generated"

/**
 * MUST, SHOULD and MAY are those of the clause. `security`, `operations` and `policy` are not
 * normative in any RFC: they are counted apart and never mixed into a statement about one.
 */
export type Level = "MUST" | "SHOULD" | "MAY" | "security" | "operations" | "policy"

export type Verdict =
  | "pass"
  /** The clause forbids what happened. */
  | "deviates"
  /** A freedom the clause grants; which one was taken is named. */
  | "choice"
  | "not-applicable"
  | "unclear"
  | "expected-fail"
  | "unexpected-pass"
  | "flaky"
  /** The positive control failed, so nothing follows from this case. */
  | "blocked"
  /** The subject died of it. */
  | "crash"
  /** Our own mistake. */
  | "harness-fault"

export type JudgedVerdict = Extract<
  Verdict,
  "pass" | "deviates" | "choice" | "not-applicable" | "unclear"
>

export interface Judgement {
  readonly verdict: JudgedVerdict
  /** The outcome met, in words: which permitted freedom, or which known way to be wrong. */
  readonly outcome: string
  readonly found: string
}

/** What the plain request for hello.txt told about the subject, before any case ran. */
export interface Facts {
  /** What belongs into a Host field. */
  readonly host: string
  readonly server: string | undefined
  readonly entityTag: string | undefined
  readonly lastModified: string | undefined
  /** Must never be received; undefined if the root is not ours. */
  readonly secret: string | undefined
  /** Where the files lie; undefined if the root is not ours. */
  readonly rootFolder: string | undefined
  readonly profile: Profile
}

/**
 * The plain valid requests that must work for a case to mean anything, on the same connection
 * policy: otherwise a server that refuses everything passes every case about refusing. `self`
 * marks the positive cases, which demand the exact bytes themselves.
 */
export type Control = "close" | "pipelined" | "http-1.0" | "self"

export interface CaseBase {
  /** Stable and opaque: a row of the requirement table, never a section number. */
  readonly id: string
  readonly title: string
  readonly level: Level
  /** Section and paragraph as rfc-editor anchors: `rfc9112#section-3.2-6`. */
  readonly clauses: ReadonlyArray<string>
  /** One line: what goes wrong in the world if a server gets this wrong. */
  readonly why: string
  /** The rules of the reference machine that say the same. */
  readonly rules: ReadonlyArray<RuleId>
  readonly tags?: ReadonlyArray<string>
}

export interface ActiveCase extends CaseBase {
  readonly chapter: Chapter
  readonly control: Control
  /** Runs with nothing beside it: its load or its timing would disturb others, or they it. */
  readonly exclusive?: boolean
  /** Its own, whatever the profile says: it starts the subject anew, several times. */
  readonly deadlineMillis?: number
  /** Not-applicable, with this reason, where the profile or the facts don't support the case. */
  readonly needs?: (facts: Facts) => string | undefined
  readonly run: Sends | Drive
  readonly judge: Judge
}

/** The case is what it sends: so it can be sent in other pieces, on used connections, and again. */
export interface Sends {
  readonly attempts: (facts: Facts) => ReadonlyArray<Attempt>
}

/** The case has steps of its own. */
export type Drive = (wire: Wire, facts: Facts) => Promise<ReadonlyArray<Exchange>>

/** Pure, so that a recorded exchange can be judged again without a server. */
export interface Judge {
  /** Every permitted outcome, in words. */
  readonly expected: string
  readonly judge: (exchanges: ReadonlyArray<Exchange>, facts: Facts) => Judgement
}

/** Gives each case of a chapter its chapter. */
export const inChapter = (
  chapter: Chapter,
  cases: ReadonlyArray<Omit<ActiveCase, "chapter">>
): ReadonlyArray<ActiveCase> => cases.map((each) => ({ ...each, chapter }))
