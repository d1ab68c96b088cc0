/** The disk: what helpers find there, and how files change under their feet. */
import type { Job } from "../state-machine/command.ts"
import type { Outcome } from "../state-machine/event.ts"
import { spend } from "./change.ts"
import { unseen, type Applied, type Into, type Kinds } from "./kind.ts"
import type { File } from "./workload.ts"
import { unixSeconds, type DiskFile, type World } from "./world.ts"

/** `replaced`: another file, older than this one, is renamed over it. */
export type FileChange = "truncated" | "grown" | "rewritten" | "replaced" | "deleted" | "created"

export interface DiskChoice {
  readonly _tag: "FileChanges"
  readonly path: string
  readonly change: FileChange
}

const changesOfFile: ReadonlyArray<FileChange> = [
  "truncated",
  "grown",
  "rewritten",
  "replaced",
  "deleted"
]

/** Only files that a helper has looked at: a change before that is the same as another workload. */
export const diskChoices = (world: World, into: Into<DiskChoice>): void => {
  if (world.faults.fileChange === 0) return
  for (const { path, kind, seen, sizeBytes } of world.files) {
    if (!seen) continue
    if (kind === "missing") into.push({ _tag: "FileChanges", path, change: "created" })
    if (kind === "file")
      for (const change of changesOfFile)
        if (change !== "truncated" || sizeBytes > 0)
          into.push({ _tag: "FileChanges", path, change })
  }
}

/** What a helper answers that does this job now. */
export const outcomeOf = (world: World, job: Job): Outcome => {
  const file = world.files.find(({ path }) => path === job.path)
  return job._tag === "Locate" ? located(world, job.path, file) : loaded(job, file)
}

const located = (world: World, path: string, file: DiskFile | undefined): Outcome => {
  switch (file?.kind) {
    case "file":
      return {
        _tag: "Found",
        facts: {
          path,
          version: versionOf(file),
          sizeBytes: file.sizeBytes,
          modifiedSeconds: file.modifiedSeconds,
          mediaType: file.mediaType,
          // Times on the disk have whole seconds: a change in the same second would not show.
          settled: file.modifiedSeconds < unixSeconds(world)
        }
      }
    case "special":
      return { _tag: "Special" }
    case "outside":
      return { _tag: "Outside" }
    case "forbidden":
      return { _tag: "Forbidden" }
    case "directory":
      return { _tag: "Directory" }
    case "missing":
    case undefined:
      return isAbove(world, path) ? { _tag: "Directory" } : { _tag: "Missing" }
  }
}

/** Whether something lies below this name, which is then a directory. */
const isAbove = (world: World, path: string): boolean => {
  const prefix = path.endsWith("/") ? path : `${path}/`
  return world.files.some((file) => file.kind !== "missing" && file.path.startsWith(prefix))
}

const loaded = (
  { version, offset, lengthBytes }: Extract<Job, { readonly _tag: "Load" }>,
  file: DiskFile | undefined
): Outcome =>
  file?.kind === "file" &&
  versionOf(file) === version &&
  offset >= 0 &&
  offset + lengthBytes <= file.sizeBytes
    ? { _tag: "Loaded", lengthBytes }
    : { _tag: "Changed" }

export const versionOf = (file: File): string => `v${file.version}`

/** The file of this name was looked at. */
export const seen = (world: World, path: string): World =>
  world.files.some((file) => file.path === path && !file.seen)
    ? {
        ...world,
        files: world.files.map((file) => (file.path === path ? { ...file, seen: true } : file))
      }
    : world

const changed = (file: DiskFile, change: FileChange, nowSeconds: number): DiskFile => {
  const next: DiskFile = {
    ...file,
    kind: "file",
    version: file.version + 1,
    modifiedSeconds: nowSeconds
  }
  switch (change) {
    case "truncated":
      return { ...next, sizeBytes: file.sizeBytes >> 1 }
    case "grown":
      return { ...next, sizeBytes: file.sizeBytes * 2 + 1 }
    case "replaced":
      return {
        ...next,
        sizeBytes: file.sizeBytes + 1,
        modifiedSeconds: file.modifiedSeconds - 1000
      }
    case "deleted":
      return { ...next, kind: "missing" }
    case "rewritten":
    case "created":
      return next
  }
}

const changes = (world: World, { path, change }: DiskChoice): Applied => {
  const files = world.files.map((file) =>
    file.path === path ? changed(file, change, unixSeconds(world)) : file
  )
  const file = files.find((each) => each.path === path)
  if (file === undefined) throw new Error(`there is no file ${path} to change`)
  return unseen(spend({ ...world, files }, "fileChange"), {
    actor: "disk",
    what: {
      _tag: "FileChanged",
      path,
      version: versionOf(file),
      sizeBytes: file.kind === "missing" ? -1 : file.sizeBytes
    }
  })
}

export const diskKinds: Kinds<DiskChoice> = {
  FileChanges: {
    class: "fault",
    source: () => "disk",
    label: ({ path, change }) => `file ${path} ${change}`,
    apply: changes
  }
}
