/** What `npm run mutation` was asked for. */
import { execFileSync } from "node:child_process"
import { globSync } from "node:fs"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { folderOf } from "./figures.ts"

export interface Asked {
  /** Sources to mutate, by their paths from the root. */
  readonly files: ReadonlyArray<string>
  /** Folders of which every file is mutated: thresholds and the published figures are theirs. */
  readonly wholeFolders: ReadonlyArray<string>
  readonly concurrency: number
  /** Only write docs/mutation.md again, after reasons were edited. */
  readonly document: boolean
  /** Write docs/mutation.md, and the list of survivors as they are now, for those folders. */
  readonly write: boolean
}

/** The command line was wrong; the message is one line for whoever typed it. */
export class Misasked extends Error {}

const patterns = [
  "src/state-machine/**/*.ts",
  "src/requirements/**/*.ts",
  "src/runtime/**/*.ts",
  "src/runtime-sim/*.ts"
]

/** The layer is a service, no value. The small worlds belong to the exploration: like all that searches, later. */
const exclude = ["src/runtime-sim/layer.ts", "src/runtime-sim/small-world.ts"]

export const usage =
  "usage: npm run mutation -- [--changed REF | --only FILE,…] [--concurrency N] [--write | --document]"

export const readArguments = (words: ReadonlyArray<string>, root: string): Asked => {
  const { changed, only, concurrency, write, document } = parsed(words)
  if (changed !== undefined && only !== undefined)
    throw new Misasked("--changed and --only exclude each other")
  const sources = globSync(patterns, { cwd: root, exclude }).toSorted()
  const files =
    changed !== undefined
      ? changedAmong(sources, changed, root)
      : only !== undefined
        ? namedAmong(sources, only.split(","))
        : sources
  const wholeFolders = [...new Set(sources.map(folderOf))].filter((folder) =>
    sources.every((file) => folderOf(file) !== folder || files.includes(file))
  )
  if (write && !files.every((file) => wholeFolders.includes(folderOf(file))))
    throw new Misasked("--write takes whole folders, as the published figures do")
  return { files, wholeFolders, write, document, concurrency: wholeNumber(concurrency) }
}

const parsed = (words: ReadonlyArray<string>) => {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        changed: { type: "string" },
        only: { type: "string" },
        concurrency: { type: "string", default: `${Math.min(2, availableParallelism())}` },
        write: { type: "boolean", default: false },
        document: { type: "boolean", default: false }
      }
    })
    return values
  } catch (cause) {
    throw new Misasked(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Misasked(`--concurrency takes a whole number from 1, not "${text}"`)
  return value
}

/** Files changed since the commit where this branch left `reference`, uncommitted and new ones too. */
const changedAmong = (
  sources: ReadonlyArray<string>,
  reference: string,
  root: string
): ReadonlyArray<string> => {
  const git = (...words: ReadonlyArray<string>): string =>
    execFileSync("git", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  try {
    git("rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`)
  } catch (cause) {
    throw new Misasked(`no commit is called "${reference}" here`, { cause })
  }
  const changed = git("diff", "--name-only", "--merge-base", reference)
  const fresh = git("ls-files", "--others", "--exclude-standard")
  const names = new Set(`${changed}\n${fresh}`.split("\n"))
  return sources.filter((file) => names.has(file))
}

const namedAmong = (
  sources: ReadonlyArray<string>,
  names: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const unknown = names.find((name) => !sources.some((file) => file.startsWith(name)))
  if (unknown !== undefined) throw new Misasked(`"${unknown}" is no source that is mutated`)
  return sources.filter((file) => names.some((name) => file.startsWith(name)))
}
