/** What sweeps say together, in the few numbers and answers that an architecture is named by. */
import type { Answered, Size, Sweep, Waiting } from "./result.ts"

export interface Sweeps {
  readonly requests: Sweep
  readonly idle: Sweep
  readonly lookup: Sweep
  readonly read: Sweep
}

/** Is a request that needs no disk answered where the sweep ended? */
export type Alive = "alive" | "dead" | "partly"

export interface SeenOnDisk {
  /** Held operations at which new warm requests stop; Infinity if they never did. */
  readonly stopsAt: number
  readonly heldMost: number
  readonly malformed: Alive
  /** More held than before: no pool was used up. */
  readonly isHeldToTheEnd: boolean
  /** As many were held before, and everybody was answered: it stopped because more were asked for. */
  readonly stoppedBeyondPool: boolean
  readonly askedMost: number
  readonly taskGrowth: number
  /** The call in which most of them waited. */
  readonly call: string
}

export interface Seen {
  readonly heldMax: number
  /** Open incomplete requests at which new requests stop; Infinity if they never did. */
  readonly requests: number
  readonly requestsGrowth: { readonly tasks: number; readonly processes: number }
  readonly lookup: SeenOnDisk
  readonly read: SeenOnDisk
  readonly dispatchers: number
  /** Who waited for the disk: threads of how many processes, and was that the dispatcher's own? */
  readonly waiters: "threads" | "processes" | "unknown"
  readonly waitingThreads: number
  readonly waitingProcesses: number
}

export const aliveIn = ({ before, after, never }: Answered): Alive => {
  if (after + never === 0) return "alive"
  return before === 0 ? "dead" : "partly"
}

export const seenOf = (sweeps: Sweeps, baseline: Size, heldMax: number): Seen => {
  const { requests, lookup, read } = sweeps
  const widest = threadsIn(read) > threadsIn(lookup) ? read : lookup
  return {
    heldMax,
    requests: requests.stopsAt ?? Infinity,
    requestsGrowth: {
      tasks: growthOf(requests, baseline, "tasks"),
      processes: growthOf(requests, baseline, "processes")
    },
    lookup: seenOnDisk(lookup, baseline, heldMax),
    read: seenOnDisk(read, baseline, heldMax),
    dispatchers: Math.max(...[lookup, read].map((sweep) => sumOf(sweep.waiting, "dispatchers"))),
    waiters: waitersIn(widest),
    waitingThreads: threadsIn(widest),
    waitingProcesses: widest.waitingProcesses
  }
}

const seenOnDisk = (sweep: Sweep, baseline: Size, heldMax: number): SeenOnDisk => ({
  stopsAt: sweep.stopsAt ?? Infinity,
  heldMost: sweep.heldMost,
  malformed: aliveIn(sweep.points.at(-1)?.probes.malformed ?? { before: 0, after: 0, never: 1 }),
  isHeldToTheEnd: sweep.heldMost >= heldMax,
  stoppedBeyondPool: sweep.points
    .slice(0, -1)
    .some(
      ({ held, probes }) => held >= (sweep.stopsAt ?? Infinity) && aliveIn(probes.warm) === "alive"
    ),
  askedMost: sweep.points.at(-1)?.asked ?? 0,
  taskGrowth: growthOf(sweep, baseline, "tasks"),
  call: sweep.waiting[0]?.call ?? ""
})

const growthOf = ({ points }: Sweep, baseline: Size, what: "tasks" | "processes"): number =>
  Math.max(0, ...points.map((point) => point[what] - baseline[what]))

const sumOf = (
  waiting: ReadonlyArray<Waiting>,
  what: "threads" | "dispatchers" | "besideDispatcher"
): number => waiting.reduce((sum, each) => sum + each[what], 0)

const threadsIn = ({ waiting }: Sweep): number => sumOf(waiting, "threads")

/** Helper threads live in the dispatcher's process, helper processes do not. */
const waitersIn = ({ waiting, waitingProcesses }: Sweep): Seen["waiters"] => {
  const threads = sumOf(waiting, "threads")
  if (threads === 0) return "unknown"
  if (sumOf(waiting, "besideDispatcher") > 0 || threads > waitingProcesses) return "threads"
  return "processes"
}
