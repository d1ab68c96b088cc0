/** The probes of one step: sent together, and watched until the hold is released and beyond. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Asking, KeptConnection } from "./asking.ts"
import { type Question, settledWithin } from "./question.ts"
import type { Answered, ProbeKind, Probes } from "./result.ts"

export interface Patience {
  /** For the rest, once somebody was answered: what still waits then is counted at the release. */
  readonly restMillis: number
  /** For the first answer, before many more ask. */
  readonly someMillis: number
  /** Before we say that nobody is. */
  readonly nobodyMillis: number
}

const counts = { warm: 4, missing: 2, malformed: 2, kept: 2 } as const

/**
 * Of several loops or pools only one may be stopped, and the kernel likes to give new connections to the same one: so
 * before we say that nobody is answered, many more ask at once.
 */
const warmAgain = 12

const pollMillis = 20

export class Round {
  readonly #questions: Map<ProbeKind, ReadonlyArray<Question>>
  readonly #asking: Asking

  /** Of `idle` connections, those that wait for nothing are asked as well. */
  constructor(asking: Asking, idle: ReadonlyArray<KeptConnection>) {
    this.#asking = asking
    const several = (count: number, ask: () => Question): ReadonlyArray<Question> =>
      Array.from({ length: count }, ask)
    const kept = idle.filter(({ isIdle }) => isIdle).slice(0, counts.kept)
    this.#questions = new Map<ProbeKind, ReadonlyArray<Question>>([
      ["warm", several(counts.warm, () => asking.warm())],
      ["missing", several(counts.missing, () => asking.missing())],
      ["malformed", several(counts.malformed, () => asking.malformed())],
      ...(kept.length === 0 ? [] : [["kept", kept.map((one) => one.ask())] as const])
    ])
  }

  get questions(): ReadonlyArray<Question> {
    return [...this.#questions.values()].flat()
  }

  /** No new request for a warm file was answered so far. */
  get isStopped(): boolean {
    return this.#of("warm").every(({ isAnswered }) => !isAnswered)
  }

  /** Kinds of which nobody was answered so far: the next step need not wait for them. */
  get silent(): ReadonlyArray<ProbeKind> {
    return [...this.#questions]
      .filter(([, questions]) => questions.every(({ isAnswered }) => !isAnswered))
      .map(([kind]) => kind)
  }

  /** Until all are answered that may be expected to be, or the patience is at its end. */
  async wait(patience: Patience, silentBefore: ReadonlyArray<ProbeKind>): Promise<void> {
    const expected = [...this.#questions]
      .filter(([kind]) => kind === "warm" || !silentBefore.includes(kind))
      .flatMap(([, questions]) => questions)
    await settledWithin(expected, patience.restMillis)
    await this.waitForAnybody(patience.someMillis - patience.restMillis)
    if (!this.isStopped) return
    const again = Array.from({ length: warmAgain }, () => this.#asking.warm())
    this.#questions.set("warm", [...this.#of("warm"), ...again])
    await this.waitForAnybody(patience.nobodyMillis - patience.someMillis)
  }

  /** Until all are answered, of whatever kind, or the time is over. */
  waitForAll(withinMillis: number): Promise<void> {
    return settledWithin(this.questions, withinMillis)
  }

  /** Until a new request for a warm file is answered, or the time is over. */
  async waitForAnybody(withinMillis: number): Promise<void> {
    const untilMillis = performance.now() + withinMillis
    while (this.isStopped && performance.now() < untilMillis) await sleep(pollMillis)
  }

  /** Told when all is over. */
  probes(releasedMillis: number): Probes {
    const answered = (kind: ProbeKind): Answered => countAnswers(this.#of(kind), releasedMillis)
    return {
      warm: answered("warm"),
      missing: answered("missing"),
      malformed: answered("malformed"),
      ...(this.#questions.has("kept") ? { kept: answered("kept") } : {})
    }
  }

  #of(kind: ProbeKind): ReadonlyArray<Question> {
    return this.#questions.get(kind) ?? []
  }
}

export const countAnswers = (
  questions: ReadonlyArray<Question>,
  releasedMillis: number
): Answered => {
  const before = questions.filter(
    ({ answeredMillis }) => answeredMillis !== undefined && answeredMillis < releasedMillis
  ).length
  const answered = questions.filter(({ isAnswered }) => isAnswered).length
  return { before, after: answered - before, never: questions.length - answered }
}
