/** The account as plain data, for programs. */
import type { Account } from "./account.ts"
import { actorNames } from "./observed-trace.ts"

export const accountFormat = "amped-system-calls/1"

export const accountToData = (account: Account) => {
  const { recording, threads, requests, blocking, holds, unreadable, lines, calls } = account
  const names = actorNames(threads)
  const { startedMicros } = recording
  const atMillis = (micros: number): number => Math.round(micros - startedMicros) / 1_000
  return {
    format: accountFormat,
    subject: recording.subject,
    verdict: account.verdict,
    unheld: recording.unheld,
    threads: threads.map((thread) => ({ name: names.get(thread.thread), ...thread })),
    requests: requests.map(({ exchange, phases }) => ({
      ...exchange,
      sentMillis: atMillis(exchange.sentMicros),
      phases: phases.map(({ phase, call }) => ({
        phase,
        thread: call.thread,
        who: names.get(call.thread),
        call: call.name,
        path: call.path,
        atMillis: atMillis(call.startMicros),
        micros: Math.round(call.endMicros - call.startMicros)
      }))
    })),
    blockingCalls: blocking.map(({ call, path, ready, hold, verdict }) => ({
      thread: call.thread,
      who: names.get(call.thread),
      call: call.name,
      path,
      atMillis: atMillis(call.startMicros),
      micros: Math.round(call.endMicros - call.startMicros),
      /** Of our client, by its ports. */
      ready,
      hold: hold ?? null,
      verdict
    })),
    holds: holds.map(({ hold, call, probes, answered, verdict }) => ({
      operation: hold.operation,
      path: hold.path,
      thread: hold.thread,
      who: names.get(hold.thread) ?? null,
      call: call?.name ?? null,
      heldMillis: atMillis(hold.heldMicros),
      releasedMillis: atMillis(hold.releasedMicros),
      probes,
      answered,
      verdict
    })),
    recorded: { lines, calls, unreadable }
  }
}
