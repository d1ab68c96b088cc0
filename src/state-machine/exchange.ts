/**
 * Between a connection and the rest of the server: what a connection asks for is answered from the caches
 * in the same handler, or given to the pool.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import {
  askedName,
  forgetName,
  holdsChunk,
  learnChunk,
  learnName,
  readName,
  residentChunk,
  sight,
  usedChunk,
  usedName
} from "./cache.ts"
import type { Job } from "./command.ts"
import { type Ask, type Chunk, type Connection, type RequestEvent, waitsFor } from "./connection.ts"
import type { ConnectionId, Event, FileFacts, Outcome, Ticket } from "./event.ts"
import { enqueue, notified, type PoolTurn, withdraw, type Work } from "./pool.ts"
import { stepConnection } from "./request.ts"
import type { Handling } from "./state.ts"

export const connectionOf = (handling: Handling, id: ConnectionId): Connection | undefined =>
  Option.getOrUndefined(HashMap.get(handling.state.connections, id))

export const keep = (handling: Handling, connection: Connection): void => {
  const connections = HashMap.set(handling.state.connections, connection.id, connection)
  handling.state = { ...handling.state, connections }
}

/** Takes over what the pool decided. */
export const afterPool = (handling: Handling, turn: PoolTurn): void => {
  handling.state = { ...handling.state, pool: turn.pool }
  handling.rules.push(...turn.rules)
  handling.commands.push(...turn.commands)
}

/** Gives an event to a connection and goes on with it until it waits for something or is over. */
export const advance = (handling: Handling, start: Connection, event: RequestEvent): void => {
  let connection: Connection | undefined = start
  let next: RequestEvent | undefined = event
  while (connection !== undefined && next !== undefined) {
    const { settings, nowSeconds } = handling.state
    const before: Connection = connection
    const turn = stepConnection({ settings, nowSeconds }, before, next)
    handling.rules.push(...turn.rules)
    handling.commands.push(...turn.commands)
    const claim = waitsFor(before)
    if (claim !== undefined && claim !== waitsFor(turn.connection)) {
      handling.state = { ...handling.state, pool: withdraw(handling.state.pool, claim) }
    }
    connection = turn.connection
    next = turn.ask === undefined ? undefined : answerAsk(handling, start.id, turn.ask)
  }
  if (connection === undefined) removed(handling, start.id)
  else keep(handling, connection)
}

const removed = (handling: Handling, id: ConnectionId): void => {
  const { state } = handling
  const connections = HashMap.remove(state.connections, id)
  handling.state = { ...state, connections }
  if (
    state.accepting === "full" &&
    HashMap.size(connections) < state.settings.limits.connectionsMax
  ) {
    handling.state = { ...handling.state, accepting: "open" }
    handling.rules.push("accept/resume")
    handling.commands.push({ _tag: "ResumeAccept" })
  }
  if (state.draining) drainedIfEmpty(handling)
}

export const drainedIfEmpty = (handling: Handling): void => {
  if (HashMap.size(handling.state.connections) > 0 || handling.rules.includes("dispatcher/drained"))
    return
  handling.rules.push("dispatcher/drained")
  handling.commands.push({ _tag: "StopTimer", timer: { _tag: "Drain" } }, { _tag: "Stop" })
}

const answerAsk = (handling: Handling, id: ConnectionId, ask: Ask): RequestEvent => {
  switch (ask._tag) {
    case "Parse":
      return { _tag: "Parse" }
    case "Locate":
      return locate(handling, id, ask.path)
    case "Load":
      return load(handling, id, ask.facts, ask.number)
  }
}

const locate = (handling: Handling, id: ConnectionId, path: string): RequestEvent => {
  const { caches, nowSeconds, settings } = handling.state
  const name = readName(caches, path, nowSeconds, settings.limits)
  if (name._tag === "Unknown") return submit(handling, id, { _tag: "Locate", path }, undefined)
  const used = sight(usedName(caches, path), name.outcome, nowSeconds)
  if (name._tag === "Stale") {
    handling.state = { ...handling.state, caches: askedName(used.caches, path, nowSeconds) }
    return submit(handling, id, { _tag: "Locate", path }, used.sighting)
  }
  handling.state = { ...handling.state, caches: used.caches }
  handling.rules.push(name._tag === "Asked" ? "find/stale" : "find/warm")
  return { _tag: "Located", sighting: used.sighting }
}

