/**
 * Records a subject where its disk can be held, else without a hold, and makes the account of it.
 */
import { createReadStream, rmSync } from "node:fs"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { createInterface } from "node:readline"
import * as Data from "effect/Data"
import { enclose, type Enclosed } from "../held-disk/enclosure.ts"
import { programBeside } from "../held-disk/entries.ts"
import { reachOf } from "../held-disk/reach.ts"
import { asLastResort } from "../last-resort.ts"
import { type CommandSubject, describeSubject } from "../subject/description.ts"
import { errorOf } from "../subject/errors.ts"
import { type Account, accountOf } from "./account.ts"
import type { FromInside, ToInside } from "./messages.ts"
import { RawCalls, type RawRecording } from "./raw-calls.ts"
import { record } from "./record.ts"
import type { Recording } from "./recording.ts"
import { NotServed } from "./session.ts"
import { fillTrialFolder } from "./trial-folder.ts"

export interface TraceRequest {
  readonly subject: CommandSubject
  /** For headings; the command if absent. */
  readonly name?: string
  readonly onProgress?: (what: string) => void
  /** Ends the run early; all that it started is stopped. */
  readonly signal?: AbortSignal
}

/** Our own fault, or that of this machine: nothing is said about the subject. */
export class RecordingFailed extends Data.TaggedError("RecordingFailed")<{
  readonly message: string
}> {}

/**
 * Rejects with one of the errors of `subject/errors.ts`, with `NotServed`, or with
 * `RecordingFailed`.
 */
export const traceOf = (request: TraceRequest): Promise<Account> =>
  recorded(request, async (recording, straceFile) =>
    accountOf(recording, await readStrace(straceFile))
  )

/**
 * Hands out a recording and the file of strace, which is gone afterwards. Rejects as `traceOf`
 * does.
 */
export const recorded = async <Made>(
  request: TraceRequest,
  use: (recording: Recording, straceFile: string) => Promise<Made>
): Promise<Made> => {
  const places = await makePlaces()
  try {
    await fillTrialFolder(places.source)
    return await use(await recordSomehow(request, places), places.straceFile)
  } finally {
    await places.remove()
  }
}

interface Places {
  /** The files themselves. */
  readonly source: string
  /** Where a held disk shows them. */
  readonly shown: string
  readonly straceFile: string
  readonly remove: () => Promise<void>
}

const makePlaces = async (): Promise<Places> => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "amped-trace-"))
  const remove = () => fs.rm(folder, { recursive: true, force: true, maxRetries: 3 })
  const removed = asLastResort(() => rmSync(folder, { recursive: true, force: true }))
  // Servers drop their privileges, and must still be able to enter.
  await fs.chmod(folder, 0o755)
  const places = ["source", "shown"].map((name) => path.join(folder, name))
  for (const place of places) await fs.mkdir(place, { mode: 0o755 })
  const [source = "", shown = ""] = places
  return {
    source,
    shown,
    straceFile: path.join(folder, "strace"),
    remove: async () => {
      await remove()
      removed()
    }
  }
}

const recordSomehow = async (request: TraceRequest, places: Places): Promise<Recording> => {
  const { subject, onProgress = () => {}, signal } = request
  const name = request.name ?? describeSubject(subject)
  const { method, reasons } = await reachOf()
  const { source, straceFile } = places
  if (method === "fuse" || method === "fuse-user-namespace") {
    const message: ToInside = { subject, name, straceFile, source, folder: places.shown }
    return recordInside(enclose(method, insideProgram()), message, request)
  }
  const unheld = `no disk can be held here: ${reasons.map(({ reason }) => reason).join("; ")}`
  return record({
    subject,
    name,
    folder: source,
    straceFile,
    unheld,
    onProgress,
    ...(signal === undefined ? {} : { signal })
  })
}

const insideProgram = (): ReadonlyArray<string> =>
  programBeside(import.meta.url, "inside.ts", "system-calls-inside.mjs")

const recordInside = async (
  program: Enclosed,
  message: ToInside,
  { onProgress = () => {}, signal }: TraceRequest
): Promise<Recording> => {
  signal?.addEventListener("abort", program.kill)
  if (signal?.aborted === true) program.kill()
  program.send(message)
  try {
    for await (const told of program.messages as AsyncIterable<FromInside>) {
      if (told.kind === "recorded") return told.recording
      if (told.kind === "progress") onProgress(told.what)
      else throw failureOf(told)
    }
    const { code, signal: killedBy, stderr } = await program.ended
    const words = stderr.trim().split("\n").slice(-3).join(" | ")
    const message = `the recording program ended (${killedBy ?? `code ${code}`}): ${words}`
    throw new RecordingFailed({ message })
  } finally {
    signal?.removeEventListener("abort", program.kill)
    program.kill()
    await program.ended
  }
}

const failureOf = ({ tag, message }: { readonly tag: string; readonly message: string }) =>
  tag === "NotServed"
    ? new NotServed({ message })
    : (errorOf(tag, message) ?? new RecordingFailed({ message }))

const readStrace = async (file: string): Promise<RawRecording> => {
  const calls = new RawCalls()
  for await (const line of createInterface({ input: createReadStream(file) })) calls.push(line)
  return calls.finish()
}
