/** Policies that no clause decides, and that a profile may declare. */
import type { Facts } from "../case.ts"
import { choice, type Meets, type Outcome, wrong } from "../oracle.ts"

/** What no clause decides is a choice where nothing is declared, and a promise where it is. */
export const declared = (
  declaration: (facts: Facts) => string | undefined,
  ...outcomes: ReadonlyArray<readonly [word: string, meets: Meets]>
): ReadonlyArray<Outcome> =>
  outcomes.flatMap(([word, meets]) => [
    wrong(`${word}, against the profile`, (exchange, facts) => {
      const promised = declaration(facts)
      return promised !== undefined && promised !== word && meets(exchange, facts)
    }),
    choice(word, meets)
  ])
