/**
 * The last pass: every schedule of the shrunk workload, breadth first, as far as the shrunk run is long. It finds
 * what no leaving out can come to, or shows that there is nothing shorter. Time passes in it as in every
 * exploration: only where nothing but a fault can happen.
 */
import type { RuleId } from "../../state-machine/rules.ts"
import type { ServerState } from "../../state-machine/server.ts"
import { Explorer } from "../explore/explore.ts"
import type { Watcher } from "../explore/watch.ts"
import type { SimulatedMachine } from "../simulate.ts"
import { faultNames, type Workload } from "../workload.ts"
import { type Oracle, shrink, type Shrunk } from "./shrink.ts"

export interface Searched {
  readonly machineOf: (settings: Workload["settings"]) => SimulatedMachine<ServerState>
  readonly rule: RuleId
  /** Judges by the same rule as the oracle. */
  readonly watch: (settings: Workload["settings"]) => () => Watcher
  readonly oracle: Oracle
  /** Moves to try in each search; with more the run is left as it is. */
  readonly transitionsMax: number
}

/** The same run, or a shorter one that was shrunk in turn. */
export const shortened = (start: Shrunk, searched: Searched): Shrunk => {
  let shrunk = start
  for (;;) {
    const shorter = fromVariants(shrunk, searched)
    if (shorter === undefined) break
    shrunk = shorter
  }
  const { states } = search(shrunk, searched)
  return states === undefined
    ? shrunk
    : { ...shrunk, certificate: { minimal: "shortest", bounds: boundsOf(shrunk, states) } }
}

const fromVariants = (shrunk: Shrunk, searched: Searched): Shrunk | undefined => {
  for (const variant of variantsOf(shrunk)) {
    const { labels } = search(variant, searched)
    const next = labels && shrink(searched.oracle, variant.workload, labels)
    if (next !== undefined && next.steps.length < shrunk.steps.length)
      return { ...next, executions: shrunk.executions + next.executions }
  }
  return undefined
}

const drainedStepsMax = 12

type Limited = Pick<Shrunk, "workload" | "steps"> & { readonly faultsMax?: number }

/**
 * Labels name helpers by their numbers, so a death early in a run can't go for all that follows: without one kind
 * of fault. And other faults in the place of these: no more of them, but of any kind. And with a drain, which ends
 * what would go on for long.
 */
const variantsOf = ({ workload, steps }: Shrunk): ReadonlyArray<Limited> => {
  const struck = faultNames.filter((name) => workload.faults[name] > 0)
  const without = struck.map((name) => ({
    workload: { ...workload, faults: { ...workload.faults, [name]: 0 } },
    steps
  }))
  const own: Limited = { workload, steps }
  const drained: Limited = { workload: { ...workload, drain: "any-time" }, steps }
  // A longer run has a way to go before the drain could matter.
  const alike =
    workload.drain === "any-time" || steps.length > drainedStepsMax ? [own] : [own, drained]
  if (struck.length === 0) return alike
  const faultsMax = countOf(workload)
  const counts = Object.fromEntries(faultNames.map((name) => [name, faultsMax]))
  const any = { workload: { ...workload, faults: counts as Workload["faults"] }, steps, faultsMax }
  return [...without, ...alike, any]
}

const countOf = ({ faults }: Workload): number =>
  faultNames.reduce((sum, name) => sum + faults[name], 0)

interface Outcome {
  /** Of a shorter run. */
  readonly labels?: ReadonlyArray<string>
  /** Looked at, when there is no shorter run. */
  readonly states?: number
}

const search = ({ workload, steps, faultsMax }: Limited, searched: Searched): Outcome => {
  const { machineOf, rule, watch, oracle, transitionsMax } = searched
  const { settings } = workload
  const explorer = new Explorer({
    machine: machineOf(settings),
    workload,
    exchanges: false,
    ample: false,
    watch: watch(settings),
    only: rule,
    faultsMax
  })
  // What is `depth` moves away is being expanded: all that is shorter was looked at.
  while (!explorer.done && explorer.depth + 1 < steps.length) {
    if (explorer.transitions > transitionsMax) return {}
    explorer.advance(1)
  }
  const { counterexample, states } = explorer
  if (counterexample === undefined) return { states }
  const { labels } = counterexample
  const found = oracle(workload, labels)
  // A state can be wrong before a trace shows it.
  return found !== undefined && found.steps < steps.length ? { labels } : {}
}

const boundsOf = ({ workload }: Shrunk, states: number) => ({
  clients: workload.clients.length,
  helpersMax: workload.settings.limits.helpersMax,
  faults: countOf(workload),
  states
})
