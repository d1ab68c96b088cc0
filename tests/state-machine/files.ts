/** A disk made of strings, and the helper that looks at it and answers at once. */
import type { Job } from "../../src/state-machine/command.ts"
import type { FileFacts, Outcome } from "../../src/state-machine/event.ts"

export interface File {
  /** One character an octet. */
  readonly content: string
  readonly facts: FileFacts
}

/** 2024-01-02 03:04:05 UTC. */
export const writtenSeconds = 1_704_164_645

export const fileOf = (path: string, content: string, facts: Partial<FileFacts> = {}): File => ({
  content,
  facts: {
    path,
    version: `v${content.length}`,
    sizeBytes: content.length,
    modifiedSeconds: writtenSeconds,
    mediaType: "text/plain",
    settled: true,
    ...facts
  }
})

/** By path. An outcome stands for what is no regular file. */
export type Disk = Map<string, File | Outcome>

export const diskOf = (contents: Readonly<Record<string, string | File | Outcome>>): Disk =>
  new Map(
    Object.entries(contents).map(([path, entry]) => [
      path,
      typeof entry === "string" ? fileOf(path, entry) : entry
    ])
  )

const isFile = (entry: File | Outcome): entry is File => "content" in entry

const isDirectory = (disk: Disk, path: string): boolean =>
  [...disk.keys()].some((other) => other.startsWith(path === "/" ? path : `${path}/`))

const locate = (disk: Disk, path: string): Outcome => {
  const entry = disk.get(path)
  if (entry === undefined) return { _tag: isDirectory(disk, path) ? "Directory" : "Missing" }
  return isFile(entry) ? { _tag: "Found", facts: entry.facts } : entry
}

export interface Answered {
  readonly outcome: Outcome
  /** Empty unless loaded. */
  readonly bytes: string
}

export const work = (disk: Disk, job: Job): Answered => {
  if (job._tag === "Locate") return { outcome: locate(disk, job.path), bytes: "" }
  const entry = disk.get(job.path)
  if (entry === undefined || !isFile(entry) || entry.facts.version !== job.version) {
    return { outcome: { _tag: "Changed" }, bytes: "" }
  }
  const bytes = entry.content.slice(job.offset, job.offset + job.lengthBytes)
  return { outcome: { _tag: "Loaded", lengthBytes: bytes.length }, bytes }
}
