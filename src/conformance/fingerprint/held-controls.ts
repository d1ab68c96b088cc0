/** What must hold of a trial with a held disk, or nothing follows from it. */
import type { Question } from "./question.ts"
import type { Control } from "./result.ts"
import type { Waiters } from "./waiting.ts"

export interface Revival {
  /** How many had to be let go until a probe was answered; undefined if it never was. */
  readonly freed: number | undefined
  readonly held: number
}

export interface Met {
  readonly heldMost: number
  readonly waiters: Waiters
  readonly cold: ReadonlyArray<Question>
  readonly coldEarly: number
  readonly revived: Revival | undefined
  readonly questions: ReadonlyArray<Question>
}

/** The first tells whether anything was exercised at all. */
export const controlsOf = ({
  heldMost,
  waiters,
  cold,
  coldEarly,
  revived,
  questions
}: Met): Array<Control> => {
  const unanswered = questions.filter((each) => !each.isAnswered && !each.wasHungUp).length
  const coldWhole = cold.filter(({ isAnswered }) => isAnswered).length
  return [
    {
      name: "operations that were held",
      holds: heldMost > 0,
      found:
        heldMost > 0
          ? `${heldMost} at most`
          : `none, and ${coldEarly} of ${cold.length} cold files were answered past the gate`
    },
    {
      name: "the held threads are the subject's",
      holds: waiters.foreign.length === 0,
      found: waiters.foreign.length === 0 ? "all" : `not thread ${waiters.foreign.join(", ")}`
    },
    {
      name: "no cold file was answered while it was held",
      holds: coldEarly === 0,
      found: `${coldEarly} of ${cold.length} answered`
    },
    ...(revived === undefined
      ? []
      : [
          {
            name: "letting one go brought an answer back",
            holds: revived.freed !== undefined,
            found: `after ${revived.freed ?? "none"} of ${revived.held}`
          }
        ]),
    {
      name: "after the release everybody was answered",
      holds: unanswered === 0,
      found: `${coldWhole} of ${cold.length} cold files whole, ${unanswered} requests unanswered`
    }
  ]
}
