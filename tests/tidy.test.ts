import { existsSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { expect, test } from "vitest"
import { commentBansIn, syntaxBans } from "./tidy/bans.ts"
import { decisionNumbers, links, ruleIds } from "./tidy/documents.ts"
import { dispatcherFileCalls, fileCallsAllowed, importGraph } from "./tidy/imports.ts"
import { longLines, vagueNames } from "./tidy/names.ts"
import { syntax } from "./tidy/source.ts"
import { readTree, show, type Problem, type Tree } from "./tidy/tree.ts"

// The house rules that neither the compiler nor the linter knows. tests/tidy/ proves that each can fail.

const root = fileURLToPath(new URL("..", import.meta.url))
const tree = readTree(root)

test("the tree is read, or every check below would pass on nothing", () => {
  expect([...tree.texts.keys()]).toContain("tests/tidy.test.ts")
  expect([...tree.texts.keys()]).toContain(".ci/run")
  expect([...tree.paths]).toContain("package.json")
})

const checks: Readonly<Record<string, (tree: Tree) => ReadonlyArray<Problem>>> = {
  "every source parses": syntax,
  "imports follow the architecture": importGraph,
  "the dispatcher's thread makes no file call": (each) =>
    dispatcherFileCalls(each, fileCallsAllowed),
  "nothing banned is used": syntaxBans,
  "comments hold no leftovers and silence nothing": commentBansIn,
  "no name is vague": vagueNames,
  "no line is too long": longLines,
  "decisions have unique numbers": decisionNumbers,
  "relative links in documents resolve": links
}

test.each(Object.entries(checks))("%s", (_, check) => {
  expect(show(check(tree))).toBe("")
})

const rules = "src/state-machine/rules.ts"
const specified = [...tree.paths].some((path) => /^spec\/.*\.md$/.test(path))

test.skipIf(!specified || !existsSync(`${root}/${rules}`))(
  "the specification and the code name the same rules",
  async () => {
    const module: unknown = await import(pathToFileURL(`${root}/${rules}`).href)
    expect(module).toHaveProperty("ruleIds")
    const declared = Object(module).ruleIds
    expect(Array.isArray(declared) && declared.every((id) => typeof id === "string")).toBe(true)
    expect(show(ruleIds(tree, rules, declared))).toBe("")
  }
)
