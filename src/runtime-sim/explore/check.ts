/** What must hold in each state, and in those where a run ends, without looking back. */
import * as HashMap from "effect/HashMap"
import { holdsChunk } from "../../state-machine/cache.ts"
import { waitsFor } from "../../state-machine/connection.ts"
import type { RuleId } from "../../state-machine/rules.ts"
import type { Work } from "../../state-machine/pool.ts"
import type { ServerState } from "../../state-machine/server.ts"
import type { Task } from "../world.ts"
import type { Situation } from "./pieces.ts"
import type { Successor, Taken } from "./successor.ts"

export interface Broken {
  readonly rule: RuleId
  /** What is wrong, in a sentence that names what it speaks of. */
  readonly sentence: string
}

const broken = (rule: RuleId, sentence: string): Broken => ({ rule, sentence })

type Report = (rule: RuleId, sentence: string) => void

/** What is wrong with a step, and with what it led to. */
export const brokenStep = ({ taken, situation }: Successor): ReadonlyArray<Broken> => {
  let found: ReadonlyArray<Broken> = nothing
  const report: Report = (rule, sentence) => (found = [...found, { rule, sentence }])
  if (taken !== undefined) checkWaits(taken, report)
  checkJobs(situation, report)
  checkConnections(situation, report)
  checkChunks(situation, report)
  return found
}

const nothing: ReadonlyArray<Broken> = []

const checkWaits = ({ commands, event }: Taken, report: Report): void => {
  for (const command of commands)
    if (command._tag === "Block")
      report(
        "dispatcher/never-blocks",
        `the handler of ${event._tag} waits for ${command.operation}`
      )
}

/** Each job that runs is with its helper, or lost with it: the one token that its request waits for. */
const checkJobs = ({ world, state: { pool } }: Situation, report: Report): void => {
  for (const helper of pool.helpers) {
    if (helper._tag !== "Busy") continue
    const { id, work } = helper
    const real = world.helpers.find((each) => each.id === id)
    if (real === undefined || real.state === "dead" || real.killed) continue
    const { inbox, working, outbox } = real
    const has = (task: Task): boolean => task.ticket === work.ticket
    if (!(inbox.some(has) || (working !== undefined && has(working)) || outbox.some(has)))
      report("helpers/exactly-once", `helper ${id} has not the job ${work.ticket} that it is to do`)
  }
}

/** Whoever waits is answered by somebody: a helper, the queue, the kernel or the peer. And each has a timer. */
const checkConnections = ({ world, state }: Situation, report: Report): void => {
  for (const connection of HashMap.values(state.connections)) {
    const { id, phase } = connection
    if (!world.timers.some(({ name }) => name._tag === "Connection" && name.connection === id))
      report("faults/quiescence", `connection ${id} has no deadline`)
    const claim = waitsFor(connection)
    if (claim !== undefined) {
      if (!isDone(state, claim, id))
        report("accept/completes", `connection ${id} waits for job ${claim}, which nobody does`)
    } else if (phase._tag === "Send") {
      const unsentBytes = world.connections.find((each) => each.id === id)?.unsentBytes ?? 0
      if (unsentBytes !== phase.inFlightBytes)
        report(
          "send/partial-writes",
          `connection ${id} waits for ${phase.inFlightBytes} bytes to leave, and ${unsentBytes} will`
        )
    }
  }
}

/** Whether somebody does the job, or will, for this connection. */
const isDone = ({ pool }: ServerState, claim: number, connection: number): boolean => {
  const isIt = (work: Work): boolean => work.claim === claim && work.connection === connection
  return (
    pool.queue.some(isIt) ||
    pool.helpers.some((helper) => helper._tag === "Busy" && isIt(helper.work))
  )
}

const checkChunks = ({ world, state: { caches } }: Situation, report: Report): void => {
  for (const { ticket, path } of world.chunks)
    if (!holdsChunk(caches, ticket))
      report("caches/bounded", `chunk ${ticket} of ${path} is neither cached nor forgotten`)
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
