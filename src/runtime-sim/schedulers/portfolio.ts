/**
 * Strategies by name. None finds everything: what one comes upon at once another misses for ever, so a run
 * over many seeds takes them in turn and says which found what (docs/decisions/0012).
 */
import { generate } from "../generate.ts"
import { randomChooser, type Chooser } from "../schedule.ts"
import type { Workload } from "../workload.ts"
import { pctChooser } from "./pct.ts"
import { estimatedSteps } from "./remaining.ts"
import { swarmFaults } from "./swarm.ts"
import { walkChooser } from "./walk.ts"

export const strategyNames = ["random", "pct1", "pct2", "pct3", "walk", "swarm"] as const
export type StrategyName = (typeof strategyNames)[number]

interface Strategy {
  readonly workloadOf: (seed: number) => Workload
  readonly chooserOf: (seed: number, workload: Workload) => Chooser
}

const pct = (depth: number): Strategy => ({
  workloadOf: generate,
  chooserOf: (seed, workload) => pctChooser(seed, { depth, horizonSteps: estimatedSteps(workload) })
})

const strategies: Readonly<Record<StrategyName, Strategy>> = {
  random: { workloadOf: generate, chooserOf: (seed) => randomChooser(seed) },
  pct1: pct(1),
  pct2: pct(2),
  pct3: pct(3),
  walk: { workloadOf: generate, chooserOf: (seed) => walkChooser(seed) },
  swarm: {
    workloadOf: (seed) => ({ ...generate(seed), faults: swarmFaults(seed) }),
    chooserOf: (seed) => randomChooser(seed)
  }
}

/** One strategy for all seeds, or `portfolio`: all of them in turn. */
export type StrategyChoice = StrategyName | "portfolio"
export const strategyChoices: ReadonlyArray<StrategyChoice> = [...strategyNames, "portfolio"]

/** Which strategy a seed has: with the portfolio, round robin. */
export const strategyOf = (choice: StrategyChoice, seed: number): StrategyName => {
  if (choice !== "portfolio") return choice
  const count = strategyNames.length
  return strategyNames[((seed % count) + count) % count] ?? "random"
}

/** The clients, files and faults of a seed under a strategy. */
export const workloadOf = (strategy: StrategyName, seed: number): Workload =>
  strategies[strategy].workloadOf(seed)

/** A fresh chooser for one run of a workload, which need not be the seed's own. */
export const chooserOf = (strategy: StrategyName, seed: number, workload: Workload): Chooser =>
  strategies[strategy].chooserOf(seed, workload)
