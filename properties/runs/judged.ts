/** A simulated run with its verdict: what the properties, the faulty machines and the kept replays all do. */
import { startJudge } from "../../src/requirements/registry.ts"
import type { Judgement, Violation } from "../../src/requirements/monitor.ts"
import type { Entry } from "../../src/runtime/trace.ts"
import type { Chooser } from "../../src/runtime-sim/schedule.ts"
import { type Run, simulate, type SimulatedMachine } from "../../src/runtime-sim/simulate.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"

export interface JudgedRun {
  readonly judgement: Judgement
  /** Absent when the machine or the world gave up: `crash` says why. */
  readonly run: Run<unknown> | undefined
  readonly crash: unknown
  readonly entries: ReadonlyArray<Entry>
}

export const judgedRun = <State>(
  machine: SimulatedMachine<State>,
  workload: Workload,
  chooser: Chooser,
  stepsMax = 20_000
): JudgedRun => {
  const judge = startJudge({ settings: workload.settings })
  const entries: Array<Entry> = []
  let run: Run<unknown> | undefined
  let crash: unknown
  try {
    const observe = (entry: Entry): void => {
      entries.push(entry)
      judge.see(entry)
    }
    run = simulate({ machine, workload, chooser, observe, stepsMax })
  } catch (cause) {
    crash = cause
  }
  return { judgement: judge.finish(), run, crash, entries }
}

/** The violations as a text that says what was broken and where. */
export const complaints = (violations: ReadonlyArray<Violation>): string =>
  violations.map(({ rule, sequence, detail }) => `entry ${sequence}: ${rule}: ${detail}`).join("\n")
