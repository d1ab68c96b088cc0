/** Is a disk found out that holds too little, or too much? Its folder is a plain one, and `held` is told. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs/promises"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { selfCheck } from "../../../src/conformance/fingerprint/self-check.ts"
import {
  coldPath,
  warmPath,
  writeTrialFiles
} from "../../../src/conformance/fingerprint/trial-files.ts"
import type { Gate, HeldDisk } from "../../../src/conformance/held-disk/held-disk.ts"
import { FakeDisk } from "./fake-disk.ts"

const rootOfTrial = async (): Promise<string> => {
  const folder = await fs.mkdtemp(path.join(tmpdir(), "amped-self-check-"))
  onTestFinished(() => fs.rm(folder, { recursive: true }))
  const root = path.join(folder, "root")
  await writeTrialFiles(root, 4)
  return root
}

/** Says that so many are held as soon as its gate is shut, and holds nothing. */
const saying = (folder: string, count: number) => {
  const gates: Array<Gate> = []
  const dropped: Array<string> = []
  const held = { operation: "lookup", path: coldPath(0), thread: 1 } as const
  const disk: HeldDisk = Object.assign(new FakeDisk({ folder }), {
    gate: async (gate: Gate) => void gates.push(gate),
    ungate: async (name: string) => void dropped.push(name),
    held: () => Array.from({ length: gates.length * count }, () => held)
  })
  return { disk, gates, dropped }
}

const check = async (disk: HeldDisk): Promise<string | undefined> => {
  let next = 0
  return selfCheck(disk, () => next++)
}

/** Whoever opens it waits, as for a lookup that the file system does not come to. */
const makeStuck = async (root: string, file: string): Promise<void> => {
  await fs.rm(path.join(root, file))
  execFileSync("mkfifo", [path.join(root, file)])
}

describe("a disk", { timeout: 30_000 }, () => {
  test("that holds three names, and nothing else, is well", async () => {
    const { disk, gates, dropped } = saying(await rootOfTrial(), 3)
    expect(await check(disk)).toBeUndefined()
    expect(gates.map(({ operations }) => operations)).toEqual([["lookup"]])
    const pattern = new RegExp(gates[0]?.pattern ?? "", "u")
    expect([0, 1, 2, 3].map((number) => pattern.test(coldPath(number)))).toEqual([
      true,
      true,
      true,
      false
    ])
    expect(pattern.test("/cold/0xbin")).toBe(false)
    expect(dropped).toContain("self-check")
  })

  test("that serialises the lookups of a folder is found out", async () => {
    const root = await rootOfTrial()
    await makeStuck(root, coldPath(3))
    const { disk, dropped } = saying(root, 3)
    expect(await check(disk)).toBe(
      "a new name could not be looked up beside held ones of its folder"
    )
    expect(dropped).toContain("self-check")
  })

  test("that lets nobody read a warm file meanwhile is found out", async () => {
    const root = await rootOfTrial()
    await makeStuck(root, warmPath(0))
    expect(await check(saying(root, 3).disk)).toBe(
      "a warm file could not be read beside held names"
    )
  })

  test("that holds too few is found out", async () => {
    expect(await check(saying(await rootOfTrial(), 2).disk)).toBe("2 of 3 lookups were held")
  })

  test("that loses one after the release is found out", async () => {
    const root = await rootOfTrial()
    await fs.rm(path.join(root, coldPath(1)))
    expect(await check(saying(root, 3).disk)).toBe("a reader was not served after the release")
  })
})
