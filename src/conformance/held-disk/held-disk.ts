/**
 * A disk that can be held: shows a plain folder read-only, and lets chosen operations on chosen files wait
 * until they are released. Whoever calls this must not touch the mounted folder in a synchronous
 * call, and must live in the process namespace of the readers, or threads have other numbers.
 */
import { spawn } from "node:child_process"
import * as fs from "node:fs/promises"
import * as Data from "effect/Data"
import { type Daemon, converse } from "./conversation.ts"
import { daemonProgram } from "./entries.ts"
import type { Gate, Held } from "./gates.ts"
import { unmount } from "./mounting.ts"

export { type Gate, type Held, type HeldOperation } from "./gates.ts"

/** One line: what, why, and what to do. */
export class HeldDiskFailed extends Data.TaggedError("HeldDiskFailed")<{
  readonly message: string
}> {}

export interface HeldDisk {
  /** What the subject serves. */
  readonly folder: string
  /** Holds what matches from now on. Evict before, or what is in memory passes without asking us. */
  readonly gate: (gate: Gate) => Promise<void>
  /** What is held on these paths goes on, and so does what comes, until another gate is shut. */
  readonly free: (paths: ReadonlyArray<string>) => Promise<void>
  /** Drops the gate and resumes all it holds. */
  readonly ungate: (name: string) => Promise<void>
  /** Makes files cold again: pages, attributes and name. Rejects while something of them is held. */
  readonly evict: (paths: ReadonlyArray<string>) => Promise<void>
  /**
   * What is held now. A file may be there more than once, as the kernel reads it ahead in pieces; and a read
   * stays though its reader was killed, as the kernel wants the page whoever asked for it.
   */
  readonly held: () => ReadonlyArray<Held>
  /** Resolves at the next change of `held`, or after the time; false if nothing changed. */
  readonly changed: (withinMillis: number) => Promise<boolean>
  /** How many operations it served so far, by kind. */
  readonly served: () => Promise<Readonly<Record<string, number>>>
  /** Resumes all, unmounts, ends the daemon. Once or often. */
  readonly end: () => Promise<void>
  /** Whether `free` can release one path and keep another. */
  readonly freesSingly: boolean
  /** Ways to the disk that it can't hold. */
  readonly gaps: ReadonlyArray<string>
}

export interface MountOptions {
  /** A plain folder. */
  readonly source: string
  /** An empty folder elsewhere, where it is shown. */
  readonly folder: string
}

/** Rejects with `HeldDiskFailed`. */
export const mountHeldDisk = async (options: MountOptions): Promise<HeldDisk> => {
  const { source, folder } = await placesOf(options)
  const [program = "", ...parameters] = daemonProgram()
  const child = spawn(program, [...parameters, source, folder], {
    stdio: ["pipe", "pipe", "pipe"],
    // Debuggers and loaders asked for by the environment are ours, not the daemon's. It reads the device in
    // one thread of the pool, and evicts in another.
    env: { ...process.env, NODE_OPTIONS: "", UV_THREADPOOL_SIZE: "4" }
  })
  const failed = (message: string): HeldDiskFailed => new HeldDiskFailed({ message })
  const daemon: Daemon = converse(child, failed)
  let isEnding = false
  // Whatever kills the daemon leaves a mount behind that nobody answers for.
  const gone = daemon.ended.then(() => (isEnding ? undefined : unmount(folder)))
  await daemon.mounted.catch(async (error: unknown) => {
    await gone
    throw error
  })
  const finish = async (): Promise<void> => {
    isEnding = true
    // The daemon may be dead already; then only its mount is left.
    await daemon.ask({ kind: "end" }).catch(() => unmount(folder))
    child.kill("SIGKILL")
    await daemon.ended
    await gone
  }
  let ending: Promise<void> | undefined
  return {
    folder,
    gate: async (gate) => void (await daemon.ask({ kind: "gate", gate })),
    free: async (paths) => void (await daemon.ask({ kind: "free", paths })),
    ungate: async (name) => void (await daemon.ask({ kind: "ungate", name })),
    evict: async (paths) => void (await daemon.ask({ kind: "evict", paths })),
    held: daemon.held,
    changed: daemon.changed,
    served: () => daemon.ask({ kind: "served" }),
    end: () => (ending ??= finish()),
    freesSingly: true,
    gaps: []
  }
}

const placesOf = async (options: MountOptions): Promise<MountOptions> => {
  const [source, folder] = await Promise.all(
    [options.source, options.folder].map(async (path) => {
      const stats = await fs.stat(path).catch(() => undefined)
      if (stats?.isDirectory() === true) return await fs.realpath(path)
      const message = `${path} is no folder that can be looked into: create it first.`
      throw new HeldDiskFailed({ message })
    })
  )
  if (source === undefined || folder === undefined) throw new Error("two folders were asked for")
  // The daemon would wait for itself.
  if (isWithin(source, folder) || isWithin(folder, source)) {
    const message = `${folder} can't show ${source}: one lies in the other; mount it elsewhere.`
    throw new HeldDiskFailed({ message })
  }
  return { source, folder }
}

const isWithin = (outer: string, inner: string): boolean =>
  `${inner}/`.startsWith(outer === "/" ? "/" : `${outer}/`)
