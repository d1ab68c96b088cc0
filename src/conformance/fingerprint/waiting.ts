/** Who waits where: the held threads, by system call and by the function of the kernel they sleep in. */
import { callOf, placeOf } from "../proc/calls.ts"
import { processOfThread } from "../proc/tasks.ts"
import type { Waiting } from "./result.ts"
import type { Stand } from "./stand.ts"

/** Who belongs to the subject. */
export type Crew = Pick<Stand, "processes" | "dispatchers" | "dispatcherProcesses">

export interface Waiters {
  readonly waiting: ReadonlyArray<Waiting>
  /** Processes with a waiting thread. */
  readonly processes: number
  /** Of a process that is not the subject's: then something else was held. */
  readonly foreign: ReadonlyArray<number>
}

interface Seen {
  readonly thread: number
  readonly process: number | undefined
  readonly call: string
  readonly place: string
}

export const waitersOf = (threads: ReadonlyArray<number>, stand: Crew): Waiters => {
  const own = new Set(stand.processes())
  const seen = [...new Set(threads)].map((thread): Seen => {
    const process = processOfThread(thread)
    return { thread, process, call: callOf(thread)?.name ?? "", place: placeOf(thread) }
  })
  const known = seen.filter(({ process }) => process !== undefined)
  const grouped = Map.groupBy(known, ({ call, place }) => `${call} ${place}`)
  return {
    waiting: [...grouped.values()]
      .map((group) => waitingOf(group, stand))
      .toSorted((a, b) => b.threads - a.threads),
    processes: countProcesses(known),
    // A thread of the kernel has no process here (it reads on behalf of the subject, as io_uring's workers do), nor
    // has one that has just ended.
    foreign: seen.flatMap(({ thread, process }) =>
      process === undefined || own.has(process) ? [] : [thread]
    )
  }
}

const countProcesses = (seen: ReadonlyArray<Seen>): number =>
  new Set(seen.map(({ process }) => process)).size

const waitingOf = (
  group: ReadonlyArray<Seen>,
  { dispatchers, dispatcherProcesses }: Crew
): Waiting => ({
  call: group[0]?.call ?? "",
  place: group[0]?.place ?? "",
  threads: group.length,
  processes: countProcesses(group),
  dispatchers: group.filter(({ thread }) => dispatchers.has(thread)).length,
  besideDispatcher: group.filter(
    ({ process }) => process !== undefined && dispatcherProcesses.has(process)
  ).length
})
