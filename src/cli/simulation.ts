/** The simulated arm: many seeds, each a workload, faults and a schedule, judged along the way. */
import * as Effect from "effect/Effect"
import { startJudge } from "../requirements/registry.ts"
import type { Entry } from "../runtime/trace.ts"
import { divergenceSentence, firstDivergence } from "../runtime-sim/determinism.ts"
import { strategyOf, type StrategyChoice } from "../runtime-sim/schedulers/portfolio.ts"
import { Outdated } from "../runtime-sim/schedulers/picks.ts"
import type { Token } from "../runtime-sim/schedulers/token.ts"
import { type Run, simulate } from "../runtime-sim/simulate.ts"
import type { TransitionId } from "../state-machine/rules.ts"
import { reference } from "../state-machine/server.ts"
import { type Arm, number, seconds, Showing } from "./arm.ts"
import { crashRule } from "./judged.ts"
import { type MachineOf, runOfToken } from "./shrunk.ts"
import { commandOf, type Found, foundLine, Tries, type Tried } from "./strategies.ts"
import { progress, progressDone } from "./terminal.ts"

export interface SimulationOptions {
  readonly seed: number
  readonly runs: number
  /** Run each seed a second time and compare the traces. */
  readonly twice: boolean
  /** Seeded random unless said otherwise. */
  readonly strategy?: StrategyChoice
  /** Lists the choices of the first run, instead of the strategy's. */
  readonly picks?: Token["picks"]
  /** The reference unless said otherwise. */
  readonly machineOf?: MachineOf
}

/** The arm with what each strategy did. */
export interface SimulationArm extends Arm {
  readonly strategies: ReadonlyArray<Tried>
  readonly found: ReadonlyArray<Found>
}

/** One token, from workload to trace. The same token gives the same trace, on any machine and in any order. */
export const runToken = (
  token: Token,
  observe: (entry: Entry) => void,
  { machineOf = reference, fingerprinted = false }: RunOptions = {}
): Run<unknown> => {
  const { workload, chooser } = runOfToken(token)
  const machine = machineOf(workload.settings)
  return simulate({ fingerprinted, machine, workload, chooser, observe })
}

interface RunOptions {
  readonly machineOf?: MachineOf
  readonly fingerprinted?: boolean
}

interface Tallied {
  readonly showing: Showing
  readonly taken: Map<TransitionId, number>
  readonly tries: Tries
  readonly found: Array<Found>
  /** Runs that differ from themselves. */
  readonly diverged: Array<string>
  entries: number
  events: number
  quiescent: number
  drained: number
  virtualMillis: number
  /** Real time of the judged runs; second runs, to compare, are not in it. */
  judgedMillis: number
}

const freshTally = (): Tallied => ({
  showing: new Showing(),
  taken: new Map(),
  tries: new Tries(),
  found: [],
  diverged: [],
  entries: 0,
  events: 0,
  quiescent: 0,
  drained: 0,
  virtualMillis: 0,
  judgedMillis: 0
})

export const simulateSeeds = Effect.fnUntraced(function* (options: SimulationOptions) {
  const { machineOf = reference, strategy = "random", runs, twice, picks } = options
  const tallied = freshTally()
  const started = performance.now()
  for (let index = 0; index < runs; index += 1) {
    const seed = options.seed + index
    const own = { strategy: strategyOf(strategy, seed), seed }
    const token = index === 0 && picks !== undefined ? { ...own, picks } : own
    const judgedFrom = performance.now()
    judgeRun(token, machineOf, tallied)
    tallied.judgedMillis += performance.now() - judgedFrom
    if (twice || index % sampledEvery === 0) compareRuns(token, machineOf, tallied)
    if (index % 50 === 49) {
      progress(`simulation: seed ${index + 1} of ${runs}, ${number(tallied.entries)} events`)
      // Lets a signal through; nothing else of the run depends on it.
      yield* Effect.promise(() => new Promise((resume) => setImmediate(resume)))
    }
  }
  progressDone()
  for (const [rule, count] of tallied.taken) tallied.showing.add(rule, count, 0)
  return armOf(options, tallied, performance.now() - started)
})

const judgeRun = (token: Token, machineOf: MachineOf, tallied: Tallied): void => {
  const { workload, chooser } = runOfToken(token)
  const judge = startJudge({ settings: workload.settings })
  const { showing, taken, tries } = tallied
  let entries = 0
  const observe = (entry: Entry): void => {
    entries += 1
    judge.see(entry)
    if (entry.what._tag !== "Step") return
    for (const rule of entry.what.rules) taken.set(rule, (taken.get(rule) ?? 0) + 1)
  }
  const broken: Array<Found> = []
  try {
    const machine = machineOf(workload.settings)
    const run = simulate({ machine, workload, chooser, observe })
    tallied.events += run.events
    tallied.virtualMillis += run.virtualMillis
    if (run.reason === "quiescent") tallied.quiescent += 1
    if (run.reason === "drained") tallied.drained += 1
    showing.add(crashRule, 1, 0)
  } catch (cause) {
    // The schedule of another version says nothing about the machine.
    if (cause instanceof Outdated) throw cause
    showing.add(crashRule, 1, 1)
    broken.push({ token, rule: crashRule, sequence: entries - 1, detail: String(cause) })
  }
  const judgement = judge.finish()
  // What a run owed that crashed, it may only have had no time for.
  if (broken.length === 0) {
    showing.addJudgement(judgement)
    for (const { rule, sequence, detail } of judgement.violations)
      broken.push({ token, rule, sequence, detail })
  }
  tallied.entries += entries
  tries.count(token.strategy, entries)
  for (const each of broken) tries.add(each)
  tallied.found.push(...broken)
}

/** Without `twice`, one seed in so many is run a second time. */
const sampledEvery = 100

const compareRuns = (token: Token, machineOf: MachineOf, tallied: Tallied): void => {
  const rerun = (observe: (entry: Entry) => void) => runToken(token, observe, { machineOf })
  const crashed = tallied.found.some((each) => each.token === token && each.rule === crashRule)
  if (crashed) return
  const divergence = firstDivergence(rerun)
  tallied.showing.add("trace/deterministic", 1, divergence === undefined ? 0 : 1)
  if (divergence === undefined) return
  const sentence = divergenceSentence(divergence)
  tallied.diverged.push(
    `${token.strategy}, seed ${token.seed}: trace/deterministic: ${sentence}; ${commandOf(token)}`
  )
}

const armOf = (options: SimulationOptions, tallied: Tallied, millis: number): SimulationArm => {
  const last = options.seed + options.runs - 1
  const perSecond = Math.round((tallied.entries / tallied.judgedMillis) * 1000)
  const ratio = Math.round(tallied.virtualMillis / tallied.judgedMillis)
  return {
    name: "simulation",
    rules: tallied.showing.rules,
    vacuous: tallied.showing.vacuous,
    figures: [
      `seeds ${number(options.seed)} to ${number(last)}, ${number(tallied.entries)} events, ` +
        `${number(tallied.events)} of them handled by the dispatcher; ${seconds(millis)}`,
      `${number(perSecond)} events/s judged, ${number(ratio)} times real time; ` +
        `${number(tallied.quiescent)} runs ended quiescent, ${number(tallied.drained)} drained`
    ],
    violations: [...tallied.found.map(foundLine), ...tallied.diverged],
    millis,
    strategies: tallied.tries.rows,
    found: tallied.found
  }
}
