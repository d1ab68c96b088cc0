/** Requests that wait for the disk: each for a cold file of its own, on a connection of its own. */
import type { Asking } from "./asking.ts"
import type { Question } from "./question.ts"
import { coldPath } from "./trial-files.ts"

export class ColdRequests {
  readonly asked: Array<Question> = []
  readonly #asking: Asking
  readonly #numbers: ReadonlyArray<number>

  constructor(asking: Asking, numbers: ReadonlyArray<number>) {
    this.#asking = asking
    this.#numbers = numbers
  }

  raiseTo(count: number): void {
    for (const number of this.#numbers.slice(this.asked.length, count))
      this.asked.push(this.#asking.cold(number))
  }

  get paths(): ReadonlyArray<string> {
    return this.#numbers.slice(0, this.asked.length).map(coldPath)
  }
}
