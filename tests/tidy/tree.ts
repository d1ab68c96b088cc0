import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A source tree as data, so that every check also runs on small trees made up by its own tests. */
export interface Tree {
  /** Text of each file that a check may read, by its path from the root. */
  readonly texts: ReadonlyMap<string, string>
  /** Every file and folder, those without readable text too: what a link may point to. */
  readonly paths: ReadonlySet<string>
}

export interface Problem {
  readonly file: string
  readonly line: number
  /** What is wrong and what to do about it. */
  readonly message: string
}

const notOurs = new Set(["node_modules", ".git", "dist", "coverage", ".stryker"])
const readable = /(\.(ts|md|sh|yml|yaml)|^bin\/amped|^\.ci\/run|^toolchain\/typecheck)$/

/** The folders above a path, itself included: "a/b/c" gives "a/b/c", "a/b", "a". */
const withParents = (path: string): ReadonlyArray<string> =>
  path.split("/").map((_, index, parts) => parts.slice(0, parts.length - index).join("/"))

export const treeOf = (texts: Readonly<Record<string, string>>): Tree => ({
  texts: new Map(Object.entries(texts)),
  paths: new Set(Object.keys(texts).flatMap(withParents))
})

export const readTree = (root: string): Tree => {
  const exclude = (path: string) => notOurs.has(path.split("/").at(-1) ?? "")
  const paths = globSync(["**/*", "**/.*", ".ci/**"], { cwd: root, exclude })
  const texts = paths
    .filter((path) => readable.test(path))
    .map((path) => [path, readFileSync(join(root, path), "utf8")] as const)
  return { texts: new Map(texts), paths: new Set(paths) }
}

export const lineAt = (text: string, offset: number): number =>
  text.slice(0, offset).split("\n").length

/** One line a problem, in the form that terminals and editors turn into links. */
export const show = (problems: ReadonlyArray<Problem>): string =>
  problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("\n")
