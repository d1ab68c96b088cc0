/**
 * Starts a subject under strace, runs the session, and stops it: what is left is the recording and
 * the file of strace.
 */
import { constants } from "node:fs"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { startCommand } from "../subject/command.ts"
import type { CommandSubject } from "../subject/description.ts"
import { CommandNotFound, errorOf, isSubjectError } from "../subject/errors.ts"
import type { Recording } from "./recording.ts"
import { type HoldingDisk, runSession } from "./session.ts"
import { recordedCommand } from "./strace.ts"

export interface RecordOptions {
  readonly subject: CommandSubject
  /** For headings. */
  readonly name: string
  /** What it serves. */
  readonly folder: string
  /** Where strace writes. */
  readonly straceFile: string
  readonly disk?: HoldingDisk
  /** Why there is none. */
  readonly unheld?: string
  readonly onProgress?: (what: string) => void
  /** Ends the run: the subject is stopped, and the promise rejects. */
  readonly signal?: AbortSignal
}

/** Under strace everything takes longer, and a server may start hundreds of threads. */
const startTimes = { listenMillis: 20_000, graceMillis: 3_000 }

/** Rejects with one of the errors of `subject/errors.ts`. */
export const record = async (options: RecordOptions): Promise<Recording> => {
  const { subject, folder, straceFile, onProgress = () => {}, signal } = options
  const [program = ""] = subject.command
  await findProgram(program.replaceAll("{node}", process.execPath))
  onProgress(`starting ${path.basename(program)}`)
  const recorded = { ...subject, command: recordedCommand(subject.command, straceFile) }
  const running = await startCommand(recorded, folder, startTimes).catch((error: unknown) => {
    throw inItsName(error, program)
  })
  const stop = (): void => void running.stop()
  signal?.addEventListener("abort", stop)
  try {
    signal?.throwIfAborted()
    return await runSession({ ...options, subject: options.name, running })
  } finally {
    signal?.removeEventListener("abort", stop)
    await running.stop()
  }
}

/** What is told of strace is meant of what it started. */
const inItsName = (error: unknown, program: string): unknown =>
  isSubjectError(error)
    ? (errorOf(error._tag, error.message.replace(/^strace /, `${program} `)) ?? error)
    : error

/** strace would say in its own words that there is no such program. */
const findProgram = async (program: string): Promise<void> => {
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(":")
  for (const folder of folders) {
    const file = folder === "" ? program : path.join(folder, program)
    if (await isExecutable(file)) return
  }
  throw CommandNotFound.of(program, "ENOENT")
}

const isExecutable = async (file: string): Promise<boolean> => {
  try {
    await fs.access(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
