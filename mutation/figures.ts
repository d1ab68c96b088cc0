/** Figures of a run, by folder, and what they have to be. */
import type { MutantResult } from "@stryker-mutator/api/core"
import { readFileSync, writeFileSync } from "node:fs"
import { sep } from "node:path"

export interface Figures {
  readonly folder: string
  readonly mutants: number
  readonly killed: number
  readonly timeout: number
  readonly survived: number
  readonly noCoverage: number
  /** Per cent that was killed or ran out of time. */
  readonly score: number
  /** Spent on judging, in all processes together. */
  readonly seconds: number
}

const publishedFile = new URL("figures.json", import.meta.url)

/** Those of the last run with `--write`, by folder. */
export const published = (): ReadonlyArray<Figures> =>
  JSON.parse(readFileSync(publishedFile, "utf8")) as ReadonlyArray<Figures>

/** Puts new figures in the place of the folder's old ones. */
export const publish = (figures: ReadonlyArray<Figures>): ReadonlyArray<Figures> => {
  const all = new Map([...published(), ...figures].map((each) => [each.folder, each]))
  const sorted = [...all.values()].toSorted((first, second) =>
    first.folder < second.folder ? -1 : 1
  )
  writeFileSync(publishedFile, `${JSON.stringify(sorted, undefined, 2)}\n`)
  return sorted
}

/** Per cent that must be killed. The folder that is the specification has to be sharper than what runs it. */
export const scoreMin = (folder: string): number => (folder === "src/state-machine" ? 98 : 95)

export const folderOf = (file: string): string => file.split(sep).slice(0, 2).join("/")

/** `millis` is the time that mutants of a file took, by file. */
export const figuresOf = (
  mutants: ReadonlyArray<MutantResult>,
  millis: ReadonlyMap<string, number>
): ReadonlyArray<Figures> => {
  const folders = [...new Set(mutants.map(({ fileName }) => folderOf(fileName)))].toSorted()
  return folders.map((folder) => {
    const own = mutants.filter(({ fileName }) => folderOf(fileName) === folder)
    const count = (status: MutantResult["status"]) =>
      own.filter((mutant) => mutant.status === status).length
    const [killed, timeout] = [count("Killed"), count("Timeout")]
    const spent = [...millis].filter(([file]) => folderOf(file) === folder)
    return {
      folder,
      mutants: own.length,
      killed,
      timeout,
      survived: count("Survived"),
      noCoverage: count("NoCoverage"),
      score: (100 * (killed + timeout)) / own.length,
      seconds: spent.reduce((sum, [, some]) => sum + some, 0) / 1000
    }
  })
}

/** Rounded down: 97.999 is not 98. */
export const percent = (score: number): string => (Math.floor(score * 100) / 100).toFixed(2)

const headings = [
  "folder",
  "mutants",
  "killed",
  "timeout",
  "survived",
  "no coverage",
  "score",
  "seconds"
]

const cells = (figures: Figures): ReadonlyArray<string> => [
  figures.folder,
  `${figures.mutants}`,
  `${figures.killed}`,
  `${figures.timeout}`,
  `${figures.survived}`,
  `${figures.noCoverage}`,
  `${percent(figures.score)} %`,
  figures.seconds.toFixed(0)
]

export const textTable = (all: ReadonlyArray<Figures>): string => {
  const rows = [headings, ...all.map(cells)]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
        )
        .join("  ")
    )
    .join("\n")
}

export const markdownTable = (all: ReadonlyArray<Figures>): string =>
  [headings, headings.map(() => "-"), ...all.map(cells)]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n")
