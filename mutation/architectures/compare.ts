/** What a fingerprint found against what is known of the server from inside. */
import type { Fingerprint, Sweep } from "../../src/conformance/fingerprint/result.ts"
import { aliveIn } from "../../src/conformance/fingerprint/seen.ts"
import type { Expected } from "../faulty/servers/expected.ts"

/** A sentence for each difference; none if it is right. */
export const differencesOf = (
  expected: Expected,
  { sweeps, architecture, verdicts }: Fingerprint
): ReadonlyArray<string> => {
  const { requests, lookup, read } = sweeps
  const broken = verdicts.filter(({ verdict }) => verdict === "broken").map(({ rule }) => rule)
  const pairs: ReadonlyArray<readonly [what: string, known: unknown, found: unknown]> = [
    ["architecture", expected.architecture, architecture.name],
    ["stops at incomplete requests", expected.net, stopOf(requests)],
    ["stops at held reads", expected.read, stopOf(read)],
    ["stops at held lookups", expected.lookup, stopOf(lookup)],
    ["most held reads", expected.heldRead, read.heldMost],
    ["malformed at the last read", expected.malformedAtRead, malformedAt(read)],
    ["malformed at the last lookup", expected.malformedAtLookup, malformedAt(lookup)],
    ["first rule broken", expected.rejectedFor ?? "none", broken[0] ?? "none"]
  ]
  return pairs
    .filter(([, known, found]) => known !== found)
    .map(([what, known, found]) => `${what}: ${String(known)} is right, found ${String(found)}`)
}

const stopOf = ({ outcome, stopsAt, why }: Sweep): number | null | string =>
  outcome === "measured" ? stopsAt : `${outcome} (${why})`

const malformedAt = ({ points }: Sweep): string => {
  const malformed = points.at(-1)?.probes.malformed
  return malformed === undefined ? "not asked" : aliveIn(malformed)
}
