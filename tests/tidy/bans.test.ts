import { expect, test } from "vitest"
import { commentBansIn, syntaxBans } from "./bans.ts"
import { show, treeOf } from "./tree.ts"

const machine = "src/state-machine/request.ts"
const world = "src/runtime-sim/world.ts"
const anywhere = "properties/accept.test.ts"

test.each([
  ["a date", machine, "const a = new Date(1)", "Date"],
  ["a date as a type", machine, "type A = { at: Date }", "Date"],
  ["a date's alias", machine, "const Clock = Date", "Date"],
  ["a random number", machine, "const a = Math.random()", "Math.random"],
  ["a random number by a computed name", machine, 'const a = Math["random"]()', "Math.random"],
  ["a promise", machine, "const a = Promise.resolve(1)", "Promise"],
  ["an async function", machine, "const a = async () => 1", "async"],
  ["a timer", machine, "setTimeout(f, 1)", "setTimeout"],
  ["a clock", machine, "performance.now()", "performance"],
  ["the process", machine, "const { env } = process", "process"],
  ["the console", machine, "console.log(1)", "console"],
  ["a way around", machine, "globalThis.setTimeout(f)", "globalThis"],
  ["the real time", world, "const a = Date.now()", "Date.now"],
  ["the real date", world, "const a = new Date()", "Date without argument"],
  ["an unseeded number", world, "const a = Math.random()", "Math.random"],
  ["a real timer", world, "setTimeout(f, 1)", "setTimeout"],
  ["a hidden import", "src/cli/main.ts", 'process.getBuiltinModule("fs")', "getBuiltinModule"],
  ["a breakpoint", anywhere, "debugger", "debugger"],
  ["a lonely test", anywhere, 'test.only("a", f)', ".only"],
  ["a lonely table", anywhere, 'describe.only.each([1])("a", f)', ".only"],
  ["a hole in the types", anywhere, "const a = b as any", "as any"]
])("%s is rejected", (_, file, text, what) => {
  const problems = syntaxBans(treeOf({ [file]: `\n${text}\n` }))
  expect(show(problems)).toContain(`${file}:2: ${what} is banned here; `)
})

test("words, keys and members of the same name are accepted", () => {
  const text = `
    // new Date() and Math.random() in a comment
    const fields = { Date: "Date: Math.random()", process: 1 }
    const a = fields.process + Math.max(1, 2)
    interface Headers { readonly Date: string }
  `
  expect(syntaxBans(treeOf({ [machine]: text }))).toEqual([])
  expect(syntaxBans(treeOf({ [world]: "const a = new Date(millis)" }))).toEqual([])
  expect(syntaxBans(treeOf({ "src/cli/main.ts": "console.log(new Date())" }))).toEqual([])
})

test.each([
  ["a leftover", "src/a.ts", "// FIXME: later", "leftover marker"],
  ["a leftover in a long comment", "src/a.ts", "/* a */ /* one\n XXX */", "leftover marker"],
  ["a leftover in a script", "bin/amped", "true # XXX", "leftover marker"],
  ["a leftover in a document", "README.md", "FIXME", "leftover marker"],
  ["a silenced compiler", "src/a.ts", "// @ts-ignore", "silences the compiler"],
  ["a rule disabled", "src/a.ts", "// oxlint-disable no-var", "disabled without a reason"],
  ["a rule disabled for a line", "src/a.ts", "/* eslint-disable-line no-var */", "without a reason"]
])("%s is rejected", (_, file, text, message) => {
  const line = text.split("\n").length + 1
  const problems = commentBansIn(treeOf({ [file]: `\n${text}\n` }))
  expect(show(problems)).toContain(`${file}:${line}: `)
  expect(show(problems)).toContain(message)
})

test("a reason, a quotation and a longer word are accepted", () => {
  const tree = treeOf({
    "src/a.ts": '// oxlint-disable-next-line no-var -- the host reads it\nconst a = "FIXME"',
    "CONTRIBUTING.md": "Leave no `FIXME`.\n```sh\n# XXX\n```\n",
    "bin/amped": "mktemp -d /tmp/XXXXXX"
  })
  expect(commentBansIn(tree)).toEqual([])
})
