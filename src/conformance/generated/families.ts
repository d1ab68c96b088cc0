/** The families of generated requests, each as a bounded, reproducible sample. */
import fc from "fast-check"
import type { Facts } from "../case.ts"
import { chunks, framings } from "./bodies.ts"
import { preconditions, ranges } from "./conditions.ts"
import { mutations } from "./mutations.ts"
import type { Stream } from "./parts.ts"
import { mayWait } from "./readings.ts"
import { fieldLines, hosts, requestLines } from "./syntax.ts"
import { targets, validRequests } from "./valid.ts"
import type { Known } from "./world.ts"

export const families = {
  validRequests,
  targets,
  requestLines,
  hosts,
  fieldLines,
  framings,
  chunks,
  ranges,
  preconditions,
  mutations
} as const satisfies Record<string, (known: Known) => Stream>
export type FamilyName = keyof typeof families

/**
 * Policies that no clause decides are not asked for, nor what some right server would wait for: silence costs
 * patience, and tells nothing.
 */
export const family = (name: FamilyName, known: Known): Stream =>
  families[name](known).filter((stream) => !/%2f|%5c|%00/i.test(stream) && !mayWait(stream, known))

/** The same requests for the same seed, whatever the machine and the server; each only once. */
export const sample = (
  name: FamilyName,
  { host, entityTag, profile }: Facts
): ReadonlyArray<string> => {
  const { seed, generatedRuns } = profile
  const streams = fc.sample(family(name, { host, entityTag }), { seed, numRuns: generatedRuns })
  return [...new Set(streams)]
}
