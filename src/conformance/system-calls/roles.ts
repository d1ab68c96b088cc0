/**
 * What each thread is for, told by the calls that it makes. Names only what the calls show:
 *
 * - *dispatcher*: waits for many connections at once, or accepts and takes them in turns, and reads
 *   their requests;
 * - *acceptor*: accepts and never reads a request;
 * - *helper*: touches files below the root and never reads a request;
 * - *worker*: reads requests, and stays with one connection until it is done.
 */
import { mayWaitForDisk, readsRequest, succeeded, type SystemCall } from "./call.ts"

export type Role = "dispatcher" | "acceptor" | "helper" | "worker" | "other"

export interface ThreadAccount {
  readonly thread: number
  readonly process: number
  readonly role: Role
  /** Why the role is less sure than it looks; undefined where it isn't. */
  readonly doubt: string | undefined
  readonly calls: number
  readonly waits: number
  readonly accepts: number
  readonly requestReads: number
  readonly fileCalls: number
}

interface Seen {
  readonly thread: number
  readonly process: number
  calls: number
  waits: number
  accepts: number
  requestReads: number
  fileCalls: number
  rings: number
  /** It waits on a set that holds the listener or several connections, and some connection. */
  waitsForMany: boolean
  /** It read from one connection while another one that it had read from was open. */
  takesTurns: boolean
  readonly eventSets: Set<string>
  readonly openConnections: Set<number>
}

/** What an event set holds. */
interface Watched {
  hasListener: boolean
  readonly connections: Set<number>
}

/**
 * Calls before `fromMicros` only tell who watches what: how a server starts says nothing about how
 * it serves.
 */
export const rolesOf = (
  calls: ReadonlyArray<SystemCall>,
  fromMicros: number
): ReadonlyArray<ThreadAccount> => {
  const watched = new Map<string, Watched>()
  const threads = new Map<number, Seen>()
  for (const call of calls) {
    if (call.use === "watch") watch(call, watched)
    if (call.endMicros < fromMicros) continue
    const seen = threads.get(call.thread) ?? nothingSeen(call)
    threads.set(call.thread, seen)
    see(seen, call, watched)
    if (call.use === "close" && call.peerPort !== undefined) forget(call.peerPort, threads, watched)
  }
  const moving = processesWhereWaitersMove(threads.values())
  const isFileSeen = [...threads.values()].some(({ fileCalls }) => fileCalls > 0)
  return [...threads.values()].map((seen) => accountOf(seen, moving.has(seen.process), isFileSeen))
}

const nothingSeen = ({ thread, process }: SystemCall): Seen => ({
  thread,
  process,
  calls: 0,
  waits: 0,
  accepts: 0,
  requestReads: 0,
  fileCalls: 0,
  rings: 0,
  waitsForMany: false,
  takesTurns: false,
  eventSets: new Set(),
  openConnections: new Set()
})

const see = (seen: Seen, call: SystemCall, watched: Map<string, Watched>): void => {
  seen.calls += 1
  if (call.use === "wait") seen.waits += 1
  if (call.use === "ring") seen.rings += 1
  if (call.use === "accept" && succeeded(call)) seen.accepts += 1
  if (mayWaitForDisk(call)) seen.fileCalls += 1
  if (call.use === "wait" && call.eventSet !== undefined) {
    seen.eventSets.add(call.eventSet)
    const set = watched.get(call.eventSet)
    const sources = (set?.connections.size ?? 0) + (set?.hasListener === true ? 1 : 0)
    if (sources > 1) seen.waitsForMany = true
  }
  if (!readsRequest(call) || call.peerPort === undefined) return
  seen.requestReads += 1
  seen.openConnections.add(call.peerPort)
  if (seen.openConnections.size > 1) seen.takesTurns = true
}

/** Closing a connection takes it out of every set, as the kernel does. */
const forget = (
  peerPort: number,
  threads: ReadonlyMap<number, Seen>,
  watched: ReadonlyMap<string, Watched>
): void => {
  for (const { openConnections } of threads.values()) openConnections.delete(peerPort)
  for (const { connections } of watched.values()) connections.delete(peerPort)
}

const watch = (call: SystemCall, watched: Map<string, Watched>): void => {
  const [, source] = call.targets
  if (call.eventSet === undefined || source === undefined) return
  const set = watched.get(call.eventSet) ?? { hasListener: false, connections: new Set() }
  watched.set(call.eventSet, set)
  if (source.kind === "listener") set.hasListener = true
  if (source.kind === "connection") set.connections.add(source.peerPort)
}

/** Processes of which several threads wait on one and the same set. */
const processesWhereWaitersMove = (threads: Iterable<Seen>): ReadonlySet<number> => {
  const waiting = new Set<string>()
  const moving = new Set<number>()
  for (const { process, eventSets } of threads)
    for (const set of eventSets) {
      if (waiting.has(set)) moving.add(process)
      waiting.add(set)
    }
  return moving
}

const accountOf = (seen: Seen, moves: boolean, isFileSeen: boolean): ThreadAccount => {
  const { thread, process, calls, waits, accepts, requestReads, fileCalls } = seen
  const role = roleOf(seen, moves)
  return {
    thread,
    process,
    role,
    doubt: doubtOf(seen, role, moves, isFileSeen),
    calls,
    waits,
    accepts,
    requestReads,
    fileCalls
  }
}

const roleOf = (seen: Seen, moves: boolean): Role => {
  if (seen.requestReads === 0) {
    if (seen.fileCalls > 0) return "helper"
    return seen.accepts > 0 ? "acceptor" : "other"
  }
  // Processes that are handed their connections accept none, and wait for all of them in one call.
  const waitsInOneCall = seen.accepts > 0 || seen.eventSets.size > 0
  const dispatches = seen.waitsForMany || (seen.takesTurns && waitsInOneCall)
  return dispatches && !moves ? "dispatcher" : "worker"
}

const doubtOf = (
  seen: Seen,
  role: Role,
  moves: boolean,
  isFileSeen: boolean
): string | undefined => {
  if (moves && seen.requestReads > 0)
    return "several threads take turns to wait on one set, as Go's do: none is the dispatcher"
  // Many use a ring for their sockets alone, Node by default; then somebody is seen to touch files.
  if (seen.rings > 0 && !isFileSeen)
    return "it uses io_uring, and no file call was seen: what goes through a ring is none"
  if (role === "worker" && seen.accepts > 0)
    return "it serves one connection at a time: one of a pool, or an iterative server"
  return undefined
}
