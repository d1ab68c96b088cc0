/**
 * The survivors that are known, each with its reason. A survivor is known by what was changed into what and on
 * which line's text, so that the list outlives edits elsewhere in the file.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"

/** A mutant as it is found in the list. */
export interface Change {
  readonly file: string
  /** The text of the source line where the change begins. */
  readonly line: string
  readonly mutator: string
  readonly from: string
  readonly to: string
}

export interface Survivor extends Change {
  /** How many mutants of the file are told apart by nothing but their places; 1 when absent. */
  readonly times?: number
  /** `equivalent`: no input can tell it from the source. `owed`: a test is missing. */
  readonly verdict: "equivalent" | "owed"
  /** The argument, or what a test would have to show. */
  readonly reason: string
}

export interface Comparison {
  /** Survived, and nobody said why. */
  readonly unlisted: ReadonlyArray<Change>
  /** Listed, and killed by now or gone from the source. */
  readonly outdated: ReadonlyArray<Survivor>
}

const shortMax = 100

/** On one line, and never longer than a reader wants. */
export const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim()
  return line.length <= shortMax ? line : `${line.slice(0, shortMax - 1)}…`
}

export const keyOf = ({ file, line, mutator, from, to }: Change): string =>
  JSON.stringify([file, line, mutator, from, to])

const listFile = new URL("survivors.json", import.meta.url)

export const readSurvivors = (): ReadonlyArray<Survivor> =>
  JSON.parse(readFileSync(listFile, "utf8")) as ReadonlyArray<Survivor>

export const writeSurvivors = (survivors: ReadonlyArray<Survivor>): void =>
  writeFileSync(listFile, `${JSON.stringify(survivors, undefined, 2)}\n`)

/** How often each change is among them. */
const tally = (changes: ReadonlyArray<Change>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const change of changes) counts.set(keyOf(change), (counts.get(keyOf(change)) ?? 0) + 1)
  return counts
}

/** `files` are those that were mutated: of others nothing is known. */
export const compare = (
  listed: ReadonlyArray<Survivor>,
  survived: ReadonlyArray<Change>,
  files: ReadonlyArray<string>
): Comparison => {
  const counts = tally(survived)
  const allowed = new Map(listed.map((survivor) => [keyOf(survivor), survivor.times ?? 1]))
  const unlisted = [...new Map(survived.map((change) => [keyOf(change), change])).values()].filter(
    (change) => counts.get(keyOf(change))! > (allowed.get(keyOf(change)) ?? 0)
  )
  const outdated = listed
    // A file that is gone takes its survivors with it, and only a list can still name them.
    .filter(
      ({ file }) => files.includes(file) || !existsSync(new URL(`../${file}`, import.meta.url))
    )
    .filter((survivor) => (counts.get(keyOf(survivor)) ?? 0) < (survivor.times ?? 1))
  return { unlisted, outdated }
}

/** The list as it should be now for these files: reasons are kept, new survivors are owed, others are gone. */
export const renewed = (
  listed: ReadonlyArray<Survivor>,
  survived: ReadonlyArray<Change>,
  files: ReadonlyArray<string>
): ReadonlyArray<Survivor> => {
  const known = new Map(listed.map((survivor) => [keyOf(survivor), survivor]))
  const counts = tally(survived)
  const others = listed.filter(({ file }) => !files.includes(file))
  const own = [...new Map(survived.map((change) => [keyOf(change), change])).values()]
  const renewedOwn = own.map((change) => {
    const { verdict = "owed", reason = "No test shows the difference yet." } =
      known.get(keyOf(change)) ?? {}
    const times = counts.get(keyOf(change))!
    return { ...change, ...(times > 1 ? { times } : {}), verdict, reason }
  })
  return [...others, ...renewedOwn].toSorted((first, second) =>
    keyOf(first) < keyOf(second) ? -1 : 1
  )
}
