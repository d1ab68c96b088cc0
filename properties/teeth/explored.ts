/** Looks for a faulty machine in every schedule of small worlds, and for its runs without an end. */
import type { Fault } from "../../mutation/faulty/index.ts"
import { watching } from "../../src/requirements/watch.ts"
import { fairCycle } from "../../src/runtime-sim/explore/cycles.ts"
import { Explorer } from "../../src/runtime-sim/explore/explore.ts"
import { replayChooser } from "../../src/runtime-sim/schedule.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import { judgedRun, stepsToBreak } from "../runs/judged.ts"
import { type NamedWorld, teethWorlds } from "./worlds.ts"

export interface FoundBySearch {
  /** Where the shortest run is. */
  readonly world: string
  /** Tried until the first run was found, in all worlds up to then. */
  readonly moves: number
  /** Of the shortest run. */
  readonly steps: number
  /** Until its trace shows it as well: the state can be wrong before. */
  readonly shownAfter: number
}

const movesMax = 20_000
const movesInWorldMax = 4_000

const explorerOf = (fault: Fault, { settings, ...rest }: Workload): Explorer =>
  new Explorer({
    machine: fault.machine(settings),
    workload: { settings, ...rest },
    exchanges: true,
    ample: false,
    watch: watching({ settings }, fault.rule),
    only: fault.rule
  })

interface Looked {
  readonly moves: number
  readonly found?: Pick<FoundBySearch, "steps" | "shownAfter">
}

/** The shortest run that a judge of traces rejects as well, if it has fewer steps than `stepsMax`. */
const lookIn = (fault: Fault, { workload }: NamedWorld, stepsMax: number): Looked => {
  const explorer = explorerOf(fault, workload)
  while (!explorer.done && explorer.transitions < movesInWorldMax && explorer.depth + 1 < stepsMax)
    explorer.advance(1)
  const moves = explorer.transitions
  const labels = explorer.counterexample?.labels
  if (labels === undefined || labels.length >= stepsMax) return { moves }
  const judged = judgedRun(fault.machine(workload.settings), workload, replayChooser(labels), {
    rule: fault.rule,
    untilBroken: true
  })
  const shownAfter = stepsToBreak(judged, fault.rule)
  return shownAfter === undefined
    ? { moves }
    : { moves, found: { steps: labels.length, shownAfter } }
}

/** `only`: in the worlds of this name. */
export const explored = (fault: Fault, only?: string): FoundBySearch | undefined => {
  let tried = 0
  let best: FoundBySearch | undefined
  for (const world of teethWorlds) {
    if (only !== undefined && world.name !== only) continue
    if (best === undefined && tried > movesMax) return undefined
    const { found, moves } = lookIn(fault, world, best?.steps ?? Infinity)
    tried += moves
    if (found !== undefined) best = { world: world.name, moves: best?.moves ?? tried, ...found }
  }
  return best
}

/** Whether somebody can wait for ever although every source is treated fairly. */
export const isEndless = (fault: Fault): boolean => {
  const [{ workload }] = teethWorlds as [NamedWorld, ...ReadonlyArray<NamedWorld>]
  const machine = fault.machine(workload.settings)
  const explorer = new Explorer({ machine, workload, exchanges: false, ample: false })
  while (!explorer.done && explorer.transitions < movesInWorldMax) explorer.advance(100)
  return fairCycle(explorer.graph, 0) !== undefined
}
