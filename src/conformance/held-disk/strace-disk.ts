/**
 * The fallback where FUSE can't run: strace stops the subject's threads at the entry of file calls on gated
 * files. The delay it is asked for is longer than any trial, and detaching ends it: so it is a gate.
 */
import { type ChildProcess, spawn } from "node:child_process"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { changesOf } from "./changes.ts"
import type { Gate, Held } from "./gates.ts"
import { type HeldDisk, HeldDiskFailed } from "./held-disk.ts"
import { callsFor, operationOf, readStraceLine } from "./strace-output.ts"

export interface StraceOptions {
  /** The plain folder that the subject serves. */
  readonly folder: string
  /** Whom a gate stops: the processes of the subject, with all their threads and later children. */
  readonly processes: () => ReadonlyArray<number>
}

const gaps = [
  "pages that are mapped into memory",
  "io_uring",
  "names relative to a folder other than /",
  "names of files that are missing when the gate is shut"
]

const failed = (message: string): HeldDiskFailed => new HeldDiskFailed({ message })

/** What one gate holds. */
interface Stopping {
  readonly gate: Gate
  readonly held: () => ReadonlyArray<Held>
  readonly release: () => Promise<void>
}

/** Rejects with `HeldDiskFailed`. */
export const straceDisk = async (options: StraceOptions): Promise<HeldDisk> => {
  const folder = await fs.realpath(options.folder)
  const changes = changesOf()
  let stopping: Stopping | undefined
  const ungate = async (name?: string): Promise<void> => {
    if (stopping === undefined || (name !== undefined && stopping.gate.name !== name)) return
    const { release } = stopping
    stopping = undefined
    await release()
    changes.tell()
  }
  return {
    folder,
    gate: async (gate) => {
      if (stopping !== undefined)
        throw failed(`a gate ${stopping.gate.name} is shut: strace can hold one; drop it first.`)
      stopping = await stop(folder, gate, options.processes(), changes.tell)
    },
    ungate,
    free: () =>
      Promise.reject(
        failed("strace can't release single files: drop the gate instead of freeing.")
      ),
    // It stops calls, whether what they ask for is in memory or not.
    evict: () => Promise.resolve(),
    held: () => stopping?.held() ?? [],
    changed: changes.within,
    served: () => Promise.resolve({}),
    end: () => ungate(),
    freesSingly: false,
    gaps
  }
}

/** Becomes strace. If we are killed our end of the pipe closes, and what we hold must not stay held. */
const withWatch = `
exec 3<&0
( read -r _ <&3 || kill -KILL $$ ) > /dev/null 2>&1 &
exec strace "$@" 3<&- < /dev/null`

const detachWithinMillis = 1_000

/** Longer than any trial. */
const delay = "delay_enter=100000s"

const stop = async (
  folder: string,
  gate: Gate,
  processes: ReadonlyArray<number>,
  onChange: () => void
): Promise<Stopping> => {
  const files = await filesOf(folder, new RegExp(gate.pattern, "u"))
  if (files.length === 0) throw failed(`no file below ${folder} matches ${gate.pattern}.`)
  if (processes.length === 0) throw failed("there is no process that could be held.")
  // The question mark lets strace skip a call that this kind of machine lacks.
  const calls = callsFor(gate.operations).map((call) => `?${call}`)
  const parameters = [
    ...["-f", "-y", "-s", "0", "-o", "|exec cat"],
    ...["-e", `trace=${calls.join(",")}`, "-e", `inject=${calls.join(",")}:${delay}`],
    ...files.flatMap((file) => ["-P", path.join(folder, file)]),
    ...processes.flatMap((pid) => ["-p", String(pid)])
  ]
  const child = spawn("/bin/sh", ["-c", withWatch, "sh", ...parameters], {
    stdio: ["pipe", "pipe", "pipe"]
  })
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()))
  // A line tells the watch that strace has ended by itself, and that nobody is to be killed.
  child.once("exit", () => child.stdin.end("\n"))
  child.stdin.on("error", () => {})
  const held = watchHeld(child, folder, gate, new Set(files), onChange)
  await attached(child, processes)
  const release = async (): Promise<void> => {
    child.kill("SIGTERM")
    // It waits for ever for a thread that was killed in the delay. When it dies the kernel lets all go on.
    const timer = setTimeout(() => child.kill("SIGKILL"), detachWithinMillis)
    await closed
    clearTimeout(timer)
  }
  return { gate, held, release }
}

/** Files below the folder, with a leading slash. */
const filesOf = async (folder: string, pattern: RegExp): Promise<ReadonlyArray<string>> => {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name).slice(folder.length))
    .filter((file) => pattern.test(file))
}

const watchHeld = (
  child: ChildProcess,
  folder: string,
  gate: Gate,
  files: ReadonlySet<string>,
  onChange: () => void
): (() => ReadonlyArray<Held>) => {
  const held = new Map<number, Held>()
  const see = (text: string): void => {
    const seen = readStraceLine(text)
    if (seen?.kind === "left" && held.delete(seen.thread)) onChange()
    if (seen?.kind !== "entered" || held.has(seen.thread)) return
    const { thread, call, paths } = seen
    const operation = operationOf(call, gate.operations)
    const below = paths
      .filter((each) => each.startsWith(`${folder}/`))
      .map((each) => each.slice(folder.length))
    const file = below.find((each) => files.has(each))
    if (operation === undefined || file === undefined) return
    held.set(thread, { operation, path: file, thread })
    onChange()
  }
  let rest = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    lines.forEach(see)
    // The call in which the last thread waits has no end yet.
    see(rest)
  })
  return () => [...held.values()]
}

/** Of a shell that finds no program. */
const notFound = 127
const refused = "Operation not permitted"

/** When strace has told of each process whether it got hold of it. Rejects if it got none. */
const attached = (child: ChildProcess, processes: ReadonlyArray<number>): Promise<void> =>
  new Promise((resolve, reject) => {
    const told = new Set<string>()
    let words = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words += text
      for (const [, one, other] of words.matchAll(/Process (\d+) attached|SEIZE, (\d+)\)/g))
        told.add(one ?? other ?? "")
      // To hold some of them would be to hold nothing.
      if (words.includes(refused)) child.kill("SIGKILL")
      else if (processes.every((pid) => told.has(String(pid))) && / attached/.test(words)) resolve()
    })
    child.once("close", (code) => {
      if (code === notFound) return reject(failed("strace is not installed."))
      const [first = ""] = words.trim().split("\n")
      const why = words.includes(refused) ? "this user may not trace it (ptrace): " : ""
      reject(failed(`strace could not hold the subject: ${why}${first}`))
    })
  })
