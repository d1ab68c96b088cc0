/**
 * Replay: what a recording says that the dispatcher did is done again by the pure machine, step by step. A
 * recording is accepted only if the machine takes the same transitions, gives the same commands and is in the
 * same state, as far as its fingerprint tells.
 */
import * as Result from "effect/Result"
import type { Machine } from "./driver.ts"
import { encodeEntry } from "./encode.ts"
import type { Entry, Happening } from "./trace.ts"

type Step = Extract<Happening, { readonly _tag: "Step" }>

export interface Replayed<State> {
  readonly steps: number
  readonly entries: number
  /** Where the machine stands after the last step. */
  readonly state: State
}

/** Why a recording is not a behaviour of the machine. */
export interface Rejection {
  /** Of the entry at fault; the number of entries when they end too early. */
  readonly sequence: number
  /** The whole reason, in a sentence. */
  readonly sentence: string
  /** What the recording says, and what the machine does. Absent when the trace itself is broken. */
  readonly expected?: string
  readonly found?: string
}

export const replay = <State>(
  machine: Machine<State>,
  entries: Iterable<Entry>
): Result.Result<Replayed<State>, Rejection> => {
  let state = machine.initial
  let sequence = 0
  let steps = 0
  for (const entry of entries) {
    if (entry.sequence !== sequence)
      return reject(sequence, `entry ${sequence} is missing: entry ${entry.sequence} follows`)
    if (entry.what._tag === "Step") {
      const outcome = stepAgain(machine, state, entry, entry.what)
      if (Result.isFailure(outcome)) return Result.fail(outcome.failure)
      state = outcome.success
      steps++
    }
    sequence++
  }
  if (steps === 0) return reject(sequence, "the trace holds no step, so it shows nothing")
  return Result.succeed({ steps, entries: sequence, state })
}

const stepAgain = <State>(
  machine: Machine<State>,
  state: State,
  entry: Entry,
  recorded: Step
): Result.Result<State, Rejection> => {
  const { sequence } = entry
  const during = `at entry ${sequence}, on ${recorded.event._tag}`
  let stepped: ReturnType<Machine<State>["step"]>
  try {
    stepped = machine.step(state, recorded.event)
  } catch (cause) {
    return reject(sequence, `${during}, the machine has no transition: ${String(cause)}`)
  }
  const { rules, commands } = stepped
  const print =
    recorded.state === undefined ? undefined : machine.fingerprint?.(stepped.state, recorded.event)
  const again: Entry = {
    ...entry,
    what: { ...recorded, rules, commands, ...(print === undefined ? {} : { state: print }) }
  }
  if (encodeEntry(again) === encodeEntry(entry)) return Result.succeed(stepped.state)
  const difference =
    firstDifference("rule", recorded.rules, rules) ??
    firstDifference("command", recorded.commands, commands) ??
    firstDifference("state", [recorded.state], [print])
  if (difference === undefined) throw new Error("two steps differ in nothing")
  const { what, expected, found } = difference
  return Result.fail({
    sequence,
    sentence: `${during}, ${what} is ${expected} in the recording, but the machine gives ${found}`,
    expected,
    found
  })
}

const firstDifference = (
  noun: string,
  expected: ReadonlyArray<unknown>,
  found: ReadonlyArray<unknown>
) => {
  const length = Math.max(expected.length, found.length)
  for (let index = 0; index < length; index++) {
    const [recorded, own] = [shown(expected[index]), shown(found[index])]
    if (recorded !== own) return { what: `${noun} ${index + 1}`, expected: recorded, found: own }
  }
  return undefined
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value))

const reject = (sequence: number, sentence: string): Result.Result<never, Rejection> =>
  Result.fail({ sequence, sentence })
