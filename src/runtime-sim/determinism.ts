/** Checks that the schedule is the only nondeterminism: the same run again gives the same trace. */
import type { Entry } from "../runtime/trace.ts"
import { encodeEntry } from "../runtime/encode.ts"
import type { Run } from "./simulate.ts"

export interface Divergence {
  readonly sequence: number
  /** The entry of the first run, as a line of its trace; undefined when that trace was shorter. */
  readonly expected: string | undefined
  readonly found: string | undefined
}

/** Starts one run with a fresh chooser and shows its entries. */
export type Repeatable = (observe: (entry: Entry) => void) => Run<unknown>

/** Runs twice and names the first entry that differs. */
export const firstDivergence = (run: Repeatable): Divergence | undefined =>
  compareTraces(traceLines(run), traceLines(run))

/** The entries of a run as lines, without the header: what two processes can compare. */
export const traceLines = (run: Repeatable): ReadonlyArray<string> => {
  const lines: Array<string> = []
  run((entry) => void lines.push(encodeEntry(entry)))
  return lines
}

/** Names the first entry that differs between two traces of what should be one run. */
export const compareTraces = (
  expected: ReadonlyArray<string>,
  found: ReadonlyArray<string>
): Divergence | undefined => {
  const length = Math.max(expected.length, found.length)
  for (let sequence = 0; sequence < length; sequence++)
    if (expected[sequence] !== found[sequence])
      return { sequence, expected: expected[sequence], found: found[sequence] }
  return undefined
}

/**
 * The first seed whose digests differ. Digests are cheap to keep for many runs and to send from a process;
 * the traces of this one seed then show where.
 */
export const divergentSeed = (
  expected: ReadonlyMap<number, string>,
  found: ReadonlyMap<number, string>
): number | undefined => {
  for (const [seed, digest] of expected) if (found.get(seed) !== digest) return seed
  for (const seed of found.keys()) if (!expected.has(seed)) return seed
  return undefined
}

export const divergenceSentence = ({ sequence, expected, found }: Divergence): string =>
  `entry ${sequence}: first ${expected ?? "nothing"}, then ${found ?? "nothing"}`
