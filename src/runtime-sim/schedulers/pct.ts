/**
 * Probabilistic concurrency testing (Burckhardt and others, ASPLOS 2010): each source has a priority, drawn
 * once, and the highest that is enabled always goes on; at a few points, drawn as well, it falls to the
 * bottom. A mistake that needs `depth` constraints on the order is found with a probability that has a
 * lower bound, however unlikely the order is under a fair coin.
 */
import { classOf, sourceOf } from "../choice.ts"
import { endingSource } from "../ending.ts"
import { randomOf } from "../random.ts"
import { randomChooser, weighed, weightsOf, type Chooser } from "../schedule.ts"

export interface PctOptions {
  /** Constraints on the order that the mistake needs: one more than the changes of priority. */
  readonly depth: number
  /** Choices made by priority, among which the changes lie. After them the choice is random. */
  readonly horizonSteps: number
}

const salt = 0x9c7
const prioritiesMax = 0x3fffffff

/**
 * By priority alone sources would starve, and what is owed to each in the end could not be judged: hence
 * the random suffix, which is fair with probability one.
 */
export const pctChooser = (seed: number, { depth, horizonSteps }: PctOptions): Chooser => {
  const random = randomOf(seed, salt + depth)
  const weights = weightsOf(seed)
  const suffix = randomChooser(seed)
  const priorities = new Map<string, number>()
  const changes = new Set<number>()
  for (let change = 1; change < depth; change++)
    changes.add(random.between(1, Math.max(1, horizonSteps - 1)))
  let lowest = -prioritiesMax
  let step = -1
  const priorityOf = (source: string): number => {
    const known = priorities.get(source)
    if (known !== undefined) return known
    const drawn = random.between(1, prioritiesMax) - (source === endingSource ? prioritiesMax : 0)
    priorities.set(source, drawn)
    return drawn
  }
  const highest = (sources: ReadonlyArray<string>): string =>
    sources.reduce((best, source) => (priorityOf(source) > priorityOf(best) ? source : best))
  return (choices, world) => {
    step++
    if (step >= horizonSteps) return suffix(choices, world)
    const sources = choices.map(sourceOf)
    if (changes.has(step)) priorities.set(highest(sources), --lowest)
    const top = highest(sources)
    return weighed(random, choices, (choice) =>
      sourceOf(choice) === top ? weights[classOf(choice)] : 0
    )
  }
}
