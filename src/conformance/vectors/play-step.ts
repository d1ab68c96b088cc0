/** Plays a step vector: what is given leads to the state, and the step after it is judged. */
import type { Command } from "../../state-machine/command.ts"
import type { Event } from "../../state-machine/event.ts"
import { latin1 } from "../../state-machine/octets.ts"
import { lengthOf } from "./answer-pattern.ts"
import { eventFor } from "./expectation.ts"
import type { Reply, StepVector, VectorEvent } from "./format.ts"
import { type Implementation, passed, unsupported, type Verdict } from "./implementation.ts"
import { difference } from "./match.ts"
import { Numbering } from "./numbering.ts"
import { settingsOf } from "./settings.ts"

/** An event as it goes over the pipe. */
export const toWire = (event: Event): VectorEvent =>
  event._tag === "Received" ? { ...event, bytes: latin1(event.bytes) } : event

export const playStep = async (
  vector: StepVector,
  implementation: Implementation
): Promise<Verdict> => {
  const begun = await implementation.start({
    vector: vector.id,
    settings: settingsOf(vector.settings)
  })
  if ("unsupported" in begun) return unsupported(begun.unsupported)
  const player = new Player(implementation)
  for (const [index, event] of vector.given.entries()) {
    const reply = await player.give(event)
    if (reply === undefined) return astray(vector, `given event ${index + 1}`, event)
    if ("unsupported" in reply) return unsupported(reply.unsupported)
  }
  const reply = await player.give(vector.event)
  if (reply === undefined) return astray(vector, "the event", vector.event)
  if ("unsupported" in reply) return unsupported(reply.unsupported)
  const found = difference(vector.allowed, reply)
  return found === undefined
    ? passed
    : { verdict: "wrong", detail: `on ${vector.event._tag}`, ...found }
}

/** An event names what the implementation never asked for: nothing it sent, no helper, no job. */
const astray = (vector: StepVector, which: string, { _tag }: VectorEvent): Verdict =>
  vector.otherCourses === true
    ? unsupported(`a course of its own, where several are right: ${_tag} can't follow`)
    : {
        verdict: "wrong",
        detail: `before ${which}`,
        allowed: `a course on which ${_tag} can follow`,
        found: "one on which it names nothing that was asked for"
      }

/** Keeps the books that a vector leaves to whoever plays it: numbers, and bytes on their way. */
class Player {
  readonly #numbering = new Numbering()
  readonly #unsentBytes = new Map<number, number>()
  readonly #implementation: Implementation

  constructor(implementation: Implementation) {
    this.#implementation = implementation
  }

  /** The reply with the numbers of the vector; undefined if the event can't happen to this implementation. */
  async give(event: VectorEvent): Promise<Reply | undefined> {
    const own = eventFor(this.#numbering, this.#unsentBytes, event)
    if (own === undefined) return undefined
    if (own._tag === "Sent") this.#addUnsent(own.connection, -own.bytes)
    const reply = await this.#implementation.event(toWire(own))
    if ("unsupported" in reply) return reply
    const commands = this.#numbering.toVector(reply.commands)
    for (const command of commands) this.#see(command)
    return { ...reply, commands }
  }

  #see(command: Command): void {
    if (command._tag === "Send") this.#addUnsent(command.connection, lengthOf(command.parts))
  }

  #addUnsent(connection: number, bytes: number): void {
    this.#unsentBytes.set(connection, (this.#unsentBytes.get(connection) ?? 0) + bytes)
  }
}
