/**
 * What exploration tries in a state: all that is enabled, but for two things.
 *
 * Time passes only where nothing else but a fault can happen. Which of two deadlines is first then still differs,
 * but nothing runs into a deadline while what it waits for is ready: that is for the random schedulers.
 *
 * And faults need not be declared over: a run in which no more of them follow is one of the runs anyway.
 */
import { classOf, enabled, type Choice } from "../choice.ts"
import type { World } from "../world.ts"

/** In the order of `enabled`. */
export const movesOf = (world: World): ReadonlyArray<Choice> => {
  const choices = enabled(world)
  const moving = choices.some((choice) => classOf(choice) === "progress")
  const seconds = moving ? 0 : longestTick(choices)
  return choices.filter((choice) => {
    if (choice._tag === "FaultsStop") return false
    if (choice._tag === "ClockTicks") return choice.seconds === seconds
    return !moving || classOf(choice) !== "time"
  })
}

/** Seconds in which nothing is due pass at once. */
const longestTick = (choices: ReadonlyArray<Choice>): number => {
  let seconds = 0
  for (const choice of choices)
    if (choice._tag === "ClockTicks") seconds = Math.max(seconds, choice.seconds)
  return seconds
}

/** A run is over where only faults are left: nobody owes the world one. */
export const isOver = (moves: ReadonlyArray<Choice>): boolean =>
  moves.every((choice) => classOf(choice) === "fault")
