/** What a fingerprint says of two rules of the specification (spec/classes.md). */
import type { StallVerdict, Sweep } from "./result.ts"
import { type Alive, aliveIn, type Sweeps } from "./seen.ts"

/** Each for itself: a server may keep the first and break the second. */
export const verdictsOf = (sweeps: Sweeps): ReadonlyArray<StallVerdict> => {
  const disk = [sweeps.lookup, sweeps.read]
  return [neverBlocks(disk), hotFilesIsolated(disk)]
}

/** Not to be decided by what was not measured. */
const unmeasured = (
  rule: StallVerdict["rule"],
  disk: ReadonlyArray<Sweep>
): StallVerdict | undefined => {
  const missing = disk.find(({ outcome }) => outcome !== "measured")
  if (missing === undefined) return undefined
  const verdict = missing.outcome === "not-exercised" ? "not-exercised" : "inconclusive"
  return { rule, verdict, outcome: `${missing.name}: ${missing.why}` }
}

const neverBlocks = (disk: ReadonlyArray<Sweep>): StallVerdict => {
  const rule = "dispatcher/never-blocks"
  const broken = disk.filter(isMeasured).filter((sweep) => malformedIn(sweep) !== "alive")
  if (broken.length > 0) return { rule, verdict: "broken", outcome: broken.map(stops).join("; ") }
  return (
    unmeasured(rule, disk) ?? {
      rule,
      verdict: "kept",
      outcome: `what needs no disk was answered with ${mostHeld(disk)} held`
    }
  )
}

const hotFilesIsolated = (disk: ReadonlyArray<Sweep>): StallVerdict => {
  const rule = "caches/warm-needs-no-helper"
  const broken = disk.filter(isMeasured).filter(({ stopsAt }) => stopsAt !== null)
  if (broken.length > 0)
    return {
      rule,
      verdict: "broken",
      outcome: broken
        .map((sweep) =>
          malformedIn(sweep) === "alive"
            ? `saturates at ${sweep.stopsAt} ${held(sweep)}`
            : stops(sweep)
        )
        .join("; ")
    }
  return (
    unmeasured(rule, disk) ?? {
      rule,
      verdict: "kept",
      outcome: `recently served files were answered with ${mostHeld(disk)} held`
    }
  )
}

const isMeasured = ({ outcome }: Sweep): boolean => outcome === "measured"

const malformedIn = ({ points }: Sweep): Alive => {
  const malformed = points.at(-1)?.probes.malformed
  return malformed === undefined ? "dead" : aliveIn(malformed)
}

const held = ({ name, stopsAt, heldMost }: Sweep): string =>
  `held ${name}${(stopsAt ?? heldMost) === 1 ? "" : "s"}`

const stops = (sweep: Sweep): string => {
  const call = sweep.waiting[0]?.call ?? ""
  const count = sweep.stopsAt ?? sweep.heldMost
  const how = sweep.stopsAt === null ? "stops in part at" : "stops at"
  return `${how} ${count} ${held(sweep)}${call === "" ? "" : `, in ${call}`}`
}

const mostHeld = (disk: ReadonlyArray<Sweep>): string =>
  disk.map(({ name, heldMost }) => `${heldMost} ${name}s`).join(" and ")
