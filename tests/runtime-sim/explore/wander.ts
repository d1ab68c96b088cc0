/** Random runs of small worlds, kept situation by situation. */
import { labelOf, type Choice } from "../../../src/runtime-sim/choice.ts"
import type { Canon } from "../../../src/runtime-sim/explore/canonical.ts"
import { renamed } from "../../../src/runtime-sim/explore/move-name.ts"
import { movesOf } from "../../../src/runtime-sim/explore/moves.ts"
import type { Situation } from "../../../src/runtime-sim/explore/pieces.ts"
import { start, successor } from "../../../src/runtime-sim/explore/successor.ts"
import { randomOf } from "../../../src/runtime-sim/random.ts"
import type { Workload } from "../../../src/runtime-sim/workload.ts"
import { reference } from "../../../src/state-machine/server.ts"

/** Everything a run comes through, from its start to its end. */
export const wander = (workload: Workload, seed: number): ReadonlyArray<Situation> => {
  const machine = reference(workload.settings)
  const random = randomOf(seed, 0x3a2d)
  let { situation } = start(machine, workload)
  const all = [situation]
  for (let moves = movesOf(situation.world); moves.length > 0; moves = movesOf(situation.world)) {
    situation = successor(machine, situation, random.pick(moves)).situation
    all.push(situation)
  }
  return all
}

/** The bytes of a situation, as text. */
export const keyOf = (canon: Canon, situation: Situation): string => {
  const length = canon.encode(situation)
  return canon.bytes.subarray(0, length).join()
}

/** Each move that can be made, under its canonical name, with the bytes of what it leads to. */
export const futureOf = (canon: Canon, situation: Situation): ReadonlyArray<string> => {
  const machine = reference(situation.state.settings)
  canon.encode(situation)
  const { names } = canon
  const named = (choice: Choice) => labelOf(renamed(choice, situation.world, names))
  return movesOf(situation.world)
    .map((choice) => [named(choice), successor(machine, situation, choice).situation] as const)
    .map(([label, after]) => `${label} -> ${keyOf(canon, after)}`)
    .toSorted()
}
