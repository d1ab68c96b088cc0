/** What runs and what is mounted on the machine, in whatever namespace, from /proc. */
import { readdirSync, readFileSync } from "node:fs"

export interface Process {
  readonly pid: number
  readonly parent: number
  /** When it started: a number of a process is used again. */
  readonly started: string
  readonly command: string
}

/** Empty if it has ended, or is somebody else's. */
const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

const pids = (): ReadonlyArray<number> =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)

const processOf = (pid: number): Process => {
  const stat = textOf(`/proc/${pid}/stat`)
  // proc(5) numbers the fields behind the name from 3.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const command = textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ")
  return { pid, parent: Number(fields[1]), started: fields[19] ?? "", command }
}

/** Children, their children and so on. */
export const descendantsOf = (ancestor: number): ReadonlyArray<Process> => {
  const all = pids().map(processOf)
  const found = new Set([ancestor])
  for (const pid of found) for (const each of all) if (each.parent === pid) found.add(each.pid)
  return all.filter(({ pid }) => pid !== ancestor && found.has(pid))
}

/** Also a dead process that nobody has reaped. */
export const isThere = ({ pid, started }: Process): boolean => processOf(pid).started === started

export const mountsWith = (mark: string): ReadonlyArray<string> =>
  pids().flatMap((pid) =>
    textOf(`/proc/${pid}/mountinfo`)
      .split("\n")
      .filter((line) => line.includes(mark))
  )