/** Residency is tested here, in the same handler as the `Send` that relies on it: nothing can come between. */
const load = (
  handling: Handling,
  id: ConnectionId,
  facts: FileFacts,
  number: number
): RequestEvent => {
  const { caches, settings } = handling.state
  const resident = residentChunk(caches, facts, number)
  if (resident !== undefined) {
    handling.rules.push("caches/resident")
    handling.state = { ...handling.state, caches: usedChunk(caches, facts, number) }
    return { _tag: "Loaded", chunk: resident }
  }
  handling.rules.push("caches/absent")
  const offset = number * settings.limits.chunkBytes
  const lengthBytes = Math.min(settings.limits.chunkBytes, facts.sizeBytes - offset)
  const { path, version } = facts
  // Large files pass through, or one of them would drive out all others. So does a version that may still
  // come to name other bytes: from the cache, the old ones would be served for ever.
  const cacheable = facts.settled && facts.sizeBytes <= settings.limits.cacheableBytesMax
  return submit(
    handling,
    id,
    { _tag: "Load", path, version, offset, lengthBytes },
    undefined,
    cacheable
  )
}

type Stale = Extract<RequestEvent, { readonly _tag: "Queued" }>["stale"]

const submit = (
  handling: Handling,
  id: ConnectionId,
  job: Job,
  stale: Stale,
  cacheable = false
): RequestEvent => {
  const { pool, settings } = handling.state
  const queued = enqueue(pool, settings.limits, job, id, cacheable)
  afterPool(handling, queued)
  return queued.claim === undefined
    ? { _tag: "Overloaded", stale }
    : { _tag: "Queued", ticket: queued.claim, stale }
}

/** A helper has spoken: learn from it, then tell the connection that asked. */
export const onNotified = (
  handling: Handling,
  event: Extract<Event, { readonly _tag: "Notified" }>
): void => {
  const { helper, ticket, outcome } = event
  const { pool, settings } = handling.state
  const turn = notified(pool, settings.limits, helper, ticket)
  afterPool(handling, turn)
  if (turn.work === undefined) {
    // The bytes of a late answer are nobody's; those of a repeated one may be in use.
    if (outcome._tag === "Loaded" && !holdsChunk(handling.state.caches, ticket)) {
      handling.commands.push({ _tag: "Forget", chunk: ticket })
    }
    return
  }
  const told =
    turn.work.job._tag === "Locate"
      ? locatedBy(handling, turn.work.job.path, turn.work.ticket, outcome)
      : loadedBy(handling, turn.work, outcome)
  const waiting = turn.work.connection
  const connection = waiting === undefined ? undefined : connectionOf(handling, waiting)
  if (connection !== undefined) advance(handling, connection, told.event)
  for (const chunk of told.forgotten) handling.commands.push({ _tag: "Forget", chunk })
}

interface Told {
  readonly event: RequestEvent
  /** Chunks to forget after the connection has sent from them. */
  readonly forgotten: ReadonlyArray<number>
}

const locatedBy = (handling: Handling, path: string, ticket: Ticket, outcome: Outcome): Told => {
  const { caches, nowSeconds } = handling.state
  // A failure of the disk or of the helper says nothing about the name.
  const learned =
    outcome._tag === "Failed" ? caches : learnName(caches, path, outcome, ticket, nowSeconds)
  const seen = sight(learned, outcome, nowSeconds)
  handling.state = { ...handling.state, caches: seen.caches }
  return { event: { _tag: "Located", sighting: seen.sighting }, forgotten: [] }
}

const loadedBy = (handling: Handling, work: Work, outcome: Outcome): Told => {
  const { job, ticket } = work
  if (job._tag !== "Load" || outcome._tag === "Failed")
    return { event: { _tag: "Failed" }, forgotten: [] }
  const { path, version, offset, lengthBytes } = job
  const { caches, settings } = handling.state
  if (outcome._tag !== "Loaded" || outcome.lengthBytes !== lengthBytes) {
    // Every job that is under way may have looked before the change.
    const lastTicket = handling.state.pool.nextTicket - 1
    handling.state = { ...handling.state, caches: forgetName(caches, path, lastTicket) }
    return { event: { _tag: "Changed" }, forgotten: outcome._tag === "Loaded" ? [ticket] : [] }
  }
  const chunk: Chunk = { ticket, path, version, offset, lengthBytes }
  const event: RequestEvent = { _tag: "Loaded", chunk }
  if (!work.cacheable) return { event, forgotten: [ticket] }
  const learned = learnChunk(caches, chunk, offset / settings.limits.chunkBytes)
  handling.state = { ...handling.state, caches: learned.caches }
  if (learned.evicted.length > 0) handling.rules.push("caches/evict")
  return { event, forgotten: learned.evicted.map((evicted) => evicted.ticket) }
}
