/**
 * The three caches of Flash (ATC 1999, sections 5.2 to 5.4): names, heads, contents. Coherent by the version of
 * the file; a warm hit needs no helper (spec/caches.md).
 */
import * as HashSet from "effect/HashSet"
import type { Chunk, Sighting } from "./connection.ts"
import { validatorFields } from "./decide.ts"
import type { FileFacts, Outcome, Ticket } from "./event.ts"
import type { Limits } from "./limits.ts"
import { emptyLru, type Lru, peek, put, touch } from "./lru.ts"

interface Name {
  /** `undefined`: what was known is no longer true, and what an older job says of it neither. */
  readonly outcome: Outcome | undefined
  /** The job that looked, or the last one when the name was found changed. Later jobs have higher tickets. */
  readonly ticket: Ticket
  readonly seenSeconds: number
  /** When a helper was last asked whether it is still so. */
  readonly askedSeconds: number
}

export interface Caches {
  /** By path: what a helper saw there. */
  readonly names: Lru<Name>
  /** By path and version: the fields that every answer about it repeats. */
  readonly heads: Lru<string>
  /** By path, version and number: chunks that the runtime holds. */
  readonly contents: Lru<Chunk>
  /** The tickets of `contents`. */
  readonly tickets: HashSet.HashSet<Ticket>
}

export const emptyCaches = (limits: Limits): Caches => ({
  names: emptyLru(limits.namesMax),
  heads: emptyLru(limits.headsMax),
  contents: emptyLru(limits.contentBytesMax),
  tickets: HashSet.empty()
})

export type NameReading =
  | { readonly _tag: "Warm"; readonly outcome: Outcome }
  /** True once, to be asked again. */
  | { readonly _tag: "Stale"; readonly outcome: Outcome }
  /** The same, and somebody else has asked within this tick: one question for all. */
  | { readonly _tag: "Asked"; readonly outcome: Outcome }
  | { readonly _tag: "Unknown" }

export const readName = (
  caches: Caches,
  path: string,
  nowSeconds: number,
  limits: Limits
): NameReading => {
  const name = peek(caches.names, path)
  if (name?.outcome === undefined) return { _tag: "Unknown" }
  const ageSeconds = nowSeconds - name.seenSeconds
  // A clock that was set back makes no memory fresh.
  const warm = ageSeconds >= 0 && ageSeconds <= limits.freshSeconds
  if (warm) return { _tag: "Warm", outcome: name.outcome }
  return { _tag: name.askedSeconds === nowSeconds ? "Asked" : "Stale", outcome: name.outcome }
}

export const usedName = (caches: Caches, path: string): Caches => ({
  ...caches,
  names: touch(caches.names, path)
})

/** A helper is asked again. The name stays what it was until it answers. */
export const askedName = (caches: Caches, path: string, nowSeconds: number): Caches => {
  const name = peek(caches.names, path)
  return name === undefined
    ? caches
    : { ...caches, names: put(caches.names, path, { ...name, askedSeconds: nowSeconds }, 1).lru }
}

/**
 * Two jobs may look at one name, and the older one may speak last. Which of them looked last can't be known; if
 * they saw different things, neither is believed.
 */
export const learnName = (
  caches: Caches,
  path: string,
  outcome: Outcome,
  ticket: Ticket,
  nowSeconds: number
): Caches => {
  const known = peek(caches.names, path)
  // A name that was forgotten has the last ticket of those that may have looked too early: that one is old too.
  if (known !== undefined && known.ticket >= ticket) {
    return isSame(known.outcome, outcome) ? caches : forgetName(caches, path, known.ticket)
  }
  const name: Name = { outcome, ticket, seenSeconds: nowSeconds, askedSeconds: nowSeconds }
  return { ...caches, names: put(caches.names, path, name, 1).lru }
}

const isSame = (known: Outcome | undefined, seen: Outcome): boolean =>
  known?._tag === "Found" && seen._tag === "Found"
    ? known.facts.version === seen.facts.version
    : known?._tag === seen._tag

/**
 * The file is not what was remembered, nor what jobs up to `ticket` saw. Its heads and chunks carry the old
 * version, so no hit reaches them.
 */
export const forgetName = (caches: Caches, path: string, ticket: Ticket): Caches => {
  const name: Name = { outcome: undefined, ticket, seenSeconds: 0, askedSeconds: 0 }
  return { ...caches, names: put(caches.names, path, name, 1).lru }
}

/** Fields of a found file, from the cache of heads or rendered into it. */
export const sight = (
  caches: Caches,
  outcome: Outcome,
  nowSeconds: number
): { readonly caches: Caches; readonly sighting: Sighting } => {
  if (outcome._tag !== "Found") return { caches, sighting: { outcome, fields: "" } }
  const { facts } = outcome
  // The Last-Modified of a file from the future moves with the clock: neither remembered nor, when the clock
  // was set back, taken from memory.
  if (facts.modifiedSeconds > nowSeconds) {
    return { caches, sighting: { outcome, fields: validatorFields(facts, nowSeconds) } }
  }
  const key = `${facts.path} ${facts.version} ${facts.settled}`
  const known = peek(caches.heads, key)
  if (known !== undefined) {
    return {
      caches: { ...caches, heads: touch(caches.heads, key) },
      sighting: { outcome, fields: known }
    }
  }
  const fields = validatorFields(facts, nowSeconds)
  return {
    caches: { ...caches, heads: put(caches.heads, key, fields, 1).lru },
    sighting: { outcome, fields }
  }
}

const chunkKey = (path: string, version: string, number: number): string =>
  `${path} ${version} ${number}`

/** Three values: a chunk is resident, or not known to be, and then a helper brings it. */
export const residentChunk = (
  caches: Caches,
  facts: FileFacts,
  number: number
): Chunk | undefined => peek(caches.contents, chunkKey(facts.path, facts.version, number))

export const usedChunk = (caches: Caches, facts: FileFacts, number: number): Caches => ({
  ...caches,
  contents: touch(caches.contents, chunkKey(facts.path, facts.version, number))
})

/** What an entry costs besides its bytes; it also bounds how many one new entry can drive out. */
const chunkOverheadBytes = 1024

export const learnChunk = (
  caches: Caches,
  chunk: Chunk,
  number: number
): { readonly caches: Caches; readonly evicted: ReadonlyArray<Chunk> } => {
  const key = chunkKey(chunk.path, chunk.version, number)
  const replaced = peek(caches.contents, key)
  const { lru, evicted } = put(caches.contents, key, chunk, chunk.lengthBytes + chunkOverheadBytes)
  const dropped = replaced === undefined ? evicted : [replaced, ...evicted]
  const kept = dropped.reduce(
    (tickets, { ticket }) => HashSet.remove(tickets, ticket),
    HashSet.add(caches.tickets, chunk.ticket)
  )
  return { caches: { ...caches, contents: lru, tickets: kept }, evicted: dropped }
}

/** Whether the bytes under this ticket are in use. */
export const holdsChunk = (caches: Caches, ticket: Ticket): boolean =>
  HashSet.has(caches.tickets, ticket)
