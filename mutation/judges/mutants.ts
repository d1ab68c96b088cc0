/** Which mutant is active, and how often each is met: what instrumented sources ask at every turn. */

import { runInThisContext } from "node:vm"

let active = ""
let hits = 0
let hitsMax = Number.POSITIVE_INFINITY
let counts: Map<string, number> | undefined

/**
 * The same characters as the engine keeps for literals. Sources compare it with literals of their own, millions of
 * times, and two kept strings are compared by their addresses.
 */
const kept = (id: string): string => runInThisContext(JSON.stringify(id)) as string

export const activate = (id: string, limit: number): void => {
  active = kept(id)
  hits = 0
  hitsMax = limit
}

export const hitLimitReached = (): boolean => hits > hitsMax

export const deactivate = (): void => {
  active = ""
}

/** Counts what `during` meets, by mutant. */
export const counted = (during: () => void): ReadonlyMap<string, number> => {
  const before = counts
  const own = new Map<string, number>()
  counts = own
  try {
    during()
  } finally {
    counts = before
  }
  return own
}

/** Stands in for the function that Stryker puts at the head of each instrumented source. */
export const isActive = (id: string): boolean => {
  if (id !== active) return false
  hits += 1
  // Met far more often than the unchanged source, it is in a loop that will not end.
  if (hits > hitsMax) throw new Error("the mutant runs on and on")
  return true
}

export const cover = (...ids: ReadonlyArray<string>): void => {
  if (counts === undefined) return
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
}
