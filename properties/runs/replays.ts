/**
 * Kept counterexamples: each is a file that holds a whole run, workload and schedule, and is replayed for
 * ever. A schedule is a list of labels, so a kept run survives changes of the code around it.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { defaultLimits } from "../../src/state-machine/limits.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import type { Certificate } from "../../src/runtime-sim/shrink/certificate.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"

export interface Replay {
  /** The faulty machine that this run exposes; null for a mistake of our own that was mended. */
  readonly fault: string | null
  /** The rule that was broken. */
  readonly rule: RuleId
  readonly sentence: string
  /** How small it is known to be, if it was shrunk. */
  readonly certificate?: Certificate
  readonly workload: Workload
  readonly labels: ReadonlyArray<string>
}

const folder = new URL("../replays/", import.meta.url)

export const keptReplays = (): ReadonlyArray<{ readonly name: string; readonly replay: Replay }> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => ({
      name,
      replay: withNewLimits(JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Replay)
    }))

/** A limit that is younger than the file has its default. */
const withNewLimits = (replay: Replay): Replay => {
  const { settings } = replay.workload
  const limits = { ...defaultLimits, ...settings.limits }
  return { ...replay, workload: { ...replay.workload, settings: { ...settings, limits } } }
}

/** Writes a run down; returns the name of its file. */
export const keepReplay = (name: string, replay: Replay): string => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(replay, undefined, 2)}\n`)
  return `properties/replays/${name}.json`
}
