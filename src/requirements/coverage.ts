/**
 * What checks each rule: a transition that names it, a monitor, properties, wire cases, examples. The
 * checks outside `src` are handed in, as lists or as text to search for rule ids.
 */
import { ruleIds, transitionIds, type RuleId } from "../state-machine/rules.ts"
import { monitoredRules, requirementOf } from "./registry.ts"
import { chapters, type Level } from "./requirement.ts"

export const checkKinds = ["property", "wire case", "example"] as const
export type CheckKind = (typeof checkKinds)[number]

/** A check, with the ids of the rules that it says it judges. */
export interface Check {
  readonly kind: CheckKind
  readonly name: string
  readonly rules: ReadonlyArray<string>
}

export interface CoverageRow {
  readonly rule: RuleId
  readonly level: Level
  /** The machine names the rule when it goes by it. No check in itself. */
  readonly transition: boolean
  readonly monitor: boolean
  /** Names of checks, by kind. */
  readonly checks: Readonly<Record<CheckKind, ReadonlyArray<string>>>
  /** Nothing checks it. */
  readonly untested: boolean
}

export interface Coverage {
  readonly rows: ReadonlyArray<CoverageRow>
  readonly untested: ReadonlyArray<RuleId>
  /** Checks that name a rule which the specification doesn't have: an error. */
  readonly unknown: ReadonlyArray<{ readonly check: string; readonly rule: string }>
}

const transitions: ReadonlySet<string> = new Set(transitionIds)
const known: ReadonlySet<string> = new Set(ruleIds)

export const coverage = (checks: ReadonlyArray<Check> = []): Coverage => {
  const rows = ruleIds.map((rule): CoverageRow => {
    const naming = (kind: CheckKind): ReadonlyArray<string> =>
      checks
        .filter((check) => check.kind === kind && check.rules.includes(rule))
        .map(({ name }) => name)
    const found = {
      property: naming("property"),
      "wire case": naming("wire case"),
      example: naming("example")
    }
    const monitor = monitoredRules.has(rule)
    return {
      rule,
      level: requirementOf(rule)?.level ?? "MUST",
      transition: transitions.has(rule),
      monitor,
      checks: found,
      untested: !monitor && Object.values(found).every((names) => names.length === 0)
    }
  })
  const unknown = checks.flatMap(({ name, rules }) =>
    rules.filter((rule) => !known.has(rule)).map((rule) => ({ check: name, rule }))
  )
  return { rows, untested: rows.filter((row) => row.untested).map((row) => row.rule), unknown }
}

const quotedId = new RegExp(`["'\`]((?:${chapters.join("|")})/[a-z][a-z-]*)(?=["'\`: ])`, "g")

/**
 * The rule ids in a text: strings that are an id, or begin with one and a colon or a space, as titles of
 * tests do. Ids that the specification doesn't have are found as well, so that `coverage` can refuse them.
 */
export const rulesIn = (text: string): ReadonlyArray<string> => [
  ...new Set([...text.matchAll(quotedId)].map(([, id = ""]) => id))
]
