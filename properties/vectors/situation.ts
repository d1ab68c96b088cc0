/** What happens to whom, in two or three words: the last part of a vector's id. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { waitsFor } from "../../src/state-machine/connection.ts"
import type { Event, TimerName } from "../../src/state-machine/event.ts"
import type { ServerState, Step } from "../../src/state-machine/server.ts"

const words = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()

const phaseOf = (state: ServerState, id: number): string => {
  const connection = Option.getOrUndefined(HashMap.get(state.connections, id))
  if (connection === undefined) return "after-the-end"
  const { phase } = connection
  if (phase._tag !== "Read") return `in-${words(phase._tag)}`
  if (phase.skipping !== undefined) return "in-body"
  const begun = phase.progress.lineBytes > 0 || connection.held.length > 0
  return begun ? "in-head" : "in-read"
}

const helperOf = (state: ServerState, id: number): string => {
  const helper = state.pool.helpers.find((each) => each.id === id)
  return helper === undefined ? "of-none" : `of-${words(helper._tag)}`
}

/** Where the request stands that waits for the job of a helper. */
const waiterOf = (state: ServerState, id: number, ticket: number): string => {
  const helper = state.pool.helpers.find((each) => each.id === id)
  if (helper?._tag !== "Busy" || helper.work.ticket !== ticket) return "unasked"
  const { connection, claim } = helper.work
  if (connection === undefined) return "for-nobody"
  const waiting = Option.getOrUndefined(HashMap.get(state.connections, connection))
  return waitsFor(waiting) === claim ? phaseOf(state, connection) : "for-nobody"
}

const timerSituation = (state: ServerState, timer: TimerName): string => {
  if (timer._tag === "Connection") return `timer-${phaseOf(state, timer.connection)}`
  if (timer._tag === "Job") return `timer-${helperOf(state, timer.helper)}`
  return `${words(timer._tag)}-timer`
}

/**
 * All names of a situation. Where order and identity of jobs show, or reading pauses, a second name says so: the
 * shortest course of the plain one would show neither.
 */
export const situationsOf = (
  state: ServerState,
  event: Event,
  rule: string,
  { commands }: Step
): ReadonlyArray<string> => {
  const plain = situationOf(state, event)
  const mark = markOf(state, event, rule, commands)
  return mark === undefined ? [plain] : [plain, `${plain}-${mark}`]
}

const markOf = (
  state: ServerState,
  event: Event,
  rule: string,
  commands: Step["commands"]
): string | undefined => {
  const waiting = state.pool.queue.length
  if (rule === "helpers/submit" && waiting > 1) return "with-several-jobs"
  if (rule === "helpers/notified" && waiting > 0) return "with-a-job"
  if (rule === "helpers/late-notification" && event._tag === "Notified")
    return helperOf(state, event.helper) === "of-busy" ? "at-work" : undefined
  if (rule === "dispatcher/drain" && isAnswering(state)) return "while-answering"
  const pauses = rule === "read/pipelined" && !commands.some(({ _tag }) => _tag === "Read")
  return pauses ? "pausing" : undefined
}

const isAnswering = ({ connections }: ServerState): boolean =>
  [...HashMap.values(connections)].some(({ phase }) =>
    ["Find", "Header", "Send"].includes(phase._tag)
  )

export const isMarked = (situation: string): boolean =>
  /-(with-several-jobs|with-a-job|at-work|pausing|while-answering)$/.test(situation)

export const situationOf = (state: ServerState, event: Event): string => {
  switch (event._tag) {
    case "Started":
    case "ClockTicked":
    case "Accepted":
    case "AcceptFailed":
    case "DrainRequested":
      return words(event._tag)
    case "Received":
    case "PeerEnded":
    case "PeerReset":
    case "Sent":
      return `${words(event._tag)}-${phaseOf(state, event.connection)}`
    case "HelperReady":
    case "HelperLost":
      return `${words(event._tag)}-${helperOf(state, event.helper)}`
    case "Notified":
      return `${words(event.outcome._tag)}-${waiterOf(state, event.helper, event.ticket)}`
    case "TimerFired":
      return timerSituation(state, event.timer)
  }
}
