/**
 * What a fingerprint must find of a server. Sweeps go up to 64; a number is the count held, or open in the sweep over
 * incomplete requests, at which no new request for a warm file is answered, and null means that this never happens.
 */
import type { ArchitectureName, StallVerdict } from "../../../src/conformance/fingerprint/result.ts"

export type StallRule = StallVerdict["rule"]
type Life = "alive" | "dead"

export interface Expected {
  readonly net: number | null
  readonly read: number | null
  readonly lookup: number | null
  /** The most reads that were held at once. */
  readonly heldRead: number
  /** Whether what is no request is still answered at the last step of the sweep. */
  readonly malformedAtRead: Life
  readonly malformedAtLookup: Life
  readonly architecture: ArchitectureName
  /** The rule whose verdict must be "broken"; all are kept if absent. */
  readonly rejectedFor: StallRule | undefined
  readonly why: string
}

export const heldMax = 64

const alive = { malformedAtRead: "alive", malformedAtLookup: "alive" } as const
const dead = { malformedAtRead: "dead", malformedAtLookup: "dead" } as const

/** So many loops, each of which waits by itself. */
export const loops = (count: number, why: string): Expected => ({
  net: null,
  read: count,
  lookup: count,
  heldRead: count,
  ...dead,
  architecture: count === 1 ? "sped" : "n-way-sped",
  rejectedFor: "dispatcher/never-blocks",
  why
})

/** So many processes or threads, each of which stays with its connection. */
export const pool = (
  count: number,
  architecture: "iterative" | "pool-of-processes" | "pool-of-threads",
  why: string
): Expected => ({ ...loops(count, why), net: count, architecture })

/** Whoever waits, waits for itself. */
export const unbounded = (
  architecture: "process-per-connection" | "thread-per-connection" | "elastic",
  why: string
): Expected => ({
  net: null,
  read: null,
  lookup: null,
  heldRead: heldMax,
  ...alive,
  architecture,
  rejectedFor: undefined,
  why
})

/** Helpers wait, and what was served once needs none. */
export const isolated = (
  helpers: number,
  architecture: "amped" | "amted",
  why: string
): Expected => ({ ...unbounded("elastic", why), heldRead: helpers, architecture })

/** Helpers wait, and warm files need one too. */
export const saturated = (
  helpers: number,
  architecture: "amped" | "amted",
  why: string
): Expected => ({
  ...isolated(helpers, architecture, why),
  read: helpers,
  lookup: helpers,
  rejectedFor: "caches/warm-needs-no-helper"
})

/** Helpers read, and the dispatcher looks names up: it waits at the first one held. */
export const blockedInLookup = (
  helpers: number,
  read: number | null,
  loops: number,
  why: string
): Expected => ({
  net: null,
  read,
  lookup: loops,
  heldRead: helpers,
  malformedAtRead: "alive",
  malformedAtLookup: "dead",
  architecture: "partial-amped",
  rejectedFor: "dispatcher/never-blocks",
  why
})

/** Helpers look names up, and the dispatcher reads. */
export const blockedInRead = (why: string): Expected => ({
  net: null,
  read: 1,
  lookup: null,
  heldRead: 1,
  malformedAtRead: "dead",
  malformedAtLookup: "alive",
  architecture: "partial-amped",
  rejectedFor: "dispatcher/never-blocks",
  why
})
