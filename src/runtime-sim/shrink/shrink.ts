/**
 * Makes a failing run small: first its workload, then its schedule, in turns, until nothing can go. What
 * failing means the caller says, so that this knows nothing of rules. Labels, not positions, are what is
 * left out: they mean the same in the workload that is left (delta debugging on labelled choices).
 */
import { defaultLabel } from "../schedule.ts"
import type { Workload } from "../workload.ts"
import type { Certificate } from "./certificate.ts"
import { ddmin } from "./ddmin.ts"
import { removals, shortcuts, simplifications, type WorkloadPass } from "./workload.ts"

export interface Failure {
  /** Choices taken until the failure showed. */
  readonly steps: number
  /** Of these choices, in order. */
  readonly labels: () => ReadonlyArray<string>
}

/**
 * Runs a workload by `replayChooser(labels)`. Undefined when the run doesn't fail, or in another way than
 * the one that is to be shrunk. What fails after more than `stepsMax` steps is of no use.
 */
export type Oracle = (
  workload: Workload,
  labels: ReadonlyArray<string>,
  stepsMax?: number
) => Failure | undefined

interface Answer {
  /** Infinitely many where the run didn't fail. */
  readonly steps: number
  /** As far as it was looked at. */
  readonly stepsMax: number
}

export interface Shrunk {
  readonly workload: Workload
  /** For `replayChooser`: the decisions, in between `default` for what the fair order does anyway. */
  readonly labels: ReadonlyArray<string>
  /** All choices that lead to the failure, decided or not. */
  readonly steps: ReadonlyArray<string>
  readonly certificate: Certificate
  /** Runs that it took. */
  readonly executions: number
}

/** Undefined when the run does not fail to begin with. */
export const shrink = (
  oracle: Oracle,
  workload: Workload,
  labels: ReadonlyArray<string>
): Shrunk | undefined => {
  const shrinking = new Shrinking(oracle, workload, labels)
  if (!shrinking.fails) return undefined
  shrinking.remove()
  shrinking.settle()
  return {
    workload: shrinking.workload,
    labels: shrinking.labels,
    steps: shrinking.failure.labels(),
    certificate: { minimal: "1-minimal" },
    executions: shrinking.executions
  }
}

/** The smallest failing run so far. */
class Shrinking {
  readonly #oracle: Oracle
  readonly #answers = new Map<string, Answer>()
  workload: Workload
  labels: ReadonlyArray<string>
  failure: Failure
  readonly fails: boolean
  executions = 0

  constructor(oracle: Oracle, workload: Workload, labels: ReadonlyArray<string>) {
    this.#oracle = oracle
    this.workload = workload
    this.labels = labels
    this.failure = { steps: Infinity, labels: () => labels }
    this.fails = this.#offer(workload, labels, Infinity)
    if (this.fails) this.labels = this.failure.labels()
  }

  /** Takes the candidate if it fails within so many steps. */
  #offer(workload: Workload, labels: ReadonlyArray<string>, stepsMax: number): boolean {
    // The last round, which changes nothing, asks mostly what an earlier one asked.
    const question = JSON.stringify([workload, labels])
    const known = this.#answers.get(question)
    if (known !== undefined && known.steps > stepsMax && known.stepsMax >= stepsMax) return false
    this.executions++
    const failure = this.#oracle(workload, labels, stepsMax)
    this.#answers.set(question, { steps: failure?.steps ?? Infinity, stepsMax })
    if (failure === undefined || failure.steps > stepsMax) return false
    this.workload = workload
    this.labels = labels
    this.failure = failure
    return true
  }

  /** The rough cut: whatever fails is welcome, also if it takes longer, for then little else is left. */
  remove(): void {
    this.#offer(this.workload, [], Infinity)
    for (const pass of removals)
      pass(
        this.workload,
        (candidate) =>
          this.#offer(candidate, this.labels, Infinity) ||
          // Where the labels have lost their meaning, the fair order may still come to the failure.
          (this.labels.length > 0 && this.#offer(candidate, [], Infinity))
      )
    this.#reduceLabels(Infinity)
  }

  /** From here on no step is added, so that each round leaves less, and the rounds come to an end. */
  settle(): void {
    for (let before = ""; before !== this.#size();) {
      before = this.#size()
      this.#shorten()
      for (const pass of [...removals, ...simplifications]) this.#simplify(pass)
      for (const pass of shortcuts) this.#shortcut(pass)
      this.#reduceLabels(this.failure.steps)
      this.#renumber()
      this.#refresh()
    }
  }

  #size(): string {
    return JSON.stringify([this.failure.steps, this.labels, this.workload])
  }

  #simplify(pass: WorkloadPass): void {
    pass(this.workload, (candidate) => this.#offer(candidate, this.labels, this.failure.steps))
  }

  #shortcut(pass: WorkloadPass): void {
    pass(
      this.workload,
      (candidate) =>
        this.#offer(candidate, this.labels, this.failure.steps - 1) ||
        this.#offer(candidate, [], this.failure.steps - 1)
    )
  }

  /** Leaves out steps of the whole run, if it then fails in fewer. */
  #shorten(): void {
    const { labels: decided, failure } = this
    let steps = failure.labels()
    for (let size = steps.length >> 1; size >= 1; size >>= 1)
      for (let end = steps.length; end > 0; end -= size) {
        const fewer = [...steps.slice(0, Math.max(0, end - size)), ...steps.slice(end)]
        if (!this.#offer(this.workload, fewer, this.failure.steps - 1)) continue
        steps = this.failure.labels()
        end = Math.min(end, steps.length) + size
      }
    if (this.failure === failure) this.labels = decided
    else this.labels = steps
  }

  /** The fewest decisions: a label goes, or gives its place to the fair order. */
  #reduceLabels(stepsMax: number): void {
    const offer = (labels: ReadonlyArray<string>) => this.#offer(this.workload, labels, stepsMax)
    for (let before = -1; before !== this.labels.length;) {
      before = this.labels.length
      ddmin(this.labels, offer)
      for (let index = this.labels.length - 1; index >= 0; index--)
        if (this.labels[index] !== defaultLabel && index < this.labels.length)
          offer(this.labels.with(index, defaultLabel))
    }
  }

  /** Labels whose count of bytes is that of an earlier workload get the one of this. */
  #refresh(): void {
    const steps = this.failure.labels()
    const actual = this.labels.map((label, step) =>
      label === defaultLabel ? label : (steps[step] ?? label)
    )
    if (actual.some((label, step) => label !== this.labels[step]))
      this.#offer(this.workload, actual, this.failure.steps)
  }

  /** Clients count from 0 again, for the reader. */
  #renumber(): void {
    const ids = new Map(this.workload.clients.map(({ id }, index) => [id, index]))
    if ([...ids].every(([id, index]) => id === index)) return
    const renamed = (label: string): string =>
      label.replaceAll(/\b(client|connection) (\d+)/g, (whole, noun: string, id: string) => {
        const index = ids.get(Number(id))
        return index === undefined ? whole : `${noun} ${index}`
      })
    const clients = this.workload.clients.map((client, id) => ({ ...client, id }))
    this.#offer({ ...this.workload, clients }, this.labels.map(renamed), this.failure.steps)
  }
}
