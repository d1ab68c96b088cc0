/** The subject runs, and does not answer what everything rests on. */
import * as Data from "effect/Data"
import type { Question } from "./question.ts"

export class NotServed extends Data.TaggedError("NotServed")<{ readonly message: string }> {
  /** A request that was made before anything was held. */
  static of({ what, came }: Question): NotServed {
    const message =
      `${what} ${came}, though nothing was held yet. ` +
      "Everything rests on plain answers: files below {root} with 200 and exactly their bytes, missing names " +
      "with 404, a malformed line with anything. Try: amped verify with the same command."
    return new NotServed({ message })
  }
}
