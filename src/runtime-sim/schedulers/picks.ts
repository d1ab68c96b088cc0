/** Schedules as positions among what is enabled: shorter than labels, but true of one version only. */
import * as Data from "effect/Data"
import { fairChooser, type Chooser } from "../schedule.ts"
import type { Pick } from "./token.ts"

/** Thrown into a run whose schedule was made by another version, or for another workload. */
export class Outdated extends Data.Error<{ readonly message: string }> {}

/** Chooses as `chooser` does, and writes its picks down. */
export const recording = (chooser: Chooser, picks: Array<Pick>): Chooser => {
  return (choices, world) => {
    const index = chooser(choices, world)
    picks.push({ index, count: choices.length })
    return index
  }
}

/** Repeats the picks, then goes on in the fair order. The counts cross-check that it is the same run. */
export const picksChooser = (picks: ReadonlyArray<Pick>): Chooser => {
  const fair = fairChooser()
  let step = 0
  return (choices, world) => {
    const pick = picks[step++]
    if (pick === undefined) return fair(choices, world)
    if (pick.count === choices.length) return pick.index
    throw new Outdated({
      message:
        `the schedule doesn't fit: at step ${step} it chooses among ${pick.count}, ` +
        `and ${choices.length} are enabled`
    })
  }
}
