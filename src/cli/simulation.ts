/** The simulated arm: many seeds, each a workload, faults and a schedule, judged along the way. */
import * as Effect from "effect/Effect"
import { startJudge } from "../requirements/registry.ts"
import type { Entry } from "../runtime/trace.ts"
import { firstDivergence } from "../runtime-sim/determinism.ts"
import { generate } from "../runtime-sim/generate.ts"
import { randomChooser } from "../runtime-sim/schedule.ts"
import { type Run, simulate } from "../runtime-sim/simulate.ts"
import type { Workload } from "../runtime-sim/workload.ts"
import type { TransitionId } from "../state-machine/rules.ts"
import { reference } from "../state-machine/server.ts"
import { type Arm, number, seconds, Showing } from "./arm.ts"
import { progress, progressDone } from "./terminal.ts"

export interface SimulationOptions {
  readonly seed: number
  readonly runs: number
  /** Run each seed a second time and compare the traces. */
  readonly twice: boolean
}

/** One seed, from workload to verdict. The same seed gives the same trace, on any machine and in any order. */
export const runSeed = (
  seed: number,
  observe: (entry: Entry) => void,
  workload: Workload = generate(seed),
  fingerprinted = false
): Run<unknown> =>
  simulate({
    fingerprinted,
    machine: reference(workload.settings),
    workload,
    chooser: randomChooser(seed),
    observe
  })

interface Tallied {
  events: number
  entries: number
  quiescent: number
  drained: number
  virtualMillis: number
  /** Real time of the judged runs; second runs, to compare, are not in it. */
  judgedMillis: number
}

export const simulateSeeds = Effect.fnUntraced(function* (options: SimulationOptions) {
  const showing = new Showing()
  const taken = new Map<TransitionId, number>()
  const violations: Array<string> = []
  const tallied: Tallied = {
    events: 0,
    entries: 0,
    quiescent: 0,
    drained: 0,
    virtualMillis: 0,
    judgedMillis: 0
  }
  const started = performance.now()
  for (let index = 0; index < options.runs; index += 1) {
    const seed = options.seed + index
    const judgedFrom = performance.now()
    violations.push(...judgeSeed(seed, showing, taken, tallied))
    tallied.judgedMillis += performance.now() - judgedFrom
    if (options.twice || index % sampledEvery === 0) violations.push(...divergenceOf(seed, showing))
    if (index % 50 === 49) {
      progress(
        `simulation: seed ${index + 1} of ${options.runs}, ${number(tallied.entries)} events`
      )
      // Lets a signal through; nothing else of the run depends on it.
      yield* Effect.promise(() => new Promise((resume) => setImmediate(resume)))
    }
  }
  progressDone()
  for (const [rule, count] of taken) showing.add(rule, count, 0)
  return armOf(options, showing, violations, tallied, performance.now() - started)
})

const judgeSeed = (
  seed: number,
  showing: Showing,
  taken: Map<TransitionId, number>,
  tallied: Tallied
): ReadonlyArray<string> => {
  const workload = generate(seed)
  const judge = startJudge({ settings: workload.settings })
  const observe = (entry: Entry): void => {
    judge.see(entry)
    if (entry.what._tag !== "Step") return
    for (const rule of entry.what.rules) taken.set(rule, (taken.get(rule) ?? 0) + 1)
  }
  try {
    const run = runSeed(seed, observe, workload)
    tallied.events += run.events
    tallied.entries += run.entries
    tallied.virtualMillis += run.virtualMillis
    if (run.reason === "quiescent") tallied.quiescent += 1
    if (run.reason === "drained") tallied.drained += 1
  } catch (cause) {
    showing.add("dispatcher/total", 1, 1)
    return [`seed ${seed}: dispatcher/total: ${String(cause)}`]
  }
  const judgement = judge.finish()
  showing.addJudgement(judgement)
  showing.add("dispatcher/total", 1, 0)
  return judgement.violations.map(
    ({ rule, sequence, detail }) => `seed ${seed}, entry ${sequence}: ${rule}: ${detail}`
  )
}

/** Without `twice`, one seed in so many is run a second time. */
const sampledEvery = 100

const divergenceOf = (seed: number, showing: Showing): ReadonlyArray<string> => {
  const divergence = firstDivergence((observe) => runSeed(seed, observe))
  showing.add("trace/deterministic", 1, divergence === undefined ? 0 : 1)
  if (divergence === undefined) return []
  const { sequence, expected, found } = divergence
  return [`seed ${seed}, entry ${sequence}: trace/deterministic: first ${expected}, then ${found}`]
}

const armOf = (
  options: SimulationOptions,
  showing: Showing,
  violations: ReadonlyArray<string>,
  tallied: Tallied,
  millis: number
): Arm => {
  const last = options.seed + options.runs - 1
  const perSecond = Math.round((tallied.entries / tallied.judgedMillis) * 1000)
  const ratio = Math.round(tallied.virtualMillis / tallied.judgedMillis)
  return {
    name: "simulation",
    rules: showing.rules,
    figures: [
      `seeds ${number(options.seed)} to ${number(last)}, ${number(tallied.entries)} events, ` +
        `${number(tallied.events)} of them handled by the dispatcher; ${seconds(millis)}`,
      `${number(perSecond)} events/s judged, ${number(ratio)} times real time; ` +
        `${number(tallied.quiescent)} runs ended quiescent, ${number(tallied.drained)} drained`
    ],
    violations,
    millis
  }
}
