/** How a state was reached: the choices from the start, each trail sharing all but its end with others. */
import { labelOf, type Choice } from "../choice.ts"
import type { Deed } from "../kind.ts"
import { happenings, type Successor } from "./successor.ts"

export interface Trail {
  readonly before: Trail | undefined
  readonly choice: Choice | undefined
  /** What a trace says of it; empty when nobody watches. */
  readonly deeds: ReadonlyArray<Deed>
  readonly atMillis: number
}

const nothing: ReadonlyArray<Deed> = []

export const startTrail = (first: Successor): Trail => ({
  before: undefined,
  choice: undefined,
  deeds: happenings(first),
  atMillis: 0
})

export const followed = (
  before: Trail,
  choice: Choice,
  after: Successor,
  isWatched: boolean
): Trail => ({
  before,
  choice,
  deeds: isWatched ? happenings(after) : nothing,
  atMillis: after.situation.world.millis
})

/** The choice was taken, and nothing came of it: a crash. */
export const untold = (before: Trail, choice: Choice): Trail => ({
  before,
  choice,
  deeds: nothing,
  atMillis: before.atMillis
})

/** From the first to the last. */
export const stretchesOf = (trail: Trail): ReadonlyArray<Trail> => {
  const all: Array<Trail> = []
  for (let at: Trail | undefined = trail; at !== undefined; at = at.before) all.push(at)
  return all.reverse()
}

/** Labels of the choices, as `replayChooser` takes them. */
export const labelsOf = (trail: Trail): ReadonlyArray<string> =>
  stretchesOf(trail).flatMap(({ choice }) => (choice === undefined ? [] : [labelOf(choice)]))
