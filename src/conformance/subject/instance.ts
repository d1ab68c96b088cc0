/** What cases about processes may do with a subject that we started ourselves. */
import { readdirSync, readFileSync } from "node:fs"
import type { Fingerprint } from "../fingerprint/result.ts"
import type { Network } from "../network.ts"

export interface InstanceOptions {
  /** RLIMIT_NOFILE of the subject, as `ulimit -n` sets it. */
  readonly descriptorsMax?: number
}

/** A running subject of one case's own. */
export interface Instance {
  readonly network: Network
  /** All processes of its group, the leader first. */
  readonly processes: () => ReadonlyArray<number>
  /** How its leader ended, in words; undefined while it runs. */
  readonly death: () => string | undefined
  readonly signal: (signal: NodeJS.Signals) => void
  readonly stop: () => Promise<void>
}

export interface SubjectControl {
  /** All processes of the subject that the other cases use, its leader first. */
  readonly processes: () => ReadonlyArray<number>
  /** Another instance of the same command on the same root. It is stopped with the case at the latest. */
  readonly startAnother: (options: InstanceOptions) => Promise<Instance>
  /** Instances of the same command on disks that are held, alone with them in an enclosure. */
  readonly fingerprint: (signal?: AbortSignal) => Promise<Fingerprint>
}

/** The processes of a group, from /proc; its leader first. */
export const processesOf = (leader: number): ReadonlyArray<number> => {
  const members: Array<number> = []
  for (const name of readdirSync("/proc")) {
    const pid = Number(name)
    if (Number.isInteger(pid) && pid !== leader && groupOf(pid) === leader) members.push(pid)
  }
  return [leader, ...members]
}

/** The fields behind the name in parentheses, which may hold anything: state, parent, group. */
const groupOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2])
  } catch {
    // Gone meanwhile.
    return undefined
  }
}
