import { posix } from "node:path"
import { parseSync } from "rolldown/utils"
import { lineAt, type Problem, type Tree } from "./tree.ts"

// The syntax tree, not the text, is searched: a ban on Date must not trip over the header field "Date".
// rolldown's parser is used because TypeScript 7 has no stable interface for tools.

export interface Node {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

/** A node together with the field of its parent that holds it. */
export interface Place {
  readonly node: Node
  readonly parent: Node | undefined
  readonly field: string
}

export interface Import {
  /** What the import names; nothing when it is computed at run time. */
  readonly specifier: string | undefined
  readonly typeOnly: boolean
  readonly line: number
}

export interface Source {
  readonly file: string
  readonly text: string
  readonly places: ReadonlyArray<Place>
  readonly imports: ReadonlyArray<Import>
  readonly comments: ReadonlyArray<{ readonly value: string; readonly start: number }>
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

const placesIn = (node: Node, parent: Node | undefined, field: string): ReadonlyArray<Place> => [
  { node, parent, field },
  ...Object.entries(node).flatMap(([name, value]) =>
    [value].flat().flatMap((child) => (isNode(child) ? placesIn(child, node, name) : []))
  )
]

const importTypes = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType"
])

const importAt = (node: Node, text: string): ReadonlyArray<Import> => {
  if (!importTypes.has(node.type) || !isNode(node["source"])) return []
  const value = node["source"]["value"]
  return [
    {
      specifier: typeof value === "string" ? value : undefined,
      typeOnly:
        node.type === "TSImportType" ||
        node["importKind"] === "type" ||
        node["exportKind"] === "type",
      line: lineAt(text, node.start)
    }
  ]
}

/** One source; or the reason why it cannot be read, which is a problem of its own. */
const parse = (file: string, text: string): Source | Problem => {
  const { program, comments, errors } = parseSync(file, text)
  const error = errors[0]
  if (error !== undefined) {
    const line = lineAt(text, error.labels[0]?.start ?? 0)
    return { file, line, message: `does not parse (${error.message}); correct the syntax` }
  }
  // The parser's tree is typed node by node; the checks need only what all nodes share.
  const root: unknown = program
  const places = isNode(root) ? placesIn(root, undefined, "") : []
  return {
    file,
    text,
    places,
    imports: places.flatMap(({ node }) => importAt(node, text)),
    comments
  }
}

const parsed = new WeakMap<Tree, ReadonlyArray<Source | Problem>>()

/** Each tree is parsed once, however many checks look at it. */
const parseAll = (tree: Tree): ReadonlyArray<Source | Problem> => {
  const known = parsed.get(tree)
  if (known !== undefined) return known
  const files = [...tree.texts].filter(([file]) => file.endsWith(".ts"))
  const all = files.map(([file, text]) => parse(file, text))
  parsed.set(tree, all)
  return all
}

export const sourcesOf = (tree: Tree): ReadonlyArray<Source> =>
  parseAll(tree).filter((each) => "places" in each)

export const syntax = (tree: Tree): ReadonlyArray<Problem> =>
  parseAll(tree).filter((each) => "message" in each)

export const isRelative = (specifier: string): boolean => /^\.{0,2}\//.test(specifier)

/** The path from the root that a relative import of this file means. */
export const targetOf = (file: string, specifier: string): string =>
  posix.join(posix.dirname(file), specifier)
