/** What the reference machine makes of the first request of a stream. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Answer, Persistence } from "../../state-machine/answer.ts"
import type { Connection } from "../../state-machine/connection.ts"
import type { Event } from "../../state-machine/event.ts"
import { defaultSettings } from "../../state-machine/limits.ts"
import type { TransitionId } from "../../state-machine/rules.ts"
import { type ServerState, type Step, reference } from "../../state-machine/server.ts"
import { octets } from "../request.ts"
import { type Known, locate, nowSeconds } from "./world.ts"

export interface Played {
  /** The transition that decided the answer. */
  readonly rule: TransitionId
  /** Empty when no request line was understood. */
  readonly method: string
  readonly target: string
  readonly answer: Answer
  readonly persistence: Persistence
  /** Octets behind the request; none when the machine refuses to read on. */
  readonly rest: string
}

const machine = reference(defaultSettings)
const connection = 1

/** The transitions that only lead to the one that decides. */
const onTheWay = /^(?:dispatcher|accept|helpers|caches|send)\/|^find\/(?:locate|found|warm|next)/
const passing = new Set(["read/complete", "read/partial", "read/pipelined", "header/load"])

interface Course {
  readonly state: ServerState
  readonly rules: ReadonlyArray<TransitionId>
}

/** Takes an event, and gives the helpers' answers to everything that is asked of them. */
const take = (course: Course, event: Event, known: Known): Course => {
  const stepped: Step = machine.step(course.state, event)
  let after: Course = { state: stepped.state, rules: [...course.rules, ...stepped.rules] }
  for (const command of stepped.commands) {
    const told = helped(command, known)
    if (told !== undefined) after = take(after, told, known)
  }
  return after
}

/** Loads are never answered: what will be sent is decided before. */
const helped = (command: Step["commands"][number], known: Known): Event | undefined => {
  if (command._tag === "SpawnHelper") return { _tag: "HelperReady", helper: command.helper }
  if (command._tag !== "Submit" || command.job._tag !== "Locate") return undefined
  const { helper, ticket, job } = command
  return { _tag: "Notified", helper, ticket, outcome: locate(job.path, known) }
}

const nobody: Known = { host: "", entityTag: undefined }
const listening: Course = (() => {
  const begun = { state: machine.initial, rules: [] }
  const started = take(begun, { _tag: "Started", unixSeconds: nowSeconds }, nobody)
  return { ...take(started, { _tag: "Accepted", connection }, nobody), rules: [] }
})()

/** Undefined if the machine waits for more octets. */
export const play = (stream: string, known: Known): Played | undefined => {
  if (stream === "") return undefined
  const event: Event = { _tag: "Received", connection, bytes: octets(stream) }
  const { state, rules } = take(listening, event, known)
  const decided = Option.getOrUndefined(HashMap.get(state.connections, connection))
  const exchange = decided === undefined ? undefined : exchangeOf(decided)
  const rule = rules.findLast((each) => !onTheWay.test(each) && !passing.has(each))
  if (decided === undefined || exchange === undefined || rule === undefined) return undefined
  const { request, answer } = exchange
  const { method, target, persistence } = request
  const rest = stream.slice(stream.length - decided.held.length)
  return { rule, method, target, answer, persistence, rest }
}

const exchangeOf = ({ phase }: Connection) =>
  phase._tag === "Header" || phase._tag === "Send" ? phase.exchange : undefined
