import { expect, test } from "vitest"
import { decisionNumbers, links, ruleIds } from "./documents.ts"
import { longLines, vagueNames } from "./names.ts"
import { show, treeOf } from "./tree.ts"

const rules = "src/state-machine/rules.ts"
const spec = (...ids: ReadonlyArray<string>) =>
  treeOf({ "spec/read.md": ids.map((id) => `### ${id}\n`).join("") })

test.each([
  ["a heading without an id", ["read/a", "read/b"], ["read/a"], "spec/read.md:2: read/b is not in"],
  [
    "an id without a heading",
    ["read/a"],
    ["read/a", "read/b"],
    `${rules}:1: read/b has no heading`
  ],
  [
    "a heading twice",
    ["read/a", "read/a"],
    ["read/a"],
    "spec/read.md:2: read/a is specified twice"
  ],
  ["an id twice", ["read/a"], ["read/a", "read/a"], `${rules}:1: read/a is listed twice`],
  ["no heading at all", [], ["read/a"], "has no heading"]
])("%s is rejected", (_, headings, ids, message) => {
  expect(show(ruleIds(spec(...headings), rules, ids))).toContain(message)
})

test("headings that equal the ids, quoted ones aside, are accepted", () => {
  const text = "# Read\n### read/a\n```md\n### read/example\n```\n### How to read\n#### read/deep\n"
  expect(ruleIds(treeOf({ "spec/read.md": text }), rules, ["read/a"])).toEqual([])
})

test("a decision's number is its own", () => {
  const [first, second] = ["docs/decisions/0001-a.md", "docs/decisions/0001-b.md"]
  const twice = show(decisionNumbers(treeOf({ [first]: "", [second]: "" })))
  expect(twice).toContain(`${first}:1: shares number 0001 with ${second}`)
  expect(show(decisionNumbers(treeOf({ "docs/decisions/a.md": "" })))).toContain("not named as")
  expect(decisionNumbers(treeOf({ [first]: "", "docs/decisions/0002-b.md": "" }))).toEqual([])
})

test.each([
  ["a missing file", "see [a](missing.md)", "no docs/missing.md"],
  ["a missing file with an anchor", "see [a](missing.md#b)", "no docs/missing.md"],
  ["a missing picture", '![a](flow.svg "Flow")', "no docs/flow.svg"],
  ["a missing reference", "[a]: ../missing.md", "no missing.md"],
  ["a path out of the repository", "[a](../../other/README.md)", "no ../other/README.md"],
  ["a path on one machine", "[a](/tmp/a.md)", "are relative"]
])("a link to %s is rejected", (_, text, message) => {
  const shown = show(links(treeOf({ "docs/a.md": `\n${text}\n` })))
  expect(shown).toContain("docs/a.md:2: ")
  expect(shown).toContain(message)
})

test("links to files, folders, anchors and other sites are accepted", () => {
  const tree = treeOf({
    "docs/a.md":
      "[a](../README.md#start) [b](decisions/) [c](#x) [d](https://a.org/b) [e](b%20c.md) `[f](none)`",
    "docs/decisions/0001-a.md": "",
    "docs/b c.md": "",
    "README.md": ""
  })
  expect(links(tree)).toEqual([])
})

test.each(["src/cli/utils.ts", "src/common/a.ts", "tests/misc.test.ts"])(
  "the vague name %s is rejected",
  (file) => {
    expect(show(vagueNames(treeOf({ [file]: "" })))).toContain("says nothing")
  }
)

test("names of the domain are accepted", () => {
  expect(vagueNames(treeOf({ "src/runtime-node/helper/main.ts": "" }))).toEqual([])
})

test("a line over the limit is rejected, a long address is not", () => {
  expect(show(longLines(treeOf({ "src/a.ts": `\n${"a".repeat(121)}` })))).toContain("src/a.ts:2: ")
  expect(longLines(treeOf({ "src/a.ts": "a".repeat(120) }))).toEqual([])
  expect(longLines(treeOf({ "src/a.ts": `// https://a.org/${"a".repeat(120)}` }))).toEqual([])
})
