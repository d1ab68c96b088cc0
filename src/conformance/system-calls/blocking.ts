/**
 * File calls of dispatcher threads: each could have waited for the disk, and then every connection
 * with it. That one did is shown only by a hold: the dispatcher waited in it, and our probes stayed
 * without an answer until the release.
 */
import { fileOf, mayWaitForDisk, readsRequest, type SystemCall } from "./call.ts"
import type { Exchange, Hold, Recording } from "./recording.ts"
import type { ThreadAccount } from "./roles.ts"

export interface BlockingCall {
  readonly call: SystemCall
  readonly path: string
  /** Connections whose octets lay ready while the call went on, by the client's port. */
  readonly ready: ReadonlyArray<number>
  /** Index of the hold that it waited in, for its own file. */
  readonly hold: number | undefined
  readonly verdict: "violation" | "note"
}

/** A hold, with who waited in it, and what our probes came to meanwhile. */
export interface HoldAccount {
  readonly hold: Hold
  readonly probes: number
  /** Those that were answered before the release. */
  readonly answered: number
  /** Undefined if no call of the thread that waited was recorded. */
  readonly waiter: ThreadAccount | undefined
  /** The call that it waited in; undefined for the fault of a mapped page outside of any call. */
  readonly call: SystemCall | undefined
  readonly verdict: "violation" | "note"
}

/** Probes that were sent while the file was held. */
export const probesDuring = (
  hold: Hold,
  exchanges: ReadonlyArray<Exchange>
): ReadonlyArray<Exchange> =>
  exchanges.filter(
    ({ purpose, sentMicros }) =>
      purpose === "probe" && sentMicros >= hold.heldMicros && sentMicros < hold.releasedMicros
  )

const isPendingUntil = ({ answeredMicros }: Exchange, releasedMicros: number): boolean =>
  answeredMicros === null || answeredMicros >= releasedMicros

/** strace and our client read the clock at different moments of the same event. */
const slackMicros = 5_000

/** It went on as long as the hold did: a call that only fell into that time waited for nothing. */
const spans = ({ startMicros, endMicros }: SystemCall, hold: Hold): boolean =>
  startMicros <= hold.heldMicros + slackMicros && endMicros >= hold.releasedMicros - slackMicros

/**
 * Whether a thread kept its probes waiting until the release: those that it read itself afterwards.
 * Where it read none of them, another event loop may have been free for all, or none was: then all
 * count.
 */
const stalls = (
  thread: number,
  hold: Hold,
  calls: ReadonlyArray<SystemCall>,
  exchanges: ReadonlyArray<Exchange>
): boolean => {
  const probes = probesDuring(hold, exchanges)
  const own = probes.filter((probe) => readOf(probe, calls)?.thread === thread)
  const counted = own.length > 0 ? own : probes
  return counted.length > 0 && counted.every((probe) => isPendingUntil(probe, hold.releasedMicros))
}

/** The call that read it, or began to. */
const readOf = (
  { port, sentMicros }: Exchange,
  calls: ReadonlyArray<SystemCall>
): SystemCall | undefined =>
  calls.find((call) => call.peerPort === port && call.endMicros >= sentMicros && readsRequest(call))

export const blockingCalls = (
  calls: ReadonlyArray<SystemCall>,
  threads: ReadonlyArray<ThreadAccount>,
  { exchanges, holds }: Pick<Recording, "exchanges" | "holds">
): ReadonlyArray<BlockingCall> => {
  const dispatchers = new Set(
    threads.filter(({ role }) => role === "dispatcher").map(({ thread }) => thread)
  )
  const waiting = waitingToBeRead(calls, exchanges)
  return calls
    .filter((call) => dispatchers.has(call.thread) && mayWaitForDisk(call))
    .map((call) => {
      const path = fileOf(call)
      const at = holds.findIndex((hold) => hold.path === path && spans(call, hold))
      const hold = holds[at]
      return {
        call,
        path,
        ready: readyDuring(call, waiting),
        hold: hold === undefined ? undefined : at,
        verdict:
          hold !== undefined && stalls(call.thread, hold, calls, exchanges) ? "violation" : "note"
      }
    })
}

/** The disk itself tells which thread waited: that shows mapped pages too, which no call does. */
export const holdAccounts = (
  calls: ReadonlyArray<SystemCall>,
  threads: ReadonlyArray<ThreadAccount>,
  { exchanges, holds }: Pick<Recording, "exchanges" | "holds">
): ReadonlyArray<HoldAccount> =>
  holds.map((hold) => {
    const probes = probesDuring(hold, exchanges)
    const pending = probes.filter((probe) => isPendingUntil(probe, hold.releasedMicros))
    const waiter = threads.find(({ thread }) => thread === hold.thread)
    const isViolated = waiter?.role === "dispatcher" && stalls(hold.thread, hold, calls, exchanges)
    return {
      hold,
      probes: probes.length,
      answered: probes.length - pending.length,
      waiter,
      call: callDuring(hold, calls),
      verdict: isViolated ? "violation" : "note"
    }
  })

/**
 * Short holds are spanned by the neighbours of the call too, as far as clocks can tell: then the
 * path decides.
 */
const callDuring = (hold: Hold, calls: ReadonlyArray<SystemCall>): SystemCall | undefined => {
  const spanning = calls.filter((call) => call.thread === hold.thread && spans(call, hold))
  const byDuration = spanning.toSorted(
    (left, right) => right.endMicros - right.startMicros - (left.endMicros - left.startMicros)
  )
  return spanning.find(({ path }) => path === hold.path) ?? byDuration[0]
}

/** From when to when the octets of a request lay in the kernel and nobody had read them. */
interface Waiting {
  readonly port: number
  readonly fromMicros: number
  readonly untilMicros: number
}

const waitingToBeRead = (
  calls: ReadonlyArray<SystemCall>,
  exchanges: ReadonlyArray<Exchange>
): ReadonlyArray<Waiting> => {
  const reads = calls.filter(readsRequest)
  return exchanges.map((exchange) => ({
    port: exchange.port,
    fromMicros: exchange.sentMicros,
    untilMicros: readOf(exchange, reads)?.startMicros ?? Number.POSITIVE_INFINITY
  }))
}

const readyDuring = (
  { startMicros, endMicros }: SystemCall,
  waiting: ReadonlyArray<Waiting>
): ReadonlyArray<number> => [
  ...new Set(
    waiting
      .filter((each) => each.fromMicros < endMicros && each.untilMicros > startMicros)
      .map(({ port }) => port)
  )
]
