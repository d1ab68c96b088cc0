/** One instance of the subject, warmed up and measured, on which trials are made. */
import { setTimeout as sleep } from "node:timers/promises"
import { dispatchersAmong } from "../proc/dispatchers.ts"
import { crewOf, processOfThread } from "../proc/tasks.ts"
import { type RunningCommand, startCommand, subjectTimes } from "../subject/command.ts"
import type { CommandSubject } from "../subject/description.ts"
import { SubjectDied } from "../subject/errors.ts"
import { Asking } from "./asking.ts"
import { NotServed } from "./not-served.ts"
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
  /** Throws `SubjectDied` if the subject has ended meanwhile. */
  readonly assertAlive: () => void
}

export interface Baseline {
  readonly warmMicrosMedian: number
  readonly warmMicrosP95: number
  /** The Server field of its answers; empty if it sends none. */
  readonly server: string
  readonly size: Size
}

/** Stopped whatever happens. Rejects with an error of `subject/errors.ts`, with `NotServed`, or with that of `use`. */
export const withStand = async <Result>(
  subject: CommandSubject,
  root: string,
  use: (stand: Stand) => Promise<Result>
): Promise<Result> => {
  const running = await startCommand(subject, root, subjectTimes)
  const assertAlive = (): void => {
    const death = running.death()
    if (death !== undefined) throw diedMeanwhile(subject, death, running.stderr())
  }
  try {
    const result = await use({ ...(await standOf(running)), assertAlive })
    assertAlive()
    return result
  } catch (error) {
    // If it has ended, whatever else went wrong came of that; its connections end a moment before it does.
    for (let waited = 0; waited < endingMillis; waited += pollMillis) {
      assertAlive()
      await sleep(pollMillis)
    }
    throw error
  } finally {
    await running.stop()
  }
}

const diedMeanwhile = ({ command }: CommandSubject, death: string, stderr: string): SubjectDied => {
  const [program = ""] = command
  const words = stderr
    .trim()
    .split(/\s*\n\s*/)
    .slice(-lastLines)
    .join(" | ")
  const message =
    `${program} ${death} while it was fingerprinted. ` +
    "If it went into the background, keep it in the foreground (nginx: daemon off;). " +
    (words === "" ? "It wrote nothing to stderr." : `Its last words: ${words}`)
  return new SubjectDied({ command: program, message })
}

const lastLines = 3
const endingMillis = 300
const pollMillis = 20

const standOf = async ({ address, pid }: RunningCommand): Promise<Omit<Stand, "assertAlive">> => {
  const asking = new Asking(address)
  await prime(asking)
  const micros = await warmMicros(asking)
  const dispatchers = await dispatchersAmong(crewOf(pid).tasks, address)
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
    size: () => sizeOf(pid)
  }
}

const sizeOf = (leader: number): Size => {
  const { processes, tasks, residentBytes } = crewOf(leader)
  return { processes: processes.length, tasks: tasks.length, residentBytes }
}

const primings = 3
const primeMillis = 10_000
const primedAtOnce = 4

/** What a probe asks for has been asked for before: warm files, missing names, and the malformed request. */
const prime = async (asking: Asking): Promise<void> => {
  for (let round = 0; round < (primings * warmFiles) / primedAtOnce; round += 1) {
    const asks = Array.from({ length: primedAtOnce }, () => [asking.warm(), asking.missing()])
    const questions: ReadonlyArray<Question> = [...asks.flat(), asking.malformed()]
    await settledWithin(questions, primeMillis)
    const unanswered = questions.find(({ isAnswered }) => !isAnswered)
    if (unanswered === undefined) continue
    const notServed = NotServed.of(unanswered)
    for (const question of questions) question.close()
    throw notServed
  }
}

const baselineRequests = 30
/** For a server that takes long for each answer, fewer tell as much. */
const baselineMillis = 10_000

const warmMicros = async (asking: Asking): Promise<ReadonlyArray<number>> => {
  const micros: Array<number> = []
  const untilMillis = performance.now() + baselineMillis
  while (micros.length < baselineRequests && performance.now() < untilMillis) {
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
  return {
    restMillis: Math.max(400, slowMillis / 4),
    someMillis: Math.max(1_500, slowMillis / 2),
    nobodyMillis: Math.max(4_000, slowMillis)
  }
}
