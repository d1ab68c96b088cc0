/**
 * Does the held disk hold what it should, and nothing else? Readers of our own wait for held names of a folder; another
 * must still be served a warm file and a new name of the same folder. A file system that serialises a folder's lookups
 * would let every server look blocked.
 */
import { execFile } from "node:child_process"
import * as path from "node:path"
import type { HeldDisk } from "../held-disk/held-disk.ts"
import { coldPath, selfCheckFiles, warmPath } from "./trial-files.ts"

/** All but one, which is looked up beside them. */
const readers = selfCheckFiles - 1
const readMillis = 5_000

/** Undefined if all is well, otherwise what is not. */
export const selfCheck = async (
  disk: HeldDisk,
  nextCold: () => number
): Promise<string | undefined> => {
  const names = Array.from({ length: readers }, () => coldPath(nextCold()))
  const fresh = coldPath(nextCold())
  await reads(disk, warmPath(0))
  const gate = "self-check"
  const held = names.map((name) => name.replace(".", String.raw`\.`))
  await disk.gate({ name: gate, operations: ["lookup"], pattern: `^(?:${held.join("|")})$` })
  try {
    const waiting = names.map((name) => reads(disk, name))
    const untilMillis = performance.now() + readMillis
    while (disk.held().length < readers && performance.now() < untilMillis)
      await disk.changed(readMillis)
    if (disk.held().length < readers) return `${disk.held().length} of ${readers} lookups were held`
    if (!(await reads(disk, warmPath(0)))) return "a warm file could not be read beside held names"
    if (!(await reads(disk, fresh)))
      return "a new name could not be looked up beside held ones of its folder"
    await disk.ungate(gate)
    const all = await Promise.all(waiting)
    return all.every(Boolean) ? undefined : "a reader was not served after the release"
  } finally {
    await disk.ungate(gate)
  }
}

/** By a process of its own: whoever serves the disk, or gates it, must never wait for it. */
const reads = (disk: HeldDisk, file: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(
      "cat",
      [path.join(disk.folder, file)],
      { timeout: readMillis, encoding: "buffer", maxBuffer: 1 << 20 },
      (error) => resolve(error === null)
    )
  })
