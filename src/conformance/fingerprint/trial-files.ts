/** What the subject serves while it is fingerprinted: many cold files, a few warm ones, and names that are missing. */
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as Data from "effect/Data"

const coldFilesLeast = 400
export const coldBytes = 65_536
export const warmFiles = 16
export const warmBytes = 2_000

export const coldPath = (number: number): string => `/cold/${number}.bin`
export const warmPath = (number: number): string => `/warm/${number % warmFiles}.txt`
export const missingPath = (number: number): string => `/missing/${number % warmFiles}.txt`

/** Files and never their folder: servers look into a folder for reasons of their own. */
export const coldPattern = String.raw`^/cold/\d+\.bin$`

const lineBytes = 40

/** Each line names its file and its place, so that a foreign or shifted body shows. */
const contentOf = (name: string, bytes: number): Buffer => {
  const content = Buffer.alloc(bytes, ".")
  for (let offset = 0; offset < bytes; offset += lineBytes)
    content.write(`${name} at ${offset} `.padEnd(lineBytes - 1, "-").concat("\n"), offset, "latin1")
  return content
}

export const coldContent = (number: number): Buffer => contentOf(coldPath(number), coldBytes)
export const warmContent = (number: number): Buffer => contentOf(warmPath(number), warmBytes)

/** Each trial takes new ones, so does the control without a gate, and the self-check takes a few. */
export const coldFilesFor = (heldMax: number, repetitions: number): number =>
  Math.max(coldFilesLeast, heldMax * (repetitions + 1) + selfCheckFiles)

export const selfCheckFiles = 4

export class TrialFilesFailed extends Data.TaggedError("TrialFilesFailed")<{
  readonly message: string
}> {
  static of(error: unknown): TrialFilesFailed {
    const why = error instanceof Error ? error.message : String(error)
    const message =
      `cannot write the files that the subject is asked for: ${why}. ` +
      "Make room there, or set TMPDIR to a folder that has some."
    return new TrialFilesFailed({ message })
  }
}

/** Makes and fills a folder. Rejects with `TrialFilesFailed`. */
export const writeTrialFiles = async (folder: string, coldFiles: number): Promise<void> => {
  try {
    await writeAll(folder, coldFiles)
  } catch (error) {
    throw TrialFilesFailed.of(error)
  }
}

/** Servers that drop their privileges must be able to read all of it. */
const writeAll = async (folder: string, coldFiles: number): Promise<void> => {
  await fs.mkdir(folder, { mode: 0o755 })
  for (const name of ["cold", "warm", "missing"])
    await fs.mkdir(path.join(folder, name), { mode: 0o755 })
  for (let number = 0; number < coldFiles; number += 1)
    await fs.writeFile(path.join(folder, coldPath(number)), coldContent(number), { mode: 0o644 })
  for (let number = 0; number < warmFiles; number += 1)
    await fs.writeFile(path.join(folder, warmPath(number)), warmContent(number), { mode: 0o644 })
}
