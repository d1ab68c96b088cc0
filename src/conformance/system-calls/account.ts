/** A recording and its system calls, put together: who did what for whom, and who waited. */
import { type BlockingCall, blockingCalls, type HoldAccount, holdAccounts } from "./blocking.ts"
import type { SystemCall } from "./call.ts"
import { interpret } from "./interpret.ts"
import { type PhaseSeen, phasesIn } from "./phases.ts"
import type { RawRecording, Unreadable } from "./raw-calls.ts"
import type { Exchange, Recording } from "./recording.ts"
import { rolesOf, type ThreadAccount } from "./roles.ts"

export interface RequestAccount {
  readonly exchange: Exchange
  readonly phases: ReadonlyArray<PhaseSeen>
}

export interface Account {
  readonly recording: Recording
  /** Those that did something for a request, dispatchers first. */
  readonly threads: ReadonlyArray<ThreadAccount>
  readonly requests: ReadonlyArray<RequestAccount>
  /** Every phase, in the order in which their calls began. */
  readonly phases: ReadonlyArray<PhaseSeen>
  readonly blocking: ReadonlyArray<BlockingCall>
  readonly holds: ReadonlyArray<HoldAccount>
  readonly lines: number
  readonly calls: number
  readonly unreadable: ReadonlyArray<Unreadable>
  readonly verdict: "violation" | "no violation"
}

const order = ["dispatcher", "acceptor", "worker", "helper", "other"]

const whileServing =
  ({ startedMicros, endedMicros }: Recording) =>
  (call: SystemCall): boolean =>
    call.endMicros >= startedMicros && call.startMicros <= endedMicros

export const accountOf = (recording: Recording, raw: RawRecording): Account => {
  const { roots, port, exchanges, startedMicros, endedMicros } = recording
  const whole = interpret(raw.calls, { roots, port })
  const calls = whole.filter(whileServing(recording))
  const threads = rolesOf(
    whole.filter(({ startMicros }) => startMicros <= endedMicros),
    startedMicros
  ).toSorted((left, right) => order.indexOf(left.role) - order.indexOf(right.role))
  const phases = phasesIn(calls, exchanges)
  const blocking = blockingCalls(calls, threads, recording)
  const holds = holdAccounts(calls, threads, recording)
  return {
    recording,
    threads,
    phases,
    requests: exchanges.map((exchange, index) => ({
      exchange,
      phases: phases.filter((phase) => phase.exchange === index)
    })),
    blocking,
    holds,
    lines: raw.lines,
    calls: calls.length,
    unreadable: raw.unreadable,
    verdict: holds.some(({ verdict }) => verdict === "violation") ? "violation" : "no violation"
  }
}
