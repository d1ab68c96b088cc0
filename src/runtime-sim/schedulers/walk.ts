/**
 * A random walk that comes close to drawing each order of events equally often. A scheduler that draws
 * among the sources alike favours those with little to do: they are done early in nearly every run. Drawing
 * each source as often as it has events left makes up for that (the uniform random walk of
 * "Selectively Uniform Concurrency Testing", ASPLOS 2025).
 */
import { classOf, sourceOf } from "../choice.ts"
import { endingSource } from "../ending.ts"
import { randomOf } from "../random.ts"
import { weighed, weightsOf, type Chooser } from "../schedule.ts"
import { remainingEvents } from "./remaining.ts"

const salt = 0x3a1c

/** So many times later than its share the end of faults comes: what follows it finds little. */
const putOff = 4

/** Draws a source by the events it has left, then among its choices by the seed's weights of classes. */
export const walkChooser = (seed: number): Chooser => {
  const random = randomOf(seed, salt)
  const weights = weightsOf(seed)
  return (choices, world) => {
    const remaining = remainingEvents(world)
    const sources = [...new Set(choices.map(sourceOf))]
    const drawn = weighed(random, sources, (source) =>
      source === endingSource ? 1 : putOff * Math.max(1, remaining.get(source) ?? 1)
    )
    const source = sources[drawn]
    return weighed(random, choices, (choice) =>
      sourceOf(choice) === source ? weights[classOf(choice)] : 0
    )
  }
}
