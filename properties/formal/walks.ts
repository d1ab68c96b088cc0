/** Random runs of the model in worlds too large to compare in full: the machine must accept each step. */
import { reference } from "../../src/state-machine/server.ts"
import { smallest, type SmallWorld } from "../../src/runtime-sim/small-world.ts"
import { vectorOf } from "./abstraction.ts"
import { definesOf, worldsOf } from "./configurations.ts"
import { type AnyMachine, begun, movesFrom } from "./graph.ts"
import { readTransition, type Transition, vectorReader } from "./model-graph.ts"
import { descend } from "./spin.ts"

export const wide: SmallWorld = {
  ...smallest,
  clients: 3,
  helpers: 2,
  files: 2,
  requests: 2,
  chunks: 2,
  faults: {
    reset: 2,
    halfClose: 1,
    helperDeath: 2,
    spawnFailure: 1,
    diskError: 1,
    duplicateNotification: 1
  }
}

/** A run of the model for each seed, from its start to its end: the first way down that its checker takes. */
export const walks = async (
  small: SmallWorld,
  seeds: ReadonlyArray<number>
): Promise<ReadonlyArray<ReadonlyArray<Transition>>> => {
  const read = vectorReader()
  const found = new Map<number, Array<Transition>>()
  await descend(definesOf(small), seeds, (seed) => {
    const steps: Array<Transition> = []
    found.set(seed, steps)
    let last: string | undefined
    return (line) => {
      const step = readTransition(line, read)
      const [from, to] = step.numbered
      // The way down is over: from here on the checker goes back and tries others.
      if (last !== undefined && from !== last) return false
      last = to
      steps.push(step)
      return true
    }
  })
  return [...found.values()]
}

/** What the machine can't do of this run; `undefined` if it accepts all of it. */
export const rejected = (
  small: SmallWorld,
  steps: ReadonlyArray<Transition>,
  faulty: AnyMachine = reference
): string | undefined => {
  const [start, ...rest] = steps
  const code = Number(/^the dispatcher starts in world (\d+)$/.exec(start?.label ?? "")?.[1])
  const workload = worldsOf(small).find(([each]) => each === code)?.[1]
  if (start === undefined || workload === undefined) return "it does not start in one of the worlds"
  const machine = faulty(workload.settings)
  const named = (text: string): string => `world ${code} | ${text}`
  let running = begun(workload, machine)
  if (named(vectorOf(running).text) !== start.to) return "it starts in another state"
  for (const [index, step] of rest.entries()) {
    const { text, places } = vectorOf(running)
    const moves = movesFrom(running, places, machine)
    const move = moves.find(
      ({ label, next }) => label === step.label && named(next.vector.text) === step.to
    )
    if (named(text) !== step.from || move === undefined)
      return `step ${index + 2}, ${step.label}: the machine allows ${moves.map(({ label }) => label).join(", ")}`
    running = move.next.running
  }
  return undefined
}
