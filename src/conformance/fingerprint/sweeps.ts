/** The four sweeps of a fingerprint, each on an instance of its own. */
import type { HeldOperation } from "../held-disk/held-disk.ts"
import { connectionTrial } from "./connection-trial.ts"
import type { CrowdKind } from "./crowd.ts"
import { type HeldStand, heldTrial } from "./held-trial.ts"
import { settledWithin } from "./question.ts"
import { repeated } from "./repeat.ts"
import type { Control, Sweep, SweepName } from "./result.ts"
import { Round } from "./round.ts"
import type { Stand } from "./stand.ts"
import { stepsUpTo } from "./steps.ts"

export interface SweepSettings {
  readonly heldMax: number
  readonly repetitions: number
  readonly onPoint: (name: SweepName, held: number, isStopped: boolean) => void
}

/** `known` resolves with the first trial: whether idle connections are free matters before all is repeated. */
export const sweepConnections = async (
  stand: Stand,
  crowd: CrowdKind,
  settings: SweepSettings,
  known: (stopsAt: number | null) => void
): Promise<Sweep> => {
  const { heldMax, repetitions } = settings
  const onPoint = (open: number, isStopped: boolean): void =>
    settings.onPoint(crowd, open, isStopped)
  const trial = (steps: ReadonlyArray<number>) => connectionTrial(stand, { crowd, steps, onPoint })
  const steps = stepsUpTo(heldMax)
  const first = await trial(steps)
  known(first.heldMost === 0 ? 0 : first.stopsAt)
  return repeated({ name: crowd, steps, repetitions, trial }, first)
}

export const sweepDisk = async (
  stand: HeldStand,
  operation: HeldOperation & SweepName,
  asksKept: boolean,
  settings: SweepSettings
): Promise<Sweep> => {
  const { heldMax, repetitions } = settings
  const onPoint = (held: number, isStopped: boolean): void =>
    settings.onPoint(operation, held, isStopped)
  const trial = (steps: ReadonlyArray<number>) =>
    heldTrial(stand, { operation, steps, asksKept, onPoint })
  const steps = stepsUpTo(heldMax)
  const lastControls = async (asked: number) => [await withoutGate(stand, asked)]
  const first = await trial(steps)
  return repeated({ name: operation, steps, repetitions, trial, lastControls }, first)
}

/** The negative control: the same load with nothing held stops nobody. */
const withoutGate = async (stand: HeldStand, asked: number): Promise<Control> => {
  const cold = Array.from({ length: asked }, () => stand.asking.cold(stand.nextCold()))
  const round = new Round(stand.asking, [])
  const questions = [...cold, ...round.questions]
  await settledWithin(questions, 2 * stand.patience.nobodyMillis)
  const unanswered = questions.filter(({ isAnswered }) => !isAnswered).length
  for (const question of questions) question.close()
  return {
    name: "the same requests with nothing held stop nobody",
    holds: unanswered === 0,
    found: `${questions.length - unanswered} of ${questions.length} answered`
  }
}
