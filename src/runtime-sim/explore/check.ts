/** What must hold in each state, and in those where a run ends, without looking back. */
import * as HashMap from "effect/HashMap"
import { holdsChunk } from "../../state-machine/cache.ts"
import { waitsFor } from "../../state-machine/connection.ts"
import type { RuleId } from "../../state-machine/rules.ts"
import type { Situation } from "./pieces.ts"
import type { Successor, Taken } from "./successor.ts"

export interface Broken {
  readonly rule: RuleId
  /** What is wrong, in a sentence that names what it speaks of. */
  readonly sentence: string
}

const broken = (rule: RuleId, sentence: string): Broken => ({ rule, sentence })

/** What is wrong with a step, and with what it led to. */
export const brokenStep = ({ taken, situation }: Successor): ReadonlyArray<Broken> => [
  ...(taken === undefined ? [] : waits(taken)),
  ...brokenJobs(situation),
  ...brokenConnections(situation),
  ...brokenChunks(situation)
]

function* waits({ commands, event }: Taken): Generator<Broken> {
  for (const command of commands)
    if (command._tag === "Block")
      yield broken(
        "dispatcher/never-blocks",
        `the handler of ${event._tag} waits for ${command.operation}`
      )
}

/** Each job that runs is with its helper, or lost with it: the one token that its request waits for. */
function* brokenJobs({ world, state: { pool } }: Situation): Generator<Broken> {
  for (const helper of pool.helpers) {
    if (helper._tag !== "Busy") continue
    const { id, work } = helper
    const real = world.helpers.find((each) => each.id === id)
    if (real === undefined || real.state === "dead" || real.killed) continue
    const tasks = [...real.inbox, ...(real.working ? [real.working] : []), ...real.outbox]
    if (!tasks.some(({ ticket }) => ticket === work.ticket))
      yield broken(
        "helpers/exactly-once",
        `helper ${id} has not the job ${work.ticket} that it is to do`
      )
  }
}

/** Whoever waits is answered by somebody: a helper, the queue, the kernel or the peer. And each has a timer. */
function* brokenConnections({ world, state }: Situation): Generator<Broken> {
  const { pool, connections } = state
  const claims = new Map<number, number | undefined>()
  for (const { claim, connection } of pool.queue) claims.set(claim, connection)
  for (const helper of pool.helpers)
    if (helper._tag === "Busy") claims.set(helper.work.claim, helper.work.connection)
  for (const [id, { phase, ...connection }] of connections) {
    if (!world.timers.some(({ key }) => key === `connection ${id}`))
      yield broken("faults/quiescence", `connection ${id} has no deadline`)
    const claim = waitsFor({ phase, ...connection })
    const unsentBytes = world.connections.find((each) => each.id === id)?.unsentBytes ?? 0
    if (claim !== undefined && claims.get(claim) !== id)
      yield broken("accept/completes", `connection ${id} waits for job ${claim}, which nobody does`)
    if (claim === undefined && phase._tag === "Send" && unsentBytes !== phase.inFlightBytes)
      yield broken(
        "send/partial-writes",
        `connection ${id} waits for ${phase.inFlightBytes} bytes to leave, and ${unsentBytes} will`
      )
  }
}

function* brokenChunks({ world, state: { caches } }: Situation): Generator<Broken> {
  for (const { ticket, path } of world.chunks)
    if (!holdsChunk(caches, ticket))
      yield broken("caches/bounded", `chunk ${ticket} of ${path} is neither cached nor forgotten`)
}

/** What must hold where nothing but a fault can happen any more. */
export function* brokenEnd({ world, state }: Situation): Generator<Broken> {
  if (world.stopped) return
  for (const [id, { phase }] of state.connections)
    yield broken("accept/completes", `connection ${id} stays in ${phase._tag} for ever`)
  for (const { id, state: its, stalled } of world.clients)
    if (its === "connected" && !stalled)
      yield broken("accept/completes", `client ${id} waits for ever`)
  if (HashMap.size(state.connections) === 0 && state.pool.queue.length > 0)
    yield broken("helpers/submit", `${state.pool.queue.length} jobs wait for ever`)
}
