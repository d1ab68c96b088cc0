/**
 * One trial with a held disk: more and more requests for cold files, each held at the gate, and at each step the
 * question who is still answered. Nothing is delayed and no threshold is set: a probe is answered before the
 * release, or it is not.
 */
import { setTimeout as sleep } from "node:timers/promises"
import type { HeldDisk, HeldOperation } from "../held-disk/held-disk.ts"
import type { Asking, KeptConnection } from "./asking.ts"
import { settledWithin } from "./question.ts"
import type { Control, Point, ProbeKind, Size } from "./result.ts"
import { Round } from "./round.ts"
import type { Stand } from "./stand.ts"
import { type Waiters, waitersOf } from "./waiting.ts"
import { ColdRequests } from "./cold-requests.ts"
import { controlsOf, type Revival } from "./held-controls.ts"
import { coldPath, coldPattern } from "./trial-files.ts"

export interface HeldStand extends Stand {
  readonly disk: HeldDisk
  /** Never the same file in two trials: the subject may remember it. */
  readonly nextCold: () => number
}

export interface HeldTrial {
  readonly operation: HeldOperation
  readonly steps: ReadonlyArray<number>
  /** Probes on idle connections, where these cost the subject nothing. */
  readonly asksKept: boolean
  readonly onPoint: (held: number, isStopped: boolean) => void
}

export interface HeldFindings {
  readonly stopsAt: number | null
  readonly stoppedAsked: number | undefined
  readonly heldMost: number
  readonly points: ReadonlyArray<Point>
  readonly waiters: Waiters
  readonly controls: ReadonlyArray<Control>
}

interface Step {
  readonly asked: number
  readonly held: number
  readonly round: Round
  /** Nobody was answered when our patience ended. */
  readonly isStopped: boolean
  readonly waiters: Waiters
  readonly size: Size
}

const keptConnections = 6
/** For one answer each, with nothing held. */
const idleMillis = 10_000
const drainMillis = 8_000

export const heldTrial = async (stand: HeldStand, trial: HeldTrial): Promise<HeldFindings> => {
  const { disk, asking } = stand
  const numbers = Array.from({ length: trial.steps.at(-1) ?? 0 }, stand.nextCold)
  const cold = new ColdRequests(asking, numbers)
  const idle = trial.asksKept ? await idleConnections(asking) : []
  const gate = `${trial.operation} of ${numbers[0]}`
  const steps: Array<Step> = []
  try {
    await disk.evict(numbers.map(coldPath))
    await disk.gate({ name: gate, operations: [trial.operation], pattern: coldPattern })
    await climb(stand, trial, cold, idle, steps)
    const waiters = mostWaiters(steps)
    const coldEarly = cold.asked.filter(({ isAnswered }) => isAnswered).length
    const releasedMillis = performance.now()
    const revived = await freeSome(stand, cold, steps)
    await disk.ungate(gate)
    const questions = [...cold.asked, ...steps.flatMap(({ round }) => round.questions)]
    await settledWithin(questions, drainMillis)
    stand.assertAlive()
    const found = summary(steps)
    const controls = controlsOf({
      ...found,
      waiters,
      cold: cold.asked,
      coldEarly,
      revived,
      questions
    })
    return { ...found, waiters, controls, points: pointsOf(steps, releasedMillis) }
  } finally {
    for (const { round } of steps) for (const question of round.questions) question.close()
    for (const question of cold.asked) question.close()
    for (const connection of idle) connection.close()
    await disk.ungate(gate)
  }
}

/** Up the steps until nobody is answered any more. */
const climb = async (
  stand: HeldStand,
  { steps, onPoint }: HeldTrial,
  cold: ColdRequests,
  idle: ReadonlyArray<KeptConnection>,
  walked: Array<Step>
): Promise<void> => {
  let silent: ReadonlyArray<ProbeKind> = []
  for (const asked of steps) {
    cold.raiseTo(asked)
    await untilHeld(stand.disk, asked, asked === steps.at(-1) ? lastWait : stepWait)
    const round = new Round(stand.asking, idle)
    await round.wait(stand.patience, silent)
    // More was asked for than is held: a busy server may not have come to it yet, nor to the probes.
    if (heldNow(stand.disk) < asked) await round.waitForAnybody(stand.patience.someMillis)
    // Verdicts rest on the last step: there a slow answer must not count as none.
    if (asked === steps.at(-1) && !round.isStopped)
      await round.waitForAll(stand.patience.nobodyMillis)
    silent = round.silent
    const held = heldNow(stand.disk)
    const { isStopped } = round
    const threads = stand.disk.held().map(({ thread }) => thread)
    const waiters = waitersOf(threads, stand)
    walked.push({ asked, held, round, isStopped, waiters, size: stand.size() })
    onPoint(held, isStopped)
    if (isStopped) return
  }
}

