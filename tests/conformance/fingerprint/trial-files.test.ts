/** What the subject serves: each file another, readable by whoever serves it. */
import * as fs from "node:fs/promises"
import { tmpdir } from "node:os"
import * as path from "node:path"
import fc from "fast-check"
import { expect, onTestFinished, test } from "vitest"
import {
  coldContent,
  coldFilesFor,
  coldPath,
  coldPattern,
  missingPath,
  selfCheckFiles,
  TrialFilesFailed,
  warmContent,
  warmPath,
  writeTrialFiles
} from "../../../src/conformance/fingerprint/trial-files.ts"

const newFolder = async (): Promise<string> => {
  const folder = await fs.mkdtemp(path.join(tmpdir(), "amped-trial-files-"))
  onTestFinished(() => fs.rm(folder, { recursive: true }))
  return folder
}

test("what is written is what is asked for", async () => {
  const root = path.join(await newFolder(), "root")
  await writeTrialFiles(root, 3)
  const modes = await Promise.all(
    ["", "cold", "warm", "missing", coldPath(2), warmPath(15)].map(async (name) => {
      const { mode } = await fs.stat(path.join(root, name))
      return (mode & 0o777).toString(8)
    })
  )
  expect(modes).toEqual(["755", "755", "755", "755", "644", "644"])
  expect((await fs.readdir(path.join(root, "cold"))).length).toBe(3)
  expect((await fs.readdir(path.join(root, "warm"))).length).toBe(16)
  expect(await fs.readdir(path.join(root, "missing"))).toEqual([])
  for (const number of [0, 1, 2])
    expect((await fs.readFile(path.join(root, coldPath(number)))).equals(coldContent(number))).toBe(
      true
    )
  expect((await fs.readFile(path.join(root, warmPath(7)))).equals(warmContent(7))).toBe(true)
})

test("no two files have a line in common", () => {
  const contents = [coldContent(1), coldContent(11), warmContent(1), warmContent(11)]
  const lines = contents.flatMap((content) => content.toString("latin1").trimEnd().split("\n"))
  expect(new Set(lines).size).toBe(lines.length)
  expect(contents.map(({ length }) => length)).toEqual([65_536, 65_536, 2_000, 2_000])
})

test("the gate is for cold files alone", () => {
  const pattern = new RegExp(coldPattern, "u")
  fc.assert(fc.property(fc.nat(), (number) => pattern.test(coldPath(number))))
  for (const other of [
    "/cold",
    "/cold/",
    "/cold/1.bin/",
    "/cold/x.bin",
    warmPath(1),
    missingPath(1)
  ])
    expect(pattern.test(other)).toBe(false)
})

test("no trial needs a file of another", () => {
  const held = fc.integer({ min: 1, max: 128 })
  const times = fc.integer({ min: 1, max: 10 })
  fc.assert(
    fc.property(held, times, (heldMax, repetitions) => {
      // Each repetition, once more without a gate, and the check before them.
      const taken = heldMax * (repetitions + 1) + selfCheckFiles
      return coldFilesFor(heldMax, repetitions) >= taken
    })
  )
})

test("a folder that can't be made is told in one line, with what to do", async () => {
  const root = path.join(await newFolder(), "no", "such")
  const failure = await writeTrialFiles(root, 1).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(TrialFilesFailed)
  expect(String(failure)).toMatch(/^[^\n]*cannot write the files.*ENOENT.*set TMPDIR[^\n]*$/)
})
