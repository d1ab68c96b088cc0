/** One instance of the subject, warmed up and measured, on which trials are made. */
import type { Address } from "../network.ts"
import { dispatchersAmong } from "../proc/dispatchers.ts"
import { crewOf, processOfThread } from "../proc/tasks.ts"
import { type RunningCommand, startCommand, subjectTimes } from "../subject/command.ts"
import type { CommandSubject } from "../subject/description.ts"
import { SubjectDied } from "../subject/errors.ts"
import { Asking } from "./asking.ts"
import { type Question, settledWithin } from "./question.ts"
import type { Size } from "./result.ts"
import type { Patience } from "./round.ts"
import { warmFiles } from "./trial-files.ts"

export interface Stand {
  readonly asking: Asking
  readonly baseline: Baseline
  readonly patience: Patience
  readonly dispatchers: ReadonlySet<number>
  readonly dispatcherProcesses: ReadonlySet<number>
  readonly processes: () => ReadonlyArray<number>
  readonly size: () => Size
  /** Rejects if the subject has ended meanwhile. */
  readonly assertAlive: () => void
  readonly stop: () => Promise<void>
}

export interface Baseline {
  readonly warmMicrosMedian: number
  readonly warmMicrosP95: number
  /** The Server field of its answers; empty if it sends none. */
  readonly server: string
  readonly size: Size
}

/** Rejects with an error of `subject/errors.ts`, or with `NotServed`. */
const startStand = async (subject: CommandSubject, root: string): Promise<Stand> => {
  const running = await startCommand(subject, root, subjectTimes)
  try {
    return await standOf(subject, running)
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** Stopped whatever happens. */
export const withStand = async <Result>(
  subject: CommandSubject,
  root: string,
  use: (stand: Stand) => Promise<Result>
): Promise<Result> => {
  const stand = await startStand(subject, root)
  try {
    return await use(stand)
  } finally {
    await stand.stop()
  }
}

/** It runs, and does not answer what everything rests on. */
export class NotServed extends Error {
  override readonly name = "NotServed"
}

const standOf = async (subject: CommandSubject, running: RunningCommand): Promise<Stand> => {
  const { address, pid } = running
  const asking = new Asking(address)
  await prime(asking)
  const micros = await warmMicros(asking)
  const dispatchers = await dispatchersOf(pid, address)
  const baseline = {
    warmMicrosMedian: quantile(micros, 0.5),
    warmMicrosP95: quantile(micros, 0.95),
    server: await asking.server(),
    size: sizeOf(pid)
  }
  return {
    asking,
    baseline,
    patience: patienceFor(baseline),
    dispatchers,
    dispatcherProcesses: new Set(
      [...dispatchers].flatMap((thread) => processOfThread(thread) ?? [])
    ),
    processes: () => crewOf(pid).processes,
    size: () => sizeOf(pid),
    assertAlive: () => {
      const death = running.death()
      if (death === undefined) return
      const message = `${subject.command[0] ?? ""} ${death} while it was fingerprinted.`
      throw new SubjectDied({ command: subject.command[0] ?? "", message })
    },
    stop: running.stop
  }
}

const sizeOf = (leader: number): Size => {
  const { processes, tasks, residentBytes } = crewOf(leader)
  return { processes: processes.length, tasks: tasks.length, residentBytes }
}

const dispatchersOf = (leader: number, address: Address): Promise<ReadonlySet<number>> =>
  dispatchersAmong(crewOf(leader).tasks, address)

const primings = 3
const primeMillis = 10_000
const primedAtOnce = 4

/** What a probe asks for has been asked for before: warm files, missing names, and the malformed request. */
const prime = async (asking: Asking): Promise<void> => {
  for (let round = 0; round < (primings * warmFiles) / primedAtOnce; round += 1) {
    const asks = Array.from({ length: primedAtOnce }, () => [asking.warm(), asking.missing()])
    const questions: ReadonlyArray<Question> = [...asks.flat(), asking.malformed()]
    await settledWithin(questions, primeMillis)
    if (questions.every(({ isAnswered }) => isAnswered)) continue
    for (const question of questions) question.close()
    throw new NotServed(
      "plain requests were not answered as they must be before anything was held: " +
        "files below {root} with 200 and their bytes, a missing name with 404, and a malformed line somehow. " +
        "Try: amped verify --case P-01 on the same command."
    )
  }
}

const baselineRequests = 30

const warmMicros = async (asking: Asking): Promise<ReadonlyArray<number>> => {
  const micros: Array<number> = []
  for (let count = 0; count < baselineRequests; count += 1) {
    const startMillis = performance.now()
    const question = asking.warm()
    await settledWithin([question], primeMillis)
    micros.push(Math.round((performance.now() - startMillis) * 1_000))
  }
  return micros.toSorted((a, b) => a - b)
}

const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Time only bounds the waiting: on a slow machine everything is slower, and nothing is judged otherwise. */
const patienceFor = ({ warmMicrosP95 }: Baseline): Patience => {
  const slowMillis = Math.min(8_000, (20 * warmMicrosP95) / 1_000)
  return { someMillis: Math.max(1_500, slowMillis / 2), nobodyMillis: Math.max(4_000, slowMillis) }
}
