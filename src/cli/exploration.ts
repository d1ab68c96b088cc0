/** Every schedule of small worlds: which worlds, how far, and what was found. */
import * as Effect from "effect/Effect"
import { watching } from "../requirements/watch.ts"
import { type Cycle, cyclesOf, fairCycle } from "../runtime-sim/explore/cycles.ts"
import { type Counterexample, Explorer } from "../runtime-sim/explore/explore.ts"
import type { SimulatedMachine } from "../runtime-sim/simulate.ts"
import { type SmallWorld, smallWorlds } from "../runtime-sim/small-world.ts"
import type { Workload } from "../runtime-sim/workload.ts"
import type { Settings } from "../state-machine/limits.ts"
import type { TransitionId } from "../state-machine/rules.ts"
import type { ServerState } from "../state-machine/server.ts"
import { number } from "./arm.ts"
import { progress, progressDone } from "./terminal.ts"

export interface ExplorationOptions {
  readonly machine: (settings: Settings) => SimulatedMachine<ServerState>
  readonly size: SmallWorld
  /** Faults of all kinds together. */
  readonly faultsMax: number | undefined
  /** With all monitors; without, only what shows in a state by itself is judged. */
  readonly judged: boolean
  readonly exchanges: boolean
  readonly ample: boolean
  /** Where exploration gives up, for each world. */
  readonly statesMax: number
}

export interface WorldExplored {
  /** Which file each client asks for: `a b, a`. */
  readonly asked: string
  readonly workload: Workload
  /** Everything was seen, as far as no rule is broken. */
  readonly complete: boolean
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly ends: number
  readonly millis: number
  readonly memoryBytes: number
  readonly rules: ReadonlyMap<TransitionId, number>
  readonly counterexample: Counterexample | undefined
  /** A client that can wait for ever. */
  readonly cycle: Cycle | undefined
}

/** Adds each world to `into` as it goes. An interrupt adds the one that was being explored, as far as it came. */
export const exploreWorlds = Effect.fnUntraced(function* (
  options: ExplorationOptions,
  into: Array<WorldExplored>
) {
  const worlds = smallWorlds(options.size)
  for (const [index, workload] of worlds.entries()) {
    const name = `world ${index + 1} of ${worlds.length}`
    const started = performance.now()
    const explorer = explorerOf(options, workload)
    const toldOf = (named: Explorer) => told(explorer, named, performance.now() - started)
    const named = yield* finished(options, explorer, name).pipe(
      Effect.onInterrupt(() => Effect.sync(() => into.push(toldOf(explorer))))
    )
    into.push(toldOf(named))
    if (into.at(-1)?.counterexample !== undefined || into.at(-1)?.cycle !== undefined) break
  }
  progressDone()
})

/** Who is who must be known for fairness: where there is a cycle at all, names are kept and all is done again. */
const finished = Effect.fnUntraced(function* (
  options: ExplorationOptions,
  explorer: Explorer,
  name: string
) {
  yield* explored(explorer, options.statesMax, name)
  if (!options.exchanges || cyclesOf(explorer.graph, () => true).length === 0) return explorer
  const named = explorerOf({ ...options, exchanges: false }, explorer.exploration.workload)
  yield* explored(named, options.statesMax, `${name}, for its cycles`)
  return named
})

const told = (explorer: Explorer, named: Explorer, millis: number): WorldExplored => {
  const { states, transitions, depth, ends, memoryBytes, rules, counterexample } = explorer
  const { workload } = explorer.exploration
  return {
    asked: askedIn(workload),
    workload,
    complete: explorer.done && named.done,
    ...{ states, transitions, depth, ends, millis, memoryBytes, rules, counterexample },
    cycle: explorer.done && named.done ? unfinished(named) : undefined
  }
}

const explorerOf = (options: ExplorationOptions, workload: Workload): Explorer => {
  const { machine, judged, exchanges, ample, faultsMax } = options
  const { settings } = workload
  const watch = judged ? watching({ settings }) : undefined
  return new Explorer({
    machine: machine(settings),
    ...{ workload, exchanges, ample, faultsMax, watch }
  })
}

const statesAtOnce = 500

const explored = Effect.fnUntraced(function* (explorer: Explorer, statesMax: number, name: string) {
  while (!explorer.done && explorer.states < statesMax) {
    explorer.advance(statesAtOnce)
    const { states, transitions, depth } = explorer
    progress(`${name}: ${number(states)} states, ${number(transitions)} moves, depth ${depth}`)
    // Lets a signal through; nothing else of the exploration depends on it.
    yield* Effect.promise(() => new Promise((resume) => setImmediate(resume)))
  }
})

const unfinished = ({ graph, exploration }: Explorer): Cycle | undefined => {
  for (let client = 0; client < exploration.workload.clients.length; client++) {
    const cycle = fairCycle(graph, client)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

const askedIn = ({ clients }: Workload): string =>
  clients
    .map(({ segments }) =>
      segments
        .flatMap(({ text }) => [...text.matchAll(/^GET \/(\w+)/gm)].map(([, file]) => file))
        .join(" ")
    )
    .join(", ")
