/**
 * The document root a subject has to serve: built from one manifest, with exact times, and with
 * secrets planted where only a server that leaves its root can find them.
 */
import { execFile } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { rmSync } from "node:fs"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { promisify } from "node:util"
import { asLastResort } from "./last-resort.ts"

export interface RootFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** Seconds since 1970. */
  readonly modifiedSeconds: number
}

/** In the three forms a recipient must read (RFC 9110, section 5.6.7). */
export const modified = {
  seconds: Date.UTC(2024, 0, 2, 3, 4, 5) / 1_000,
  imf: "Tue, 02 Jan 2024 03:04:05 GMT",
  rfc850: "Tuesday, 02-Jan-24 03:04:05 GMT",
  asctime: "Tue Jan  2 03:04:05 2024",
  dayLater: "Wed, 03 Jan 2024 03:04:05 GMT",
  yearEarlier: "Mon, 02 Jan 2023 03:04:05 GMT"
} as const

const inTheFutureSeconds = Date.UTC(2037, 0, 1) / 1_000

const text = (
  name: string,
  content: string,
  modifiedSeconds: number = modified.seconds
): RootFile => ({
  path: name,
  bytes: Buffer.from(content, "utf8"),
  modifiedSeconds
})

const blockBytes = 64

/**
 * Octets that tell where they belong: each block of 64 names its own offset, so that a shifted,
 * repeated or foreign piece inside a body shows itself. Another filler gives another content.
 */
export const patternBytes = (length: number, filler = "."): Uint8Array => {
  const bytes = Buffer.alloc(length)
  for (let offset = 0; offset < length; offset += blockBytes) {
    bytes.write(`${String(offset).padStart(blockBytes - 1, filler)}\n`, offset, "latin1")
  }
  return bytes
}

const files = {
  hello: text("hello.txt", "hello world\n"),
  index: text("sub/index.html", "<!doctype html><title>sub</title>\n"),
  listed: text("nolist/inside.txt", "a file in a folder without an index\n"),
  big: { path: "big.bin", bytes: patternBytes(8 * 1024 * 1024), modifiedSeconds: modified.seconds },
  empty: text("empty.txt", ""),
  future: text("future.txt", "from the future\n", inTheFutureSeconds),
  hidden: text(".hidden", "hidden\n"),
  percent: text("50%.txt", "fifty percent\n"),
  space: text("sp ace.txt", "a name with a space\n"),
  accent: text("naïve-ü.txt", "a name in UTF-8\n"),
  changing: text("changing.txt", "abcdefghijkl\n"),
  dash: text("a-b.txt", "a name with a dash\n"),
  // Each is asked for by one case only, so that no earlier answer is in any cache.
  queried: text("queried.txt", "a file with a query\n"),
  queriedLong: text("queried-long.txt", "a file with a long query\n")
} as const satisfies Record<string, RootFile>

/** The files by the short name that cases use. */
export const rootFiles: Readonly<Record<FileName, RootFile>> = files
export type FileName = keyof typeof files

export interface Root {
  /** What the subject serves. */
  readonly folder: string
  /** Must never appear in a response: contents of files outside the root. Undefined if none could be planted. */
  readonly secret: string | undefined
  readonly remove: () => Promise<void>
}

/** Builds the root in a fresh temporary folder. */
export const buildRoot = async (): Promise<Root> => {
  const outside = await fs.mkdtemp(path.join(os.tmpdir(), "amped-root-"))
  const removed = asLastResort(() => rmSync(outside, { recursive: true, force: true }))
  // Servers drop their privileges, and must still be able to enter.
  await fs.chmod(outside, 0o755)
  const folder = path.join(outside, "www")
  // Random, so that no server can hold these octets for any other reason.
  const secret = `secret-${randomBytes(12).toString("hex")}`
  await plantFile(outside, text("secret.txt", `${secret}\n`))
  // A server that compares prefixes without the final slash takes this for its own root.
  await plantFile(outside, text("www-sibling/secret.txt", `${secret}\n`))
  await fillRoot(folder)
  await fs.symlink(path.join(outside, "secret.txt"), path.join(folder, "link.txt"))
  return {
    folder,
    secret,
    remove: async () => {
      await fs.rm(outside, { recursive: true, force: true, maxRetries: 3 })
      removed()
    }
  }
}

/** The folder that we were told to fill has something in it, or can't be written. */
export class RootNotEmpty extends Error {
  override readonly name = "RootNotEmpty"
}

/**
 * Fills a folder that a running server serves. It must be empty: nothing of others is touched, and all that was
 * planted is removed. Beside it goes the secret, if that place is free and ours to write.
 */
export const buildRootIn = async (folder: string): Promise<Root> => {
  const present = await fs.readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new RootNotEmpty(`--root ${folder} can't be read (${error.code}): give an empty folder`)
  })
  if (present.length > 0)
    throw new RootNotEmpty(
      `--root ${folder} holds ${present[0]}: give an empty folder, so that nothing of yours is touched`
    )
  const beside = path.join(path.dirname(path.resolve(folder)), "secret.txt")
  const secret = await plantSecret(beside)
  const planted = [
    ...new Set(Object.values(rootFiles).map((file) => file.path.split("/")[0] ?? ""))
  ]
  const entries = [...planted, "fifo", "link.txt"].map((name) => path.join(folder, name))
  const everything = secret === undefined ? entries : [...entries, beside]
  const removed = asLastResort(() => {
    for (const each of everything) rmSync(each, { recursive: true, force: true })
  })
  await fillRoot(folder)
  if (secret !== undefined) await fs.symlink(beside, path.join(folder, "link.txt"))
  return {
    folder,
    secret,
    remove: async () => {
      for (const each of everything) await fs.rm(each, { recursive: true, force: true })
      removed()
    }
  }
}

const plantSecret = async (file: string): Promise<string | undefined> => {
  const secret = `secret-${randomBytes(12).toString("hex")}`
  try {
    await fs.writeFile(file, `${secret}\n`, { flag: "wx", mode: 0o644 })
    return secret
  } catch {
    return undefined
  }
}

/** Writes the manifest into `folder`: also for a subject that already runs and serves it. */
export const fillRoot = async (folder: string): Promise<void> => {
  for (const file of Object.values(rootFiles)) await plantFile(folder, file)
  await promisify(execFile)("mkfifo", ["-m", "666", path.join(folder, "fifo")])
  // Last: creating an entry moves the time of its folder.
  for (const inner of ["sub", "nolist", "."]) {
    await fs.utimes(path.join(folder, inner), modified.seconds, modified.seconds)
  }
}

const plantFile = async (folder: string, file: RootFile): Promise<void> => {
  const target = path.join(folder, file.path)
  await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o755 })
  await fs.writeFile(target, file.bytes, { mode: 0o644 })
  await fs.utimes(target, file.modifiedSeconds, file.modifiedSeconds)
}

/** A short name for long contents, so that a report can show that two bodies differ. */
export const digest = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex").slice(0, 12)
