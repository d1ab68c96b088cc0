/**
 * The account as a trace of the specification (spec/trace.md): observed calls, what our client saw,
 * and `Blocked` for each violation. Without steps, since no call shows what the machine of a
 * foreign server decided.
 */
import type { Entry, Happening, TraceHeader } from "../../runtime/trace.ts"
import type { Account } from "./account.ts"
import type { HoldAccount } from "./blocking.ts"
import type { ThreadAccount } from "./roles.ts"

interface Timed {
  readonly atMicros: number
  readonly actor: string
  readonly what: Happening
}

export const headerOf = ({ recording }: Account): TraceHeader => ({
  format: "amped-trace/1",
  subject: recording.subject,
  seed: null,
  settings: { recordedBy: "strace", holds: recording.holds.length }
})

/** `dispatcher`, `helper 2`: numbered where there are several. */
export const actorNames = (threads: ReadonlyArray<ThreadAccount>): ReadonlyMap<number, string> => {
  const names = new Map<number, string>()
  for (const { thread, role } of threads) {
    const alike = threads.filter((other) => other.role === role)
    const number = alike.findIndex((other) => other.thread === thread) + 1
    names.set(thread, alike.length === 1 && role === "dispatcher" ? role : `${role} ${number}`)
  }
  return names
}

export const entriesOf = (account: Account): ReadonlyArray<Entry> => {
  const { startedMicros, endedMicros } = account.recording
  const timed = [...observed(account), ...seenByClient(account), ...blocked(account)].toSorted(
    (left, right) => left.atMicros - right.atMicros
  )
  const ended: Timed = {
    atMicros: endedMicros,
    actor: "world",
    what: { _tag: "Ended", reason: "interrupted" }
  }
  let lastMicros = 0
  return [...timed, ended].map(({ atMicros, actor, what }, sequence) => {
    // Calls that had begun before the recording did, and ends that our clock saw late.
    lastMicros = Math.max(lastMicros, Math.round(atMicros) - startedMicros)
    return { sequence, atMillis: lastMicros / 1_000, actor, what }
  })
}

/** Connections by the order in which our client opened them; others behind those. */
const connectionNumbers = ({ recording, phases }: Account): ReadonlyMap<number, number> => {
  const numbers = new Map<number, number>()
  const ports = [...recording.exchanges.map(({ port }) => port), ...phases.map((p) => p.peerPort)]
  for (const port of ports)
    if (port !== undefined && !numbers.has(port)) numbers.set(port, numbers.size)
  return numbers
}

const observed = (account: Account): ReadonlyArray<Timed> => {
  const names = actorNames(account.threads)
  const numbers = connectionNumbers(account)
  return account.phases.map(({ phase, call, peerPort }) => {
    const connection = peerPort === undefined ? undefined : numbers.get(peerPort)
    return {
      atMicros: call.startMicros,
      actor: names.get(call.thread) ?? "other",
      what: {
        _tag: "Observed",
        phase,
        thread: call.thread,
        call: call.name,
        micros: Math.round(call.endMicros - call.startMicros),
        ...(connection === undefined ? {} : { connection }),
        ...(call.path === undefined ? {} : { path: call.path })
      }
    }
  })
}

const seenByClient = (account: Account): ReadonlyArray<Timed> => {
  const numbers = connectionNumbers(account)
  return account.recording.exchanges.flatMap((exchange) => {
    const { port, sentMicros, sentBytes, doneMicros, receivedBytes } = exchange
    const connection = numbers.get(port) ?? 0
    const actor = `client ${connection}`
    const sent: Timed = {
      atMicros: sentMicros,
      actor,
      what: { _tag: "ClientSent", connection, bytes: sentBytes }
    }
    if (doneMicros === null) return [sent]
    const what: Happening = { _tag: "ClientReceived", connection, bytes: receivedBytes }
    return [sent, { atMicros: doneMicros, actor, what }]
  })
}

/** What the dispatcher waited in, in the words of the trace. */
export const operationOf = ({ call, hold }: HoldAccount): string =>
  `${call?.name ?? "a page fault"} ${hold.path}`

const blocked = (account: Account): ReadonlyArray<Timed> => {
  const names = actorNames(account.threads)
  return account.holds
    .filter(({ verdict }) => verdict === "violation")
    .map((held) => {
      const { heldMicros, releasedMicros, thread } = held.hold
      const startMicros = held.call?.startMicros ?? heldMicros
      const endMicros = held.call?.endMicros ?? releasedMicros
      return {
        atMicros: endMicros,
        actor: names.get(thread) ?? "dispatcher",
        what: {
          _tag: "Blocked",
          operation: operationOf(held),
          millis: Math.max(1, Math.round((endMicros - startMicros) / 1_000))
        }
      }
    })
}
