/** A sweep is a trial and its repetitions: what they don't agree upon is told as flaky, and never averaged. */
import type { Control, Point, Sweep, SweepName } from "./result.ts"
import { stepsAgain } from "./steps.ts"
import type { Waiters } from "./waiting.ts"

export interface Findings {
  readonly stopsAt: number | null
  readonly stoppedAsked: number | undefined
  readonly heldMost: number
  readonly points: ReadonlyArray<Point>
  readonly waiters?: Waiters
  /** The first tells whether anything was exercised. */
  readonly controls: ReadonlyArray<Control>
}

export interface Repeated {
  readonly name: SweepName
  readonly steps: ReadonlyArray<number>
  readonly repetitions: number
  readonly trial: (steps: ReadonlyArray<number>) => Promise<Findings>
  /** Made once, when it is known where new requests stopped. */
  readonly lastControls?: (asked: number) => Promise<ReadonlyArray<Control>>
}

/** The first trial walks through all steps, the others only there where it stopped. */
export const repeated = async (what: Repeated, first: Findings): Promise<Sweep> => {
  const { name, steps, repetitions, trial, lastControls } = what
  const all = [first]
  if (isExercised(first)) {
    const again = stepsAgain(steps, first.stoppedAsked)
    while (all.length < repetitions) all.push(await trial(again))
  }
  const asked = first.stoppedAsked ?? steps.at(-1) ?? 0
  const last = isExercised(first) ? ((await lastControls?.(asked)) ?? []) : []
  return sweepOf(name, all, last)
}

const isExercised = ({ controls }: Findings): boolean => controls[0]?.holds === true

const sweepOf = (
  name: SweepName,
  all: ReadonlyArray<Findings>,
  last: ReadonlyArray<Control>
): Sweep => {
  const [first] = all
  const controls = [...worstControls(all), ...last]
  const found = {
    name,
    repeated: all.map(({ stopsAt }) => stopsAt),
    stopsAt: mostOf(all),
    heldMost: Math.max(...all.map(({ heldMost }) => heldMost)),
    points: first?.points ?? [],
    waiting: first?.waiters?.waiting ?? [],
    waitingProcesses: first?.waiters?.processes ?? 0,
    controls
  }
  return { ...found, ...outcomeOf(controls, found.repeated) }
}

/** How many it takes to stop all; null as soon as one trial found no end. */
const mostOf = (all: ReadonlyArray<Findings>): number | null => {
  const stops = all.flatMap(({ stopsAt }) => stopsAt ?? [])
  return stops.length < all.length ? null : Math.max(...stops)
}

/**
 * All stopped, or none did; and at the same number if it is small. A larger pool may let a member idle while clients
 * wait (event-driven Apache does, where a listener misses its wake-up), so there the largest counts.
 */
const agree = (stops: ReadonlyArray<number | null>): boolean => {
  const numbers = stops.flatMap((stopsAt) => stopsAt ?? [])
  if (numbers.length === 0) return true
  const most = Math.max(...numbers)
  return numbers.length === stops.length && most - Math.min(...numbers) <= Math.floor(most / 4)
}

/** Of each control the trial in which it failed, if it did in any. */
const worstControls = (all: ReadonlyArray<Findings>): ReadonlyArray<Control> => {
  const worst = new Map<string, Control>()
  for (const control of all.flatMap(({ controls }) => controls))
    if (worst.get(control.name)?.holds !== false) worst.set(control.name, control)
  return [...worst.values()]
}

const outcomeOf = (
  controls: ReadonlyArray<Control>,
  repetitions: ReadonlyArray<number | null>
): Pick<Sweep, "outcome" | "why"> => {
  const [exercised] = controls
  if (exercised === undefined) return { outcome: "not-exercised", why: "nothing was controlled" }
  const failed = controls.find(({ holds }) => !holds)
  if (failed !== undefined) {
    const outcome = failed === exercised ? "not-exercised" : "inconclusive"
    return { outcome, why: `${failed.name}: ${failed.found}` }
  }
  if (!agree(repetitions)) {
    const each = repetitions.map((stopsAt) => stopsAt ?? "never").join(", ")
    return { outcome: "flaky", why: `new requests stopped at ${each}` }
  }
  return { outcome: "measured", why: "" }
}
