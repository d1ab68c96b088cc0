/**
 * What is asked of the model besides the comparison: properties that must hold, properties that must not (they
 * show which assumption is needed), and mistakes made in the model on purpose, each of which must be found.
 */
import type { Search } from "./spin.ts"

export interface Claim {
  readonly name: string
  /** The property, as in spec/formal/README.md. */
  readonly property: string
  readonly words: string
  readonly search: Search
  /** `undefined`: it holds. Otherwise how the checker must say that it does not. */
  readonly fails: RegExp | undefined
}

export type Bounds = Readonly<Record<string, number | true>>

const definesOf = (bounds: Bounds): ReadonlyArray<string> =>
  Object.entries(bounds).map(([name, value]) =>
    value === true ? `-D${name}` : `-D${name}=${value}`
  )

export const cycle = /acceptance cycle/

/** Two clients ask for two files, with room for one of them, and come again for ever. */
export const forever: Bounds = {
  FOREVER: true,
  TIME_ANY: true,
  CLIENTS: 2,
  FILES: 2,
  ROOM: 1,
  WORLDS: 4
}

export const safety = (bounds: Bounds): Search => ({ defines: definesOf(bounds) })
export const fairly = (formula: string, bounds: Bounds): Search => ({
  defines: definesOf({ ...forever, ...bounds }),
  formula,
  fair: true
})
const unfairly = (formula: string, bounds: Bounds): Search => ({
  ...fairly(formula, bounds),
  fair: false
})

const holds = (name: string, property: string, words: string, search: Search): Claim => ({
  name,
  property,
  words,
  search,
  fails: undefined
})

const safetyHolds: ReadonlyArray<Claim> = [
  holds(
    "safety-for-ever",
    "P1 P3 P5 P6 P8 P9 P10",
    "clients come again, reset and half-close without an end, helpers die without an end, time may pass at any moment",
    safety({ ...forever, RESETS: 1, HALF_CLOSES: 1, DEATHS: 1, DISK_ERRORS: 1, DUPLICATES: 1 })
  ),
  holds(
    "safety-with-deadlines",
    "P1 P3 P5 P6 P8 P9 P10",
    "every deadline of connections and jobs may pass at any moment",
    safety({
      ...forever,
      CLIENTS: 1,
      WORLDS: 2,
      REQUESTS: 2,
      CHUNKS: 2,
      TIMERS: true,
      SMALL_BUFFER: true,
      HANGS: 1,
      HUNG_MAX: 1,
      STALLS: 1,
      RESETS: 1
    })
  ),
  holds(
    "safety-batch",
    "P1 P3 P4 P5 P6 P8 P9 P10",
    "one dispatcher that handles all that was ready before it looks again",
    safety({ ...forever, BATCH: true, DEATHS: 1, RESETS: 1 })
  )
]

const livenessHolds: ReadonlyArray<Claim> = [
  holds(
    "returns-to-select",
    "P1'",
    "the dispatcher comes back to select for ever; fair: the dispatcher",
    fairly("returning", { BATCH: true, DEATHS: 1 })
  ),
  holds(
    "completion",
    "P2",
    "every request that was read is answered in full or its connection is closed; fair: all",
    fairly("completion", { BATCH: true, RESETS: 1 })
  ),
  holds(
    "completion-of-the-last",
    "P2",
    "the same for the client that the dispatcher looks at last",
    fairly("completion", { BATCH: true, RESETS: 1, WHO: 1 })
  ),
  holds(
    "completion-with-crashes",
    "P2 P9",
    "the same while helpers die without an end",
    fairly("completion", { CLIENTS: 1, WORLDS: 2, REQUESTS: 2, BATCH: true, DEATHS: 1 })
  ),
  holds(
    "completion-with-two-helpers",
    "P2 P9",
    "the same for two clients and two helpers, for the client that the dispatcher looks at last",
    fairly("completion", { HELPERS: 2, BATCH: true, DEATHS: 1, WHO: 1 })
  ),
  holds(
    "completion-pipelined",
    "P2",
    "the same for the second of two pipelined requests",
    fairly("completion", {
      WORLDS: 8,
      REQUESTS: 2,
      PIPELINED: 1,
      WHICH: 1,
      CLIENTS: 1,
      BATCH: true,
      RESETS: 1
    })
  ),
  holds(
    "completion-by-deadlines",
    "P2",
    "with deadlines it needs neither clients that read nor helpers that answer; fair: the dispatcher, the timers",
    fairly("completion", {
      CLIENTS: 1,
      WORLDS: 2,
      REQUESTS: 2,
      TIMERS: true,
      SMALL_BUFFER: true,
      CHUNKS: 2,
      CLIENTS_MAY_STOP: true,
      HELPERS_MAY_STOP: true
    })
  ),
  holds(
    "recovery",
    "P9",
    "a job of a dead helper does not stay with it; fair: the dispatcher",
    fairly("recovery", { DEATHS: 1, BATCH: true, HELPERS_MAY_STOP: true })
  ),
  holds(
    "independence",
    "P7",
    "an answer from memory leaves, although no helper moves again; fair: the dispatcher",
    fairly("independence", {
      WHO: 1,
      ROOM: 2,
      BATCH: true,
      RESETS: 1,
      HELPERS_MAY_STOP: true,
      CLIENTS_MAY_STOP: true
    })
  )
]

const assumptionsNeeded: ReadonlyArray<Claim> = [
  {
    ...holds(
      "completion-without-fairness",
      "P2",
      "nothing completes if who could move need not",
      unfairly("completion", { BATCH: true })
    ),
    fails: cycle
  },
  {
    ...holds(
      "completion-without-helpers",
      "P2",
      "without deadlines, helpers that hang keep their requests",
      fairly("completion", { BATCH: true, HELPERS_MAY_STOP: true })
    ),
    fails: cycle
  },
  {
    ...holds(
      "completion-without-readers",
      "P2",
      "without deadlines, clients that stop reading keep their connections",
      fairly("completion", {
        CLIENTS: 1,
        WORLDS: 1,
        CHUNKS: 2,
        ROOM: 1,
        SMALL_BUFFER: true,
        CLIENTS_MAY_STOP: true
      })
    ),
    fails: cycle
  }
]

export const claims: ReadonlyArray<Claim> = [...safetyHolds, ...livenessHolds, ...assumptionsNeeded]
