/** How soon a faulty machine is found, by whom, and how short the run that shows it. */
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { breaksRule } from "../../src/cli/shrunk.ts"
import { strategyChoices, type StrategyChoice } from "../../src/runtime-sim/schedulers/portfolio.ts"
import { exposeWith } from "../runs/expose.ts"
import { keptReplays } from "../runs/replays.ts"
import { bestShrunk } from "../runs/shrinking.ts"
import { explored, type FoundBySearch } from "./explored.ts"

export const runsMax = 3000
/** Ranges of seeds that don't meet: 1, 10,001 … */
const offsetSeeds = 10_000
export const offsetsMax = 20
/** Found runs that are shrunk; the shortest counts. */
export const startsMax = 3

export interface Row {
  readonly id: string
  readonly kind: Fault["kind"]
  readonly rule: Fault["rule"]
  /** Medians; null where most ranges of seeds hold nothing within `runsMax`. */
  readonly runs: Readonly<Record<StrategyChoice, number | null>>
  /** null: in none of the small worlds. */
  readonly explored: FoundBySearch | null
  /** Steps of the shrunk run, and how long shrinking took. */
  readonly shrunk: number | null
  readonly shrunkMillis: number
  /** Steps of the shortest run that anybody knows. */
  readonly shortest: number | null
}

/** Infinity where nothing was found. */
const runsFrom = (fault: Fault, choice: StrategyChoice, offset: number): number =>
  exposeWith(fault, choice, offset * offsetSeeds + 1, runsMax)?.runs ?? Infinity

/** Of an even number, the larger one in the middle. */
const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Infinity

export const medianRuns = (
  fault: Fault,
  choice: StrategyChoice,
  offsets: number
): number | null => {
  const found = median(
    Array.from({ length: offsets }, (_, offset) => runsFrom(fault, choice, offset))
  )
  return found === Infinity ? null : found
}

export const shrunkOf = (fault: Fault) => {
  const shrunk = bestShrunk(fault, startsMax)
  return { shrunk: shrunk?.steps.length ?? null, shrunkMillis: Math.round(shrunk?.millis ?? 0) }
}

/** Steps of the run that is kept. */
const keptSteps = (fault: Fault): number => {
  const kept = keptReplays().find(({ replay }) => replay.fault === fault.id)?.replay
  const failure = kept && breaksRule(fault.machine, fault.rule)(kept.workload, kept.labels)
  return failure?.steps ?? Infinity
}

export const measured = (fault: Fault): Row => {
  const { id, kind, rule } = fault
  const runs = Object.fromEntries(
    strategyChoices.map((choice) => [choice, medianRuns(fault, choice, offsetsMax)])
  ) as Row["runs"]
  const search = explored(fault) ?? null
  const { shrunk, shrunkMillis } = shrunkOf(fault)
  const shortest = Math.min(shrunk ?? Infinity, search?.shownAfter ?? Infinity, keptSteps(fault))
  return {
    id,
    kind,
    rule,
    runs,
    explored: search,
    shrunk,
    shrunkMillis,
    shortest: shortest === Infinity ? null : shortest
  }
}

export const medianMax = 500
export const ratioMax = 1.5

/** What a row has that it must not have. */
export const wrongWith = ({ id, runs, explored: search, shrunk, shortest }: Row) => {
  const wrong: Array<string> = []
  const found = Object.values(runs).some((count) => count !== null) || search !== null
  if (!found) wrong.push(`${id}: nothing finds it`)
  if (runs.portfolio === null || runs.portfolio > medianMax)
    wrong.push(`${id}: the portfolio needs ${runs.portfolio ?? "too many"} runs`)
  if (shrunk === null || shortest === null || shrunk > ratioMax * shortest)
    wrong.push(`${id}: shrunk to ${shrunk} steps, and ${shortest} are enough`)
  return wrong
}

/** Rows and faulty machines that don't belong together. */
export const strangers = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const told = (each: Pick<Fault, "id" | "kind" | "rule">) =>
    `${each.id} (${each.kind}): ${each.rule}`
  const published = rows.map(told)
  const real = faults.map(told)
  return [
    ...real.filter((each) => !published.includes(each)).map((each) => `${each} is missing`),
    ...published.filter((each) => !real.includes(each)).map((each) => `${each} is no more`)
  ]
}
