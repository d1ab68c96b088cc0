/** Which thread belongs to which process, from the calls that made them. */
import type { RawCall } from "./raw-calls.ts"

export interface Made {
  readonly maker: number
  readonly thread: number
  /** Another thread of the same process. */
  readonly isThread: boolean
}

const spawns = new Set(["clone", "clone3", "fork", "vfork"])

export const madeBy = ({ name, thread, given, result }: RawCall): Made | undefined => {
  const made = Number(/^\d+/.exec(result)?.[0] ?? 0)
  if (!spawns.has(name) || made === 0) return undefined
  return { maker: thread, thread: made, isThread: /\bCLONE_THREAD\b/.test(given) }
}

export interface Processes {
  readonly of: (thread: number) => number
  /** The process that made this one; undefined for the first. */
  readonly parentOf: (process: number) => number | undefined
}

/** A thread that nobody was seen to make is a process of its own. */
export const processesIn = (calls: ReadonlyArray<RawCall>): Processes => {
  const made = new Map<number, Made>()
  for (const call of calls) {
    const one = madeBy(call)
    if (one !== undefined) made.set(one.thread, one)
  }
  const of = (thread: number): number => {
    const one = made.get(thread)
    return one?.isThread === true && one.maker !== thread ? of(one.maker) : thread
  }
  return {
    of,
    parentOf: (process) => {
      const one = made.get(process)
      return one === undefined || one.isThread ? undefined : of(one.maker)
    }
  }
}
