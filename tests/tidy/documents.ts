import { posix } from "node:path"
import { withoutCode } from "./bans.ts"
import type { Problem, Tree } from "./tree.ts"

const markdown = (tree: Tree, folder: string): ReadonlyArray<readonly [string, string]> =>
  [...tree.texts].filter(([file]) => file.startsWith(folder) && file.endsWith(".md"))

const linesOf = (text: string): ReadonlyArray<readonly [line: number, text: string]> =>
  withoutCode(text)
    .split("\n")
    .map((line, index) => [index + 1, line])

interface Heading {
  readonly id: string
  readonly file: string
  readonly line: number
}

/** Rule headings have the form "### area/name", alone on their line. */
const ruleHeadings = (tree: Tree): ReadonlyArray<Heading> =>
  markdown(tree, "spec/").flatMap(([file, text]) =>
    linesOf(text).flatMap(([line, content]) => {
      const id = /^### ([a-z0-9-]+\/[a-z0-9-]+)\s*$/.exec(content)?.[1]
      return id === undefined ? [] : [{ id, file, line }]
    })
  )

const repeated = (ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  ids.filter((id, index) => ids.indexOf(id) !== index)

/** The specification and the code name the same rules, each exactly once. */
export const ruleIds = (
  tree: Tree,
  declaredIn: string,
  declared: ReadonlyArray<string>
): ReadonlyArray<Problem> => {
  const headings = ruleHeadings(tree)
  const specified = headings.map(({ id }) => id)
  const first = (id: string) => headings.findIndex((heading) => heading.id === id)
  const line = 1
  return [
    ...headings
      .filter(({ id }) => !declared.includes(id))
      .map(({ id, ...place }) => ({
        ...place,
        message: `${id} is not in ruleIds; add it to ${declaredIn}`
      })),
    ...headings
      .filter(({ id }, index) => first(id) !== index)
      .map(({ id, ...place }) => ({
        ...place,
        message: `${id} is specified twice; keep one heading`
      })),
    ...declared
      .filter((id) => !specified.includes(id))
      .map((id) => ({
        file: declaredIn,
        line,
        message: `${id} has no heading "### ${id}" in spec/; write it`
      })),
    ...repeated(declared).map((id) => ({
      file: declaredIn,
      line,
      message: `${id} is listed twice; keep one`
    }))
  ]
}

/** A decision is cited by its number, so a number names one decision. */
export const decisionNumbers = (tree: Tree): ReadonlyArray<Problem> => {
  const files = markdown(tree, "docs/decisions/").map(([file]) => file)
  const numberOf = (file: string) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(posix.basename(file))?.[1]
  return files
    .filter((file) => posix.basename(file) !== "README.md")
    .flatMap((file) => {
      const number = numberOf(file)
      if (number === undefined)
        return [
          { file, line: 1, message: "is not named as a decision; use NNNN-lower-case-title.md" }
        ]
      const other = files.find((each) => each !== file && numberOf(each) === number)
      return other === undefined
        ? []
        : [
            {
              file,
              line: 1,
              message: `shares number ${number} with ${other}; take the next free one`
            }
          ]
    })
}

const linkForms = [/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g, /^\s*\[[^\]]+\]:\s+<?([^\s>]+)/g]
const elsewhere = /^([a-z][a-z0-9+.-]*:|#)/i

const linkProblem = (tree: Tree, file: string, link: string): string | undefined => {
  if (elsewhere.test(link)) return undefined
  if (link.startsWith("/")) return `links to ${link}; links in the repository are relative`
  const path = decodeURIComponent(link.replace(/[?#].*$/, ""))
  const target = posix.join(posix.dirname(file), path).replace(/\/$/, "")
  if (target === "." || tree.paths.has(target)) return undefined
  return `links to ${link}, but there is no ${target}; correct or remove the link`
}

export const links = (tree: Tree): ReadonlyArray<Problem> =>
  markdown(tree, "").flatMap(([file, text]) =>
    linesOf(text).flatMap(([line, content]) =>
      linkForms.flatMap((form) =>
        [...content.matchAll(form)].flatMap(([, link = ""]) => {
          const message = linkProblem(tree, file, link)
          return message === undefined ? [] : [{ file, line, message }]
        })
      )
    )
  )
