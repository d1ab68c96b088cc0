/** Every vector, played by one implementation after the other start: each gets its verdict. */
import * as Effect from "effect/Effect"
import { CommandNotFound } from "../subject/errors.ts"
import type { Conversation, StepVector } from "./format.ts"
import { type Implementation, Misbehaved, type Verdict } from "./implementation.ts"
import { type LockstepTimes, type RunningImplementation, startImplementation } from "./lockstep.ts"
import { playConversation } from "./play-conversation.ts"
import { playStep } from "./play-step.ts"

export type Vector = StepVector | Conversation

export interface VectorResult extends Verdict {
  readonly id: string
  readonly kind: "step" | "conversation"
  /** The transitions of the first allowed outcome, or all that a conversation shows. */
  readonly rules: ReadonlyArray<string>
}

export interface CheckReport {
  readonly command: ReadonlyArray<string>
  readonly results: ReadonlyArray<VectorResult>
  readonly durationMillis: number
}

export interface CheckOptions {
  readonly command: ReadonlyArray<string>
  readonly vectors: ReadonlyArray<Vector>
  readonly times: LockstepTimes
  readonly onResult?: (result: VectorResult, finished: number) => void
}

export const isStep = (vector: Vector): vector is StepVector => "given" in vector

export const rulesOf = (vector: Vector): ReadonlyArray<string> =>
  isStep(vector) ? (vector.allowed[0]?.rules ?? []) : vector.rules

/** Plays one vector; what the implementation does wrong in form is a verdict too. */
export const playVector = async (
  vector: Vector,
  implementation: Implementation
): Promise<VectorResult> => {
  const about = {
    id: vector.id,
    kind: isStep(vector) ? ("step" as const) : ("conversation" as const),
    rules: rulesOf(vector)
  }
  try {
    const verdict = isStep(vector)
      ? await playStep(vector, implementation)
      : await playConversation(vector, implementation)
    return { ...about, ...verdict }
  } catch (error) {
    if (!(error instanceof Misbehaved)) throw error
    return { ...about, verdict: error.how, detail: error.message }
  }
}

/** One program for all vectors; it is started again after each that it did not survive in good form. */
class Player {
  #running: Promise<RunningImplementation> | undefined
  readonly #options: CheckOptions

  constructor(options: CheckOptions) {
    this.#options = options
  }

  async play(vector: Vector): Promise<VectorResult> {
    const { command, times } = this.#options
    this.#running ??= startImplementation(command, times)
    const result = await playVector(vector, await this.#running)
    // Whoever was silent may still speak, and would answer the next vector's question.
    if (isMisbehaved(result)) await this.stop()
    return result
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    // What could not be started needs no end.
    await running?.then(
      (started) => started.stop(),
      () => {}
    )
  }
}

export const isMisbehaved = ({ verdict }: VectorResult): boolean =>
  verdict === "silent" || verdict === "garbage" || verdict === "crashed"

/** Fails if the command can't be started. Nothing of it runs afterwards, however this ends. */
export const checkVectors = (options: CheckOptions): Effect.Effect<CheckReport, CommandNotFound> =>
  Effect.acquireUseRelease(
    Effect.sync(() => new Player(options)),
    (player) =>
      Effect.gen(function* () {
        const results: Array<VectorResult> = []
        const started = performance.now()
        for (const vector of options.vectors) {
          const result = yield* Effect.tryPromise({
            try: () => player.play(vector),
            catch: (error) => {
              if (error instanceof CommandNotFound) return error
              throw error
            }
          })
          results.push(result)
          options.onResult?.(result, results.length)
        }
        const durationMillis = Math.round(performance.now() - started)
        return { command: options.command, results, durationMillis }
      }),
    (player) => Effect.promise(() => player.stop())
  )

/** 0 as expected; 1 a wrong answer, or none that could be judged; 3 it died or fell silent. */
export const checkCode = ({ results }: CheckReport): 0 | 1 | 3 => {
  if (results.some(({ verdict }) => verdict === "crashed" || verdict === "silent")) return 3
  const judged = results.some(({ verdict }) => verdict === "pass")
  const wrong = results.some(({ verdict }) => verdict === "wrong" || verdict === "garbage")
  return wrong || !judged ? 1 : 0
}
