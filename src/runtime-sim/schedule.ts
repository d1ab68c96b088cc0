/** Who chooses. A schedule is a list of labels; each chooser here follows, makes or repeats one. */
import { classOf, labelOf, sourceOf, type Choice } from "./choice.ts"
import type { ChoiceClass } from "./kind.ts"
import { randomOf, type Random } from "./random.ts"
import type { World } from "./world.ts"

/** The index of the choice to take. `choices` is never empty. A chooser may remember: use it for one run. */
export type Chooser = (choices: ReadonlyArray<Choice>, world: World) => number

const salt = 0x5c4ed

/** What a class of choices weighs against the others. */
export type Weights = Readonly<Record<ChoiceClass, number>>

/**
 * Each seed draws its own weights, because no mixture finds everything: some mistakes need time to pass
 * while much is going on, others need many faults in a row.
 */
export const weightsOf = (seed: number): Weights => {
  const random = randomOf(seed, salt + 1)
  return {
    progress: 64,
    time: random.pick([1, 4, 16]),
    fault: random.pick([1, 6, 64]),
    end: random.pick([1, 2])
  }
}

/** Uniform within each class of choices; time, faults and the end weigh less than progress. */
export const randomChooser = (seed: number, weights: Weights = weightsOf(seed)): Chooser => {
  const random = randomOf(seed, salt)
  return (choices) => weighed(random, choices, (choice) => weights[classOf(choice)])
}

/** Draws an index, each as likely as its weight: a whole number, at least one of them above zero. */
export const weighed = <Item>(
  random: Random,
  items: ReadonlyArray<Item>,
  weightOf: (item: Item) => number
): number => {
  let total = 0
  for (const item of items) total += weightOf(item)
  let left = random.between(1, total)
  return items.findIndex((item) => (left -= weightOf(item)) <= 0)
}

const order: Readonly<Record<ChoiceClass, number>> = { progress: 0, time: 1, end: 2, fault: 3 }

/**
 * The default order: progress before time, time before the end, never a fault. Among the sources that can
 * make progress the one that waited longest is next, so nobody starves.
 */
export const fairChooser = (): Chooser => {
  const servedAt = new Map<string, number>()
  let turn = 0
  return (choices) => {
    let best = 0
    let bestOrder = Infinity
    let bestServed = Infinity
    for (const [index, choice] of choices.entries()) {
      const itsOrder = order[classOf(choice)]
      if (itsOrder > bestOrder) continue
      const served = servedAt.get(sourceOf(choice)) ?? -1
      if (itsOrder === bestOrder && served >= bestServed) continue
      best = index
      bestOrder = itsOrder
      bestServed = served
    }
    const chosen = choices[best]
    if (chosen !== undefined) servedAt.set(sourceOf(chosen), turn++)
    return best
  }
}

/** Stands in a schedule for whatever the fair order takes next. */
export const defaultLabel = "default"

/**
 * Repeats a schedule. A label that is not enabled when its turn comes is skipped, so a schedule with parts
 * removed is a schedule too; after the last label the fair order goes on. A label that differs in its count
 * of bytes only is meant as well, or no text in a workload could be shortened, and no head in the machine.
 */
export const replayChooser = (labels: ReadonlyArray<string>): Chooser => {
  const fair = fairChooser()
  let next = 0
  return (choices, world) => {
    let enabled: ReadonlyArray<string> | undefined
    for (; next < labels.length; next++) {
      const label = labels[next] ?? defaultLabel
      if (label === defaultLabel) break
      enabled ??= choices.map(labelOf)
      const index = indexOfLabel(enabled, label)
      if (index === -1) continue
      next++
      return index
    }
    next++
    return fair(choices, world)
  }
}

const indexOfLabel = (enabled: ReadonlyArray<string>, label: string): number => {
  const index = enabled.indexOf(label)
  if (index !== -1 || !counted.test(label)) return index
  const meant = label.replace(counted, "$1")
  return enabled.findIndex((other) => other.replace(counted, "$1") === meant)
}

/** What clients and connections move: the count stands last. */
const counted = /^((?:client|connection) \d+ (?:sends|takes|receives|writes)(?: only)?) \d+$/

/** Takes each number modulo what is enabled, then the fair order: for generators that shrink arrays. */
export const indexChooser = (numbers: ReadonlyArray<number>): Chooser => {
  const fair = fairChooser()
  let next = 0
  return (choices, world) => {
    const number = numbers[next++]
    return number === undefined ? fair(choices, world) : number % choices.length
  }
}
