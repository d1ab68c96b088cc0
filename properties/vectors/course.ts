/**
 * A course: settings and events that lead to a step. Jobs are named by what they ask, not by their ticket, so
 * that a course with some events left out still means what it says.
 */
import type { Event } from "../../src/state-machine/event.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { initial, type ServerState, step, type Step } from "../../src/state-machine/server.ts"
import { entriesOf } from "../../src/state-machine/lru.ts"
import { Honest } from "./honest.ts"

type Notified = Extract<Event, { readonly _tag: "Notified" }>
type Sent = Extract<Event, { readonly _tag: "Sent" }>

/** An event that can be taken to another place in a course. */
export type Loose =
  | Exclude<Event, Notified | Sent>
  /** `job` as JSON; `turn`: the how manyeth such job, from 0. */
  | {
      readonly _tag: "Answer"
      readonly job: string
      readonly turn: number
      readonly outcome: Notified["outcome"]
    }
  | { readonly _tag: "Taken"; readonly connection: number; readonly bytes: number | "rest" }

export interface Course {
  readonly settings: Settings
  readonly events: ReadonlyArray<Loose>
}

export interface Walked {
  /** All events as the machine saw them. */
  readonly events: ReadonlyArray<Event>
  /** Before the last event. */
  readonly before: ServerState
  readonly last: Event
  readonly step: Step
  /** At some step there were several free helpers to give a job to: each is right (spec/freedoms.md). */
  readonly choice: boolean
}

/** Whether another right machine may do something else in this step, or be in another state after it. */
export const hasChoice = (before: ServerState, taken: Step): boolean =>
  severalFree(before, taken) || evictsByOverhead(before, taken) || readsLate(taken)

/** Any of the free helpers may get the job (spec/freedoms.md). */
const severalFree = ({ pool }: ServerState, { commands }: Step): boolean =>
  commands.some(({ _tag }) => _tag === "Submit") &&
  pool.helpers.filter(({ _tag }) => _tag === "Idle").length > 1

/** Who was told 503 is first read from at the next event, whatever that is; to read at once is right as well. */
const readsLate = ({ rules, commands }: Step): boolean =>
  rules.includes("dispatcher/drain") &&
  commands.some(
    (command) =>
      command._tag === "Read" &&
      !commands.some((other) => other._tag === "Finish" && other.connection === command.connection)
  )

/** What an entry costs besides its bytes is our own affair: who counts bytes alone must drop the same chunks. */
const evictsByOverhead = ({ caches, settings }: ServerState, taken: Step): boolean => {
  if (!taken.rules.includes("caches/evict")) return false
  const { contentBytesMax } = settings.limits
  const before = entriesOf(caches.contents).map(([, { lengthBytes }]) => lengthBytes)
  const after = entriesOf(taken.state.caches.contents)
  const added = after.at(-1)?.[1].lengthBytes ?? 0
  const kept = [...before, added]
  while (kept.length > 1 && kept.reduce((sum, bytes) => sum + bytes, 0) > contentBytesMax)
    kept.shift()
  return kept.length !== after.length
}

/** What a walk knows of the jobs and bytes on their way. */
class Ways {
  readonly #submitted: Array<{
    readonly helper: number
    readonly ticket: number
    readonly job: string
  }> = []
  readonly #unsentBytes = new Map<number, number>()

  see({ commands }: Step): void {
    for (const command of commands) {
      if (command._tag === "Submit")
        this.#submitted.push({ ...command, job: JSON.stringify(command.job) })
      if (command._tag === "Send")
        for (const part of command.parts)
          this.#addBytes(
            command.connection,
            part._tag === "Text" ? part.text.length : part.lengthBytes
          )
    }
  }

  #addBytes(connection: number, bytes: number): void {
    this.#unsentBytes.set(connection, (this.#unsentBytes.get(connection) ?? 0) + bytes)
  }

  loosen(event: Event): Loose {
    if (event._tag === "Notified") {
      const index = this.#submitted.findIndex(({ ticket }) => ticket === event.ticket)
      const job = this.#submitted[index]?.job ?? ""
      const turn = this.#submitted.slice(0, index).filter((other) => other.job === job).length
      return { _tag: "Answer", job, turn, outcome: event.outcome }
    }
    if (event._tag !== "Sent") return event
    const { connection, bytes } = event
    const unsent = this.#unsentBytes.get(connection) ?? 0
    this.#addBytes(connection, -bytes)
    return { _tag: "Taken", connection, bytes: bytes === unsent ? "rest" : bytes }
  }

  fasten(event: Loose): Event | undefined {
    if (event._tag === "Answer") {
      const { job, turn, outcome } = event
      const submitted = this.#submitted.filter((each) => each.job === job)[turn]
      if (submitted === undefined) return undefined
      const { helper, ticket } = submitted
      return { _tag: "Notified", helper, ticket, outcome }
    }
    if (event._tag !== "Taken") return event
    const { connection } = event
    const unsent = this.#unsentBytes.get(connection) ?? 0
    const bytes = event.bytes === "rest" ? unsent : event.bytes
    this.#addBytes(connection, -bytes)
    return { _tag: "Sent", connection, bytes }
  }
}

/** The course of events that a run of the machine saw. */
export const courseOf = (settings: Settings, events: ReadonlyArray<Event>): Course => {
  const ways = new Ways()
  let state = initial(settings)
  const loose = events.map((event) => {
    const loosened = ways.loosen(event)
    const stepped = step(state, event)
    state = stepped.state
    ways.see(stepped)
    return loosened
  })
  return { settings, events: loose }
}

/** Walks a course; undefined when an event of it can't happen where it stands. */
export const walk = ({ settings, events }: Course): Walked | undefined => {
  const ways = new Ways()
  const honest = new Honest()
  const fastened: Array<Event> = []
  let before = initial(settings)
  let stepped: Step | undefined
  let last: Event | undefined
  let choice = false
  for (const loose of events) {
    const event = ways.fasten(loose)
    if (event === undefined || !honest.brings(event)) return undefined
    before = stepped?.state ?? before
    last = event
    fastened.push(event)
    stepped = step(before, event)
    choice ||= hasChoice(before, stepped)
    honest.see(stepped.commands)
    ways.see(stepped)
  }
  return stepped === undefined || last === undefined
    ? undefined
    : { events: fastened, before, last, step: stepped, choice }
}
