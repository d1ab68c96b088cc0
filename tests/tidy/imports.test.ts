import { expect, test } from "vitest"
import { dispatcherFileCalls, importGraph } from "./imports.ts"
import { syntax } from "./source.ts"
import { show, treeOf } from "./tree.ts"

const only = "may import only"
const machine = "src/state-machine/a.ts"

test.each([
  ["the machine knowing a runtime", machine, "../runtime/port.ts", only],
  ["the runtime knowing a requirement", "src/runtime/a.ts", "../requirements/a.ts", only],
  ["one world knowing the other", "src/runtime-node/a.ts", "../runtime-sim/a.ts", only],
  ["the simulation knowing Node", "src/runtime-sim/a.ts", "../runtime-node/a.ts", only],
  ["the suite knowing a world", "src/conformance/a.ts", "../runtime-sim/a.ts", only],
  ["requirements knowing the driver", "src/requirements/a.ts", "../runtime/driver.ts", "trace"],
  ["a folder below knowing one above", "src/runtime/deep/a.ts", "../../cli/main.ts", only],
  ["src knowing a property", "src/cli/a.ts", "../../properties/a.ts", "lies outside"],
  ["src knowing a test", machine, "../../tests/a.ts", "lies outside"],
  ["an import of no layer", "src/cli/a.ts", "../a.ts", "no folder of src"],
  ["the machine using Node", machine, "node:path", "only data modules"],
  ["the machine using a library", machine, "mime", "only data modules"],
  ["the machine using a fiber", machine, "effect/Effect", "only data modules"],
  ["the machine using a clock", machine, "effect/Clock", "only data modules"],
  ["all of Effect", "properties/a.ts", "effect", "slow to load"],
  ["a name without ending", "properties/a.ts", "../src/cli/a", "full name"]
])("%s is rejected", (_, file, specifier, message) => {
  for (const text of [
    `import { a } from "${specifier}"`,
    `import type { A } from "${specifier}"`,
    `export * from "${specifier}"`,
    `const a = import("${specifier}")`,
    `type A = import("${specifier}").A`
  ]) {
    const shown = show(importGraph(treeOf({ [file]: `\n${text}` })))
    expect(shown).toContain(`${file}:2: `)
    expect(shown).toContain(message)
  }
})

test("a computed name and an unknown folder are rejected", () => {
  expect(show(importGraph(treeOf({ "src/cli/a.ts": "import(name)" })))).toContain("computed name")
  expect(show(importGraph(treeOf({ "src/new/a.ts": "" })))).toContain("no known folder")
  expect(show(importGraph(treeOf({ "src/a.ts": "" })))).toContain("no known folder")
})

test.each([
  ["src/cli/main.ts", "../runtime-sim/world.ts"],
  ["src/cli/main.ts", "../../package.json"],
  ["src/conformance/a.ts", "../requirements/registry.ts"],
  ["src/requirements/a.ts", "../runtime/trace.ts"],
  ["src/requirements/a.ts", "../runtime/trace/line.ts"],
  ["src/runtime-node/a.ts", "node:net"],
  ["src/state-machine/a.ts", "./b.ts"],
  ["src/state-machine/a.ts", "effect/Schema"],
  ["properties/a.ts", "../src/runtime-sim/world.ts"]
])("%s may import %s", (file, specifier) => {
  expect(importGraph(treeOf({ [file]: `import { a } from "${specifier}"` }))).toEqual([])
})

const dispatcher = "src/runtime-node/dispatcher.ts"
const job = "src/runtime-node/helper/job.ts"
const none = new Map<string, string>()

test.each([
  ["node:fs", { [dispatcher]: '\nimport { statSync } from "node:fs"' }],
  ["fs/promises", { [dispatcher]: '\nimport * as fs from "fs/promises"' }],
  [
    "a helper's module",
    { [dispatcher]: '\nimport { a } from "./helper/job.ts"', [job]: 'import "node:fs"' }
  ],
  [
    "a module behind a helper's module",
    {
      [dispatcher]: '\nimport { a } from "./helper/main.ts"',
      "src/runtime-node/helper/main.ts": 'export * from "./job.ts"',
      [job]: 'import { statSync } from "node:fs"'
    }
  ]
])("file calls of the dispatcher by %s are rejected, unless allowed", (_, texts) => {
  const tree = treeOf(texts)
  expect(show(dispatcherFileCalls(tree, none))).toContain(`${dispatcher}:2: `)
  expect(dispatcherFileCalls(tree, new Map([[dispatcher, "because"]]))).toEqual([])
})

test("helpers may call files, and the dispatcher may know their types and protocol", () => {
  const tree = treeOf({
    [dispatcher]: 'import type { A } from "./helper/job.ts"\nimport { b } from "./helper/line.ts"',
    "src/runtime-node/helper/line.ts": "export const b = 1",
    [job]: 'import { statSync } from "node:fs"'
  })
  expect(dispatcherFileCalls(tree, none)).toEqual([])
})

test("a source that does not parse is rejected, not skipped", () => {
  expect(show(syntax(treeOf({ "src/cli/a.ts": "\nlet a = = 1" })))).toContain("src/cli/a.ts:2: ")
  expect(syntax(treeOf({ "src/cli/a.ts": "let a = 1" }))).toEqual([])
})
