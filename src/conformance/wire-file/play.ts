/**
 * A recorded connection sent again: the same pieces in the same order, each after what the recorded
 * client had received before it. What the peer does otherwise now is not waited for twice.
 */
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { readResponses } from "../response.ts"
import type { Wire } from "../wire.ts"
import type { Substitute } from "./substitute.ts"
import type { WireConnection } from "./wire-file.ts"

/** One thing that the recorded client did, and what it had seen by then. */
interface Step {
  /** Undefined for the end of our sending half. */
  readonly bytes: Uint8Array | undefined
  readonly before: Seen
}

interface Seen {
  readonly receivedBytes: number
  /** Whether any of it came since the step before. */
  readonly isNew: boolean
  /** How long it waited for nothing; 0 if it did not. */
  readonly quietMillis: number
  readonly isEnded: boolean
}

const nothingSeen: Seen = { receivedBytes: 0, isNew: false, quietMillis: 0, isEnded: false }

const stepsOf = (
  { entries }: WireConnection,
  pieces: ReadonlyArray<Uint8Array>
): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const left = [...pieces]
  let before = nothingSeen
  let lastMicros = 0
  for (const entry of entries) {
    if (entry.kind === "sent" || entry.kind === "fin-sent") {
      steps.push({ bytes: entry.kind === "sent" ? left.shift() : undefined, before })
      before = { ...before, isNew: false, quietMillis: 0 }
    } else if (entry.kind === "received") {
      const receivedBytes = before.receivedBytes + entry.bytes.length
      before = { ...before, receivedBytes, isNew: true }
    } else if (entry.kind === "quiet") {
      before = { ...before, quietMillis: Math.ceil((entry.atMicros - lastMicros) / 1_000) }
    } else if (entry.kind !== "opened") before = { ...before, isEnded: true }
    lastMicros = entry.atMicros
  }
  return steps
}

export interface PlayOptions {
  readonly wire: Wire
  readonly recorded: WireConnection
  readonly substitute: Substitute
  /** Lets the peer read what was sent, so that the next piece is a read of its own. */
  readonly between: () => Promise<void>
  /** Everything is sent before anything is read. */
  readonly sendsBeforeReading: boolean
  /** Told how often which fact was put in. */
  readonly onSubstituted: (counts: ReadonlyMap<string, number>) => void
}

export const playConnection = async (options: PlayOptions): Promise<Exchange> => {
  const { wire, recorded, substitute, sendsBeforeReading, onSubstituted, between } = options
  const sent = recorded.entries.flatMap((e) => (e.kind === "sent" ? [e.bytes] : []))
  const { pieces, counts } = substitute(sent)
  onSubstituted(counts)
  const connection = await wire.open()
  if (sendsBeforeReading) connection.pauseReading()
  const { patienceMillis } = wire.profile
  await play(connection, stepsOf(recorded, pieces), { recorded, patienceMillis, between })
  if (sendsBeforeReading) connection.resumeReading()
  await connection.readToEnd(patienceMillis)
  connection.close()
  const { label, methods, excusesCut } = recorded
  const exchange = exchangeFrom(connection, label, methods)
  return excusesCut === undefined ? exchange : { ...exchange, excusesCut }
}

type Pacing = Pick<PlayOptions, "recorded" | "between"> & { readonly patienceMillis: number }

const play = async (
  connection: Connection,
  steps: ReadonlyArray<Step>,
  { recorded, patienceMillis, between }: Pacing
): Promise<void> => {
  let isInStep = true
  for (const [index, { bytes, before }] of steps.entries()) {
    if (before.quietMillis > 0) await connection.readToEnd(before.quietMillis)
    else if (before.isNew && isInStep) {
      const enough = untilAnswered(recorded, before.receivedBytes)
      await connection.readUntil(enough, patienceMillis)
      isInStep = enough(connection)
    } else if (index > 0) await between()
    if (before.isEnded && isInStep)
      isInStep = (await connection.readToEnd(patienceMillis)) !== "open"
    // Who is gone can't be sent to, unless that was sent to somebody gone as well.
    if (connection.end !== "open" && !before.isEnded) return
    if (bytes === undefined) connection.finish()
    else await connection.send(bytes)
  }
}

/** As many octets as the recorded client had, or as many whole responses, which may be shorter. */
const untilAnswered = (
  { entries, methods }: WireConnection,
  receivedBytes: number
): ((connection: Connection) => boolean) => {
  const all = Buffer.concat(entries.flatMap((e) => (e.kind === "received" ? [e.bytes] : [])))
  const wholeIn = (bytes: Uint8Array): number =>
    readResponses(bytes, methods, false).responses.filter(({ complete }) => complete).length
  const responses = wholeIn(all.subarray(0, receivedBytes))
  return (connection) =>
    connection.receivedBytes >= receivedBytes ||
    (responses > 0 && wholeIn(connection.received()) >= responses)
}
