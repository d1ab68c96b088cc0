/**
 * A requirement of the specification, as data. `spec/<chapter>.md` holds the same sentence with the
 * reasons; a test keeps the two equal.
 */
import type { RuleId } from "../state-machine/rules.ts"

export const levels = ["MUST", "SHOULD", "MAY"] as const
export type Level = (typeof levels)[number]

export const chapters = [
  "accept",
  "read",
  "find",
  "header",
  "send",
  "dispatcher",
  "helpers",
  "caches",
  "faults",
  "trace"
] as const
export type Chapter = (typeof chapters)[number]

export interface Requirement {
  readonly id: RuleId
  readonly level: Level
  readonly sentence: string
  /** Paper section, RFC paragraph, or "ours". */
  readonly source: string
}

/** The file of `spec/` that holds the rule. */
export const chapterOf = (id: RuleId): Chapter => id.slice(0, id.indexOf("/")) as Chapter
