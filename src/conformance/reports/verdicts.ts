/** How a verdict looks: a tone, a sign and a word, so that no report tells by colour alone. */
import type { Verdict } from "../case.ts"

/** What a reader has to do about it: nothing, look, act; or there was nothing to judge. */
export type Tone = "good" | "note" | "bad" | "faint"

export interface Appearance {
  readonly tone: Tone
  /** One column wide. */
  readonly sign: string
  /** Of the list of such cases. */
  readonly heading: string
}

export const appearances: Readonly<Record<Verdict, Appearance>> = {
  "harness-fault": { tone: "bad", sign: "‼", heading: "Our own mistakes" },
  crash: { tone: "bad", sign: "†", heading: "The subject died of these" },
  deviates: { tone: "bad", sign: "✗", heading: "Deviations" },
  "unexpected-pass": {
    tone: "bad",
    sign: "⇑",
    heading: "Known deviations that no longer show: correct the list"
  },
  blocked: { tone: "bad", sign: "■", heading: "Blocked" },
  flaky: { tone: "note", sign: "≈", heading: "Flaky" },
  unclear: { tone: "note", sign: "?", heading: "Unclear" },
  "expected-fail": { tone: "note", sign: "▽", heading: "Known deviations" },
  choice: { tone: "note", sign: "◇", heading: "Choices the clauses leave open" },
  pass: { tone: "good", sign: "✓", heading: "Kept" },
  "not-applicable": { tone: "faint", sign: "–", heading: "Not applicable" }
}

/** In the order of urgency. */
export const verdicts = Object.keys(appearances) as ReadonlyArray<Verdict>

export const toneOf = (verdict: Verdict): Tone => appearances[verdict].tone
export const signOf = (verdict: Verdict): string => appearances[verdict].sign

/** What goes wrong where these are, so that a run with one of them is no success. */
export const isFailure = (verdict: Verdict): boolean =>
  toneOf(verdict) === "bad" || verdict === "flaky"
