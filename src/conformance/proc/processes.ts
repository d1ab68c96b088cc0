/** What the processes of a subject hold and use, from /proc. */
import { readdirSync, readFileSync } from "node:fs"

export interface Usage {
  readonly processes: number
  readonly threads: number
  readonly descriptors: number
  /** Of the process that has the most. */
  readonly descriptorsOfOne: number
  readonly residentBytes: number
  readonly processorMillis: number
  /** On a processor, or waiting for one: what a busy loop takes however many others are busy as well. */
  readonly runnableMillis: number
}

/** Why a process can't be looked into, though it is there: it belongs to somebody else. */
export class ProcessHidden extends Error {
  override readonly name = "ProcessHidden"
}

/** Linux tells processor time in hundredths of a second, whatever the kernel was built with. */
const millisOfTick = 10

const none: Usage = {
  processes: 0,
  threads: 0,
  descriptors: 0,
  descriptorsOfOne: 0,
  residentBytes: 0,
  processorMillis: 0,
  runnableMillis: 0
}

/** Of all of them together. A process that is gone counts as nothing; rejects with `ProcessHidden`. */
export const usageOf = (pids: ReadonlyArray<number>): Usage =>
  pids.reduce((sum, pid) => {
    const one = usageOfOne(pid)
    return {
      processes: sum.processes + one.processes,
      threads: sum.threads + one.threads,
      descriptors: sum.descriptors + one.descriptors,
      descriptorsOfOne: Math.max(sum.descriptorsOfOne, one.descriptors),
      residentBytes: sum.residentBytes + one.residentBytes,
      processorMillis: sum.processorMillis + one.processorMillis,
      runnableMillis: sum.runnableMillis + one.runnableMillis
    }
  }, none)

const usageOfOne = (pid: number): Usage => {
  try {
    const { state, threads, ticks } = readStat(readFileSync(`/proc/${pid}/stat`, "latin1"))
    if (state === "Z" || state === "X") return none
    const status = readFileSync(`/proc/${pid}/status`, "latin1")
    const descriptors = readdirSync(`/proc/${pid}/fd`).length
    return {
      processes: 1,
      threads,
      descriptors,
      descriptorsOfOne: descriptors,
      residentBytes: residentIn(status),
      processorMillis: ticks * millisOfTick,
      runnableMillis: runnableMillisOf(pid) ?? ticks * millisOfTick
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ENOENT" || code === "ESRCH") return none
    throw new ProcessHidden(`process ${pid} can't be looked into: ${String(error)}`)
  }
}

/** Of all its threads; undefined where the kernel does not tell. */
const runnableMillisOf = (pid: number): number | undefined => {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => runnableIn(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1")))
      .reduce((sum, millis) => sum + millis, 0)
  } catch {
    return undefined
  }
}

/** Nanoseconds on a processor, and nanoseconds waiting for one. */
export const runnableIn = (schedstat: string): number => {
  const [running = 0, waiting = 0] = schedstat.split(" ").map(Number)
  return (running + waiting) / 1e6
}

interface Stat {
  readonly state: string
  readonly threads: number
  readonly ticks: number
}

/** The name in parentheses may hold anything; the fields behind it are numbered in proc(5) from 3. */
export const readStat = (stat: string): Stat => {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const field = (number: number): number => Number(fields[number - 3])
  return { state: fields[0] ?? "", threads: field(20), ticks: field(14) + field(15) }
}

export const residentIn = (status: string): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024

/** How many descriptors this program itself may have. */
export const ownDescriptorsMax = (): number => {
  try {
    const limits = readFileSync("/proc/self/limits", "latin1")
    const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1]
    return soft === undefined || soft === "unlimited" ? Infinity : Number(soft)
  } catch {
    return Infinity
  }
}
