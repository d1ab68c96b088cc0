/** A simulated run with its verdict: what the properties, the faulty machines and the kept replays all do. */
import type { Violation } from "../../src/requirements/monitor.ts"

export { judgedRun, stepsToBreak, type JudgedRun } from "../../src/cli/judged.ts"

/** The violations as a text that says what was broken and where. */
export const complaints = (violations: ReadonlyArray<Violation>): string =>
  violations.map(({ rule, sequence, detail }) => `entry ${sequence}: ${rule}: ${detail}`).join("\n")
