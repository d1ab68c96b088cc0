/** What changed between two runs: what a person asks after an upgrade, and a script before a merge. */
import type { Verdict } from "../case.ts"
import type { DescribedCase, Run } from "./event.ts"
import { plainStyle, type Style } from "./style.ts"

/** A case that the run never finished has no verdict; that is told like one. */
export type Standing = Verdict | "unfinished"

export interface Change {
  readonly id: string
  readonly level: DescribedCase["level"]
  readonly title: string
  readonly before: Standing
  readonly after: Standing
  readonly foundBefore: string
  readonly foundAfter: string
  readonly worse: boolean
}

export interface Single {
  readonly id: string
  readonly level: DescribedCase["level"]
  readonly title: string
  readonly verdict: Standing
}

export interface RunDiff {
  /** What differs of the runs themselves. */
  readonly circumstances: ReadonlyArray<{
    readonly what: "server" | "subject" | "version" | "expectations"
    readonly before: string
    readonly after: string
  }>
  readonly newlyBroken: ReadonlyArray<Change>
  readonly newlyKept: ReadonlyArray<Change>
  readonly others: ReadonlyArray<Change>
  readonly added: ReadonlyArray<Single>
  readonly removed: ReadonlyArray<Single>
  readonly deathsBefore: number
  readonly deathsAfter: number
  /** Whether anything got worse. A case that only one of the runs knows says nothing about that. */
  readonly worse: boolean
}

/** 0: kept. 1: not judged. 2: broken. 3: the subject, or the harness, fell over it. */
const severities: Readonly<Record<Standing, number>> = {
  pass: 0,
  choice: 0,
  "unexpected-pass": 0,
  "not-applicable": 1,
  unclear: 1,
  unfinished: 1,
  deviates: 2,
  "expected-fail": 2,
  flaky: 2,
  blocked: 2,
  crash: 3,
  "harness-fault": 3
}

interface Known extends Single {
  readonly outcome: string
  readonly found: string
}

const knownIn = ({ cases, unfinished }: Run): ReadonlyMap<string, Known> => {
  const nothing = { verdict: "unfinished", outcome: "", found: "" } as const
  const all = [...cases, ...unfinished.map((each) => ({ ...each, ...nothing }))]
  return new Map(
    all.map(({ id, level, title, verdict, outcome, found }) => [
      id,
      { id, level, title, verdict, outcome, found }
    ])
  )
}

const changed = (before: Known, after: Known): boolean =>
  before.verdict !== after.verdict ||
  // Another choice is a change, though both are right.
  (before.verdict === "choice" && before.outcome !== after.outcome)

const foundOf = ({ verdict, outcome, found }: Known): string =>
  verdict === "unfinished" ? "the run ended before this case" : `${outcome}: ${found}`

const changeOf = (before: Known, after: Known): Change => ({
  id: after.id,
  level: after.level,
  title: after.title,
  before: before.verdict,
  after: after.verdict,
  foundBefore: foundOf(before),
  foundAfter: foundOf(after),
  worse: severities[after.verdict] > severities[before.verdict]
})

const singleOf = ({ id, level, title, verdict }: Known): Single => ({ id, level, title, verdict })

const circumstancesOf = (before: Run, after: Run): RunDiff["circumstances"] =>
  (["server", "subject", "version", "expectations"] as const)
    .map((what) => ({ what, before: before[what] ?? "", after: after[what] ?? "" }))
    .filter((each) => each.before !== each.after)

const isBroken = (standing: Standing): boolean => severities[standing] >= 2
const isKept = (standing: Standing): boolean => severities[standing] === 0

export const diffRuns = (before: Run, after: Run): RunDiff => {
  const old = knownIn(before)
  const recent = knownIn(after)
  const changes = [...recent.values()].flatMap((each) => {
    const earlier = old.get(each.id)
    return earlier === undefined || !changed(earlier, each) ? [] : [changeOf(earlier, each)]
  })
  const newlyBroken = changes.filter((each) => isBroken(each.after) && !isBroken(each.before))
  const newlyKept = changes.filter((each) => isKept(each.after) && !isKept(each.before))
  const grouped = new Set([...newlyBroken, ...newlyKept])
  return {
    circumstances: circumstancesOf(before, after),
    newlyBroken,
    newlyKept,
    others: changes.filter((each) => !grouped.has(each)),
    added: [...recent.values()].filter(({ id }) => !old.has(id)).map(singleOf),
    removed: [...old.values()].filter(({ id }) => !recent.has(id)).map(singleOf),
    deathsBefore: before.deaths.length,
    deathsAfter: after.deaths.length,
    worse: changes.some(({ worse }) => worse) || after.deaths.length > before.deaths.length
  }
}

const changeLines = (change: Change, paint: (text: string) => string, style: Style) => {
  const { id, level, title, before, after, foundBefore, foundAfter } = change
  return [
    `  ${paint(id.padEnd(6))} ${level} ${title}: ${before} → ${paint(after)}`,
    `         ${style.faint(`before: ${foundBefore}`)}`,
    `         ${style.faint(`after:  ${foundAfter}`)}`
  ]
}

const singleLine = ({ id, level, title, verdict }: Single): string =>
  `  ${id.padEnd(6)} ${level} ${title}: ${verdict}`

const section = (heading: string, lines: ReadonlyArray<string>, style: Style) =>
  lines.length === 0 ? [] : [[style.strong(heading), ...lines].join("\n")]

export const renderDiff = (diff: RunDiff, style: Style = plainStyle): string => {
  const { newlyBroken, newlyKept, others, added, removed, deathsBefore, deathsAfter } = diff
  const lines = (changes: ReadonlyArray<Change>, paint: (text: string) => string) =>
    changes.flatMap((each) => changeLines(each, each.worse ? style.bad : paint, style))
  const circumstances = diff.circumstances.map(
    ({ what, before, after }) => `${what}: ${before || "(none)"} → ${after || "(none)"}`
  )
  const died = `The subject died ${deathsAfter} times, before: ${deathsBefore}.`
  const sections = [
    ...(circumstances.length === 0 ? [] : [circumstances.join("\n")]),
    ...section(`Newly broken (${newlyBroken.length})`, lines(newlyBroken, style.bad), style),
    ...section(`Newly kept (${newlyKept.length})`, lines(newlyKept, style.good), style),
    ...section(`Other changes (${others.length})`, lines(others, style.note), style),
    ...section(`New cases (${added.length})`, added.map(singleLine), style),
    ...section(`Cases that are gone (${removed.length})`, removed.map(singleLine), style),
    ...(deathsAfter === deathsBefore ? [] : [style.bad(died)])
  ]
  const verdict = diff.worse
    ? style.bad("Something got worse.")
    : style.good(sections.length === 0 ? "Nothing changed." : "Nothing got worse.")
  return `${[...sections, verdict].join("\n\n")}\n`
}

export const diffToJson = (diff: RunDiff): string =>
  `${JSON.stringify({ format: 1, ...diff }, undefined, 2)}\n`
