/** Every rule has a check in this very tree, and every check has a rule. */
import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { allCases } from "../src/conformance/index.ts"
import { type Check, coverage, rulesIn } from "../src/requirements/coverage.ts"

const cwd = fileURLToPath(new URL("../", import.meta.url))

const checksIn = (pattern: string, kind: Check["kind"]): ReadonlyArray<Check> =>
  globSync(pattern, { cwd })
    .toSorted()
    .map((name) => ({ kind, name, rules: rulesIn(readFileSync(`${cwd}${name}`, "utf8")) }))

// The tests of the checkers themselves use ids as data, also of rules that are not there: they check no rule.
const exampleFolders = ["state-machine", "runtime-node", "runtime-sim"]

const { rows, untested, unknown } = coverage([
  ...allCases.map(({ id, rules }): Check => ({
    kind: "wire case",
    name: id,
    rules
  })),
  ...checksIn("properties/**/*.test.ts", "property"),
  ...exampleFolders.flatMap((folder) => checksIn(`tests/${folder}/**/*.test.ts`, "example"))
])

test("each kind of check was found", () => {
  for (const kind of ["property", "wire case", "example"] as const)
    expect(rows.filter(({ checks }) => checks[kind].length > 0).length).toBeGreaterThan(10)
})

test("no check names a rule that the specification doesn't have", () => {
  expect(unknown).toEqual([])
})

/** Rules that no check names, with the reason. A rule that gets a check leaves the list in the same commit. */
const reasons: Readonly<Record<string, string>> = {}

test("the rules that no check names are these", () => {
  expect(untested.toSorted()).toEqual(Object.keys(reasons).toSorted())
})
