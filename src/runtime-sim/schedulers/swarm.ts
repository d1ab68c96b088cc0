/**
 * Swarm selection of faults (Groce and others, "Swarm Testing", ISSTA 2012): each seed leaves some classes
 * of faults out altogether, because one that is always there hides what others would show.
 */
import { randomOf } from "../random.ts"
import { faultNames, type Faults } from "../workload.ts"

const salt = 0x54a3

/** Each class is off in one seed of four; the seed draws how often the others can strike. */
export const swarmFaults = (seed: number): Faults => {
  const random = randomOf(seed, salt)
  const most = random.pick([1, 3, 10])
  const drawn = faultNames.map((name) => [name, random.once(4) ? 0 : random.between(1, most)])
  return Object.fromEntries(drawn) as Faults
}
