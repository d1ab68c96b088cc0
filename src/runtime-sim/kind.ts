/** What there is to know about each kind of choice: one row of a table a kind, a table a subject. */
import type { Event } from "../state-machine/event.ts"
import type { Happening } from "../runtime/trace.ts"
import type { World } from "./world.ts"

/**
 * - `progress`: the world does what it should.
 * - `time`: virtual time moves.
 * - `fault`: something goes wrong; spends from the fault budget.
 * - `end`: the run comes closer to its end: faults stop, the server is asked to drain.
 */
export type ChoiceClass = "progress" | "time" | "fault" | "end"

/** Something that happened in the world, and who did it. */
export interface Deed {
  readonly actor: string
  readonly what: Happening
}

export interface Applied {
  readonly world: World
  /** What the machine is told, if it notices. */
  readonly event: Event | undefined
  readonly deeds: ReadonlyArray<Deed>
}

/** Where enabled choices are put: the array of all of them, or any part of it. */
export interface Into<Choice> {
  readonly push: (choice: Choice) => unknown
}

export interface Kind<Choice> {
  readonly class: ChoiceClass
  /** Who has the choice: fairness is owed to each source. */
  readonly source: (choice: Choice) => string
  /** Readable, and different from the labels of all other choices enabled in the same world. */
  readonly label: (choice: Choice) => string
  /** Pure: the world given is not changed. Call it only with a choice that is enabled there. */
  readonly apply: (world: World, choice: Choice) => Applied
}

export type Kinds<Choice extends { readonly _tag: string }> = {
  readonly [Tag in Choice["_tag"]]: Kind<Extract<Choice, { readonly _tag: Tag }>>
}

const nothing: ReadonlyArray<Deed> = []

/** The machine sees this event; nothing else is to be told. */
export const told = (world: World, event: Event): Applied => ({ world, event, deeds: nothing })

/** The machine sees nothing of it. */
export const unseen = (world: World, ...deeds: ReadonlyArray<Deed>): Applied => ({
  world,
  event: undefined,
  deeds
})
