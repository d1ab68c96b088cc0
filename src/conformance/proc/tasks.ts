/** The tasks of a subject: every thread of every process that came of the command we started. */
import { readdirSync, readFileSync } from "node:fs"
import { readStat, residentIn } from "./processes.ts"

export interface Crew {
  /** Process ids, the leader first. */
  readonly processes: ReadonlyArray<number>
  /** Thread ids. */
  readonly tasks: ReadonlyArray<number>
  readonly residentBytes: number
}

const numbersIn = (folder: string): ReadonlyArray<number> => {
  try {
    return readdirSync(folder).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

const readOr = (path: string): string | undefined => {
  try {
    return readFileSync(path, "latin1")
  } catch {
    // Gone meanwhile.
    return undefined
  }
}

interface Kin {
  readonly pid: number
  readonly parent: number
  readonly group: number
}

const everybody = (): ReadonlyArray<Kin> =>
  numbersIn("/proc").flatMap((pid) => {
    const stat = readOr(`/proc/${pid}/stat`)
    if (stat === undefined || "ZX".includes(readStat(stat).state)) return []
    const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return [{ pid, parent: Number(parent), group: Number(group) }]
  })

/** Of its group, or a descendant of one of them: some servers put their workers into sessions of their own. */
export const processesUnder = (leader: number): ReadonlyArray<number> => {
  const found = new Set([leader])
  const all = everybody()
  for (let before = 0; before < found.size;) {
    before = found.size
    for (const { pid, parent, group } of all)
      if (group === leader || found.has(parent)) found.add(pid)
  }
  const alive = new Set(all.map(({ pid }) => pid))
  return [...found].filter((pid) => alive.has(pid))
}

export const crewOf = (leader: number): Crew => {
  const processes = processesUnder(leader)
  return {
    processes,
    tasks: processes.flatMap((pid) => numbersIn(`/proc/${pid}/task`)),
    residentBytes: processes
      .map((pid) => residentIn(readOr(`/proc/${pid}/status`) ?? ""))
      .reduce((sum, bytes) => sum + bytes, 0)
  }
}

/** The process that a thread belongs to; undefined if there is no such thread in our namespace. */
export const processOfThread = (thread: number): number | undefined => {
  const status = readOr(`/proc/${thread}/status`)
  const process = /^Tgid:\s+(\d+)$/m.exec(status ?? "")?.[1]
  return process === undefined ? undefined : Number(process)
}
