import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const program = fileURLToPath(new URL("../../properties/formal/check.ts", import.meta.url))

const run = (args: ReadonlyArray<string>, path = process.env["PATH"] ?? "") => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
    env: { PATH: path }
  })
  return { status, stdout, stderr }
}

test("without spin it ends with 3 and one line that says what to install", () => {
  expect(run(["--only", "tie-one-client"], "")).toEqual({
    status: 3,
    stdout: "",
    stderr: "formal: spin is not installed; on Debian: apt-get install spin gcc libc6-dev\n"
  })
})

test.each([
  [["--onyl", "walks"], "--onyl is not understood"],
  [["--only"], "--only is not understood"],
  [["--only", "nothing-like-this"], "nothing is called nothing-like-this; there are: tie-"]
])("a wrong command line ends with 2: %s", (args, words) => {
  const { status, stdout, stderr } = run(args)
  expect([status, stdout]).toEqual([2, ""])
  expect(stderr).toContain(words)
  expect(stderr.trimEnd().split("\n")).toHaveLength(1)
})
