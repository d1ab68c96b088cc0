import { isNode, sourcesOf, type Place } from "./source.ts"
import { lineAt, type Problem, type Tree } from "./tree.ts"

/** Something that must not occur in the syntax of the files under a folder ("" is everywhere). */
interface Ban {
  readonly under: string
  readonly what: string
  readonly instead: string
  readonly at: (place: Place) => boolean
}

const keyOwners = new Set([
  "Property",
  "MethodDefinition",
  "PropertyDefinition",
  "TSPropertySignature",
  "TSMethodSignature"
])

/** Whether an identifier means a variable or type of that name, not a property that is called so. */
const isVariable = ({ node, parent, field }: Place): boolean => {
  if (node.type !== "Identifier") return false
  if (parent === undefined || parent["computed"] === true) return true
  if (parent.type === "MemberExpression") return field !== "property"
  if (keyOwners.has(parent.type)) return field !== "key"
  if (parent.type === "TSQualifiedName") return field !== "right"
  return !(parent.type === "ImportSpecifier" && field === "imported")
}

const variable =
  (name: string) =>
  (place: Place): boolean =>
    place.node["name"] === name && isVariable(place)

/** `owner.property` and `owner["property"]`; with owner "*", of anything. */
const member =
  (owner: string, property: string) =>
  ({ node }: Place): boolean => {
    if (node.type !== "MemberExpression" || !isNode(node["object"]) || !isNode(node["property"]))
      return false
    const name = node["computed"] === true ? node["property"]["value"] : node["property"]["name"]
    return name === property && (owner === "*" || node["object"]["name"] === owner)
  }

/** `new Date()` and `Date()` read the clock; with an argument they only convert. */
const clockDate = ({ node }: Place): boolean =>
  (node.type === "NewExpression" || node.type === "CallExpression") &&
  isNode(node["callee"]) &&
  node["callee"]["name"] === "Date" &&
  Array.isArray(node["arguments"]) &&
  node["arguments"].length === 0

const asAny = ({ node }: Place): boolean =>
  (node.type === "TSAsExpression" || node.type === "TSTypeAssertion") &&
  isNode(node["typeAnnotation"]) &&
  node["typeAnnotation"].type === "TSAnyKeyword"

const ban = (under: string, what: string, at: Ban["at"], instead: string): Ban => ({
  under,
  what,
  at,
  instead
})

const pure = "the state machine is pure: time is an event, effects are commands"
const seeded = "a simulation takes every choice and every time from its schedule"
const timers = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"]
const outside = ["Date", "Promise", "performance", "process", "console", "globalThis", "crypto"]

const bans: ReadonlyArray<Ban> = [
  ...[...outside, ...timers].map((name) => ban("src/state-machine/", name, variable(name), pure)),
  ban("src/state-machine/", "Math.random", member("Math", "random"), pure),
  ban("src/state-machine/", "async", ({ node }) => node["async"] === true, pure),
  ban("src/state-machine/", "await", ({ node }) => node.type === "AwaitExpression", pure),
  ...["performance", "crypto", ...timers].map((name) =>
    ban("src/runtime-sim/", name, variable(name), seeded)
  ),
  ban("src/runtime-sim/", "Math.random", member("Math", "random"), seeded),
  ban("src/runtime-sim/", "Date.now", member("Date", "now"), seeded),
  ban("src/runtime-sim/", "Date without argument", clockDate, seeded),
  ...["require", "createRequire"].map((name) =>
    ban("src/", name, variable(name), "use import, so that the import graph sees it")
  ),
  ban("src/", "getBuiltinModule", member("*", "getBuiltinModule"), "use import"),
  ban("", "debugger", ({ node }) => node.type === "DebuggerStatement", "remove it"),
  ban("", ".only", member("*", "only"), "it hides all other tests; remove it"),
  ban("", "as any", asAny, "say what is known: unknown, a type guard, or a Schema")
]

export const syntaxBans = (tree: Tree): ReadonlyArray<Problem> =>
  sourcesOf(tree).flatMap(({ file, text, places }) => {
    const here = bans.filter(({ under }) => file.startsWith(under))
    return places.flatMap((place) =>
      here
        .filter(({ at }) => at(place))
        .map(({ what, instead }) => ({
          file,
          line: lineAt(text, place.node.start),
          message: `${what} is banned here; ${instead}`
        }))
    )
  })

const commentBans: ReadonlyArray<readonly [pattern: RegExp, message: string]> = [
  [/\b(FIXME|XXX)\b/, "leftover marker; do it now, or file an issue"],
  [/@ts-(ignore|nocheck)\b/, "silences the compiler; correct the type, or use @ts-expect-error"],
  [
    /\b(eslint|oxlint)-disable(?!.* -- \S.{7,})/,
    "a lint rule is disabled without a reason; write it after the rule: -- because …"
  ]
]

const inText = (file: string, text: string): ReadonlyArray<Problem> =>
  text
    .split("\n")
    .flatMap((line, index) =>
      commentBans
        .filter(([pattern]) => pattern.test(line))
        .map(([, message]) => ({ file, line: index + 1, message }))
    )

/** Bans on what comments say; other texts are read whole, except what Markdown quotes as code. */
export const commentBansIn = (tree: Tree): ReadonlyArray<Problem> => [
  ...sourcesOf(tree).flatMap(({ file, text, comments }) =>
    comments.flatMap(({ value, start }) =>
      inText(file, value).map((problem) => ({
        ...problem,
        line: problem.line + lineAt(text, start) - 1
      }))
    )
  ),
  ...[...tree.texts]
    .filter(([file]) => !file.endsWith(".ts"))
    .flatMap(([file, text]) => inText(file, file.endsWith(".md") ? withoutCode(text) : text))
]

/** Markdown with its quoted code blanked out, line for line. */
export const withoutCode = (text: string): string =>
  text
    .replaceAll(/^ *(```|~~~)[\s\S]*?^ *\1/gm, (block) => block.replaceAll(/[^\n]/g, " "))
    .replaceAll(/`[^`\n]*`/g, (code) => " ".repeat(code.length))