/** Files, not operations: a reader may ask for two pieces of one file. */
const heldNow = (disk: HeldDisk): number => new Set(disk.held().map(({ path }) => path)).size

const settleMillis = 60

interface Wait {
  readonly unchangedMillis: number
  readonly longestMillis: number
}

const stepWait: Wait = { unchangedMillis: 250, longestMillis: 800 }
/** A pool that grows takes its time, and how large it gets is what the last step tells. */
const lastWait: Wait = { unchangedMillis: 1_000, longestMillis: 4_000 }

/** Until as many are held as were asked for, or no more come: a pool of helpers is used up. */
const untilHeld = async (
  disk: HeldDisk,
  asked: number,
  { unchangedMillis, longestMillis }: Wait
): Promise<void> => {
  const untilMillis = performance.now() + longestMillis
  while (heldNow(disk) < asked && performance.now() < untilMillis)
    if (!(await disk.changed(unchangedMillis))) return
  await sleep(settleMillis)
}

/** A subject may refuse some of them, or close them behind an answer: then fewer are idle, or none. */
const idleConnections = async (asking: Asking): Promise<ReadonlyArray<KeptConnection>> => {
  const opened = await Promise.allSettled(
    Array.from({ length: keptConnections }, () => asking.kept())
  )
  const connections = opened.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))
  await settledWithin(
    connections.map((connection) => connection.ask()),
    idleMillis
  )
  return connections
}

/** Before the next is let go: the answer is due at once, if it was this one that stood in its way. */
const reviveMillis = 300

/**
 * Where all stood still: lets those go that wait in front of the probes, and then one held operation after the other
 * until an answer comes back. After how many? Undefined where nothing stood still, or where the disk can't let a
 * single one go. The first may belong to another process than the probes.
 */
const freeSome = async (
  { disk, patience }: HeldStand,
  cold: ColdRequests,
  steps: ReadonlyArray<Step>
): Promise<Revival | undefined> => {
  const last = steps.at(-1)
  if (last?.isStopped !== true || !disk.freesSingly) return undefined
  const held = [...new Set(disk.held().map(({ path }) => path))]
  await disk.free(cold.paths.filter((path) => !held.includes(path)))
  for (const [index, path] of held.entries()) {
    await disk.free([path])
    const isLast = index === held.length - 1
    await last.round.waitForAnybody(isLast ? patience.nobodyMillis : reviveMillis)
    if (!last.round.isStopped) return { freed: index + 1, held: held.length }
  }
  return { freed: undefined, held: held.length }
}

/** Of the last step with the most threads: a helper that hangs for long may be given up and replaced. */
const mostWaiters = (steps: ReadonlyArray<Step>): Waiters => {
  const threadsIn = ({ waiters }: Step): number =>
    waiters.waiting.reduce((sum, { threads }) => sum + threads, 0)
  const most = Math.max(...steps.map(threadsIn))
  return (
    steps.findLast((step) => threadsIn(step) === most)?.waiters ?? {
      waiting: [],
      processes: 0,
      foreign: []
    }
  )
}

const summary = (
  steps: ReadonlyArray<Step>
): Pick<HeldFindings, "stopsAt" | "stoppedAsked" | "heldMost"> => {
  const stopped = steps.find(({ isStopped }) => isStopped)
  return {
    stopsAt: stopped?.held ?? null,
    stoppedAsked: stopped?.asked,
    heldMost: Math.max(0, ...steps.map(({ held }) => held))
  }
}

const pointsOf = (steps: ReadonlyArray<Step>, releasedMillis: number): ReadonlyArray<Point> =>
  steps.map(({ asked, held, round, size }) => ({
    asked,
    held,
    probes: round.probes(releasedMillis),
    ...size
  }))
