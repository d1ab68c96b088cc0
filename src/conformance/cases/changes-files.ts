/** The files of the cases about changes: planted in the root for one case, changed, and taken away again. */
import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import { constants, rmSync } from "node:fs"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { promisify } from "node:util"
import { asLastResort } from "../last-resort.ts"
import { modified, rootFiles } from "../root.ts"
import { newContent, oldContent } from "./changes-content.ts"

export interface PlantedFile {
  /** Where it lies. */
  readonly place: string
  /** How a request names it. */
  readonly target: string
  readonly bytes: number
  readonly remove: () => Promise<void>
}

const setOldTime = (place: string): Promise<void> =>
  fs.utimes(place, modified.seconds, modified.seconds)

export const plantFile = async (folder: string, bytes: number): Promise<PlantedFile> => {
  // Never the same name twice: no cache may remember what another run left.
  const name = `changing-${randomBytes(6).toString("hex")}.bin`
  const place = path.join(folder, name)
  const everything = [place, beside(place)]
  const removed = asLastResort(() => {
    for (const each of everything) rmSync(each, { recursive: true, force: true })
  })
  await fs.writeFile(place, oldContent(bytes), { mode: 0o644 })
  await setOldTime(place)
  const remove = async (): Promise<void> => {
    await releaseReaders(place)
    for (const each of everything) await fs.rm(each, { recursive: true, force: true })
    removed()
  }
  return { place, target: `/${name}`, bytes, remove }
}

/** What is renamed over the file waits here. */
const beside = (place: string): string => `${place}.next`

/**
 * Whoever waits in open() for a writer gets one, and the end of the file once `meanwhile` is over; nothing else is
 * touched. Those who wait in a queue behind them get through as well if that takes long enough.
 */
export const releaseReaders = async (
  place: string,
  meanwhile: () => Promise<unknown> = async () => {}
): Promise<void> => {
  const stats = await fs.lstat(place).catch(() => undefined)
  if (stats?.isFIFO() !== true) return
  const handle = await fs.open(place, constants.O_RDWR | constants.O_NONBLOCK)
  try {
    await meanwhile()
  } finally {
    await handle.close()
  }
}

type Alter = (place: string, bytes: number) => Promise<void>

/** What can happen to a file while it is served. */
export const alterations = {
  truncated: (place, bytes) => fs.truncate(place, shorterBytes(bytes)),
  grown: (place, bytes) => fs.appendFile(place, grownContent(bytes).subarray(bytes)),
  rewritten: async (place, bytes) => {
    const handle = await fs.open(place, "r+")
    await handle.write(newContent(bytes))
    await handle.close()
    await setOldTime(place)
  },
  replaced: async (place, bytes) => {
    await fs.writeFile(beside(place), newContent(shorterBytes(bytes)), { mode: 0o644 })
    await fs.rename(beside(place), place)
  },
  deleted: (place) => fs.rm(place),
  forbidden: (place) => fs.chmod(place, 0),
  folder: async (place) => {
    await fs.rm(place)
    await fs.mkdir(place, { mode: 0o755 })
  },
  link: async (place) => {
    await fs.symlink(rootFiles.hello.path, beside(place))
    await fs.rename(beside(place), place)
  },
  fifo: async (place) => {
    await promisify(execFile)("mkfifo", ["-m", "666", beside(place)])
    await fs.rename(beside(place), place)
  }
} as const satisfies Record<string, Alter>

export type Alteration = keyof typeof alterations

const shorterBytes = (bytes: number): number => bytes / 16

const grownContent = (bytes: number): Uint8Array => oldContent(bytes + bytes / 16)

/** What the file holds afterwards; undefined where there is none to read. */
export const contentAfter = (alteration: Alteration, bytes: number): Uint8Array | undefined => {
  switch (alteration) {
    case "truncated":
      return oldContent(shorterBytes(bytes))
    case "grown":
      return grownContent(bytes)
    case "rewritten":
      return newContent(bytes)
    case "replaced":
      return newContent(shorterBytes(bytes))
    case "link":
      return rootFiles.hello.bytes
    case "deleted":
    case "forbidden":
    case "folder":
    case "fifo":
      return undefined
  }
}
