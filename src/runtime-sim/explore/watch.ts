/** Judging a run by what looks back: monitors see its trace from the start. */
import type { Entry } from "../../runtime/trace.ts"
import type { Broken } from "./check.ts"
import type { Situation } from "./pieces.ts"
import { stretchesOf, type Trail } from "./trail.ts"

/** Sees the entries of one run. The requirements' judge is one. */
export interface Watcher {
  readonly see: (entry: Entry) => void
  /** What is broken so far, the first thing first. */
  readonly broken: () => ReadonlyArray<Broken>
  /** The same when the run is over. */
  readonly end: () => ReadonlyArray<Broken>
}

const shown = (watcher: Watcher, trail: Trail): number => {
  let sequence = 0
  for (const { deeds, atMillis } of stretchesOf(trail))
    for (const { actor, what } of deeds)
      watcher.see({ sequence: sequence++, atMillis, actor, what })
  return sequence
}

/** What the run up to here breaks. */
export const watched = (
  watch: (() => Watcher) | undefined,
  trail: Trail
): ReadonlyArray<Broken> => {
  if (watch === undefined) return []
  const watcher = watch()
  shown(watcher, trail)
  return watcher.broken()
}

/** What the run breaks when it ends here, with no more faults to come. */
export const watchedEnd = (
  watch: (() => Watcher) | undefined,
  trail: Trail,
  { world }: Situation
): ReadonlyArray<Broken> => {
  if (watch === undefined) return []
  const watcher = watch()
  let sequence = shown(watcher, trail)
  const atMillis = world.millis
  const say = (what: Entry["what"]): void =>
    watcher.see({ sequence: sequence++, atMillis, actor: "world", what })
  if (!world.faultsStopped) say({ _tag: "FaultsStopped" })
  say({ _tag: "Ended", reason: world.stopped ? "drained" : "quiescent" })
  return watcher.end()
}
