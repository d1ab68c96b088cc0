/** Checks that the schedule is the only nondeterminism: the same run twice gives the same trace. */
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
  compare(linesOf(run), linesOf(run))

const linesOf = (run: Repeatable): ReadonlyArray<string> => {
  const lines: Array<string> = []
  run((entry) => void lines.push(encodeEntry(entry)))
  return lines
}

const compare = (
  expected: ReadonlyArray<string>,
  found: ReadonlyArray<string>
): Divergence | undefined => {
  const length = Math.max(expected.length, found.length)
  for (let sequence = 0; sequence < length; sequence++)
    if (expected[sequence] !== found[sequence])
      return { sequence, expected: expected[sequence], found: found[sequence] }
  return undefined
}
