/**
 * The pool of helpers: one job each, a bounded FIFO queue, replacement of the lost and the hung, one retry
 * (spec/helpers.md). Flash gives no numbers for limit and queue; `limits.ts` does.
 */
import type { Command, Job } from "./command.ts"
import type { ConnectionId, HelperId, Ticket, TimerName } from "./event.ts"
import type { Limits } from "./limits.ts"
import type { TransitionId } from "./rules.ts"

/** A job on its way to an outcome. */
export interface Work {
  /** What the connection waits for: stays the same when the job is tried again. */
  readonly claim: Ticket
  /** Names this try. A late answer to an earlier try can't be taken for an answer to this one. */
  readonly ticket: Ticket
  readonly job: Job
  /** `undefined` when nobody waits any more. */
  readonly connection: ConnectionId | undefined
  /** The bytes that it brings go into the cache. */
  readonly cacheable: boolean
  readonly triesLeft: number
}

export type Helper =
  | { readonly _tag: "Starting"; readonly id: HelperId }
  /** `proven`: it has answered once. One that dies before that might as well not have started. */
  | { readonly _tag: "Idle"; readonly id: HelperId; readonly proven: boolean }
  | { readonly _tag: "Busy"; readonly id: HelperId; readonly proven: boolean; readonly work: Work }
  /** Killed, but its end has not been seen: a thread in a system call can't be killed at all. */
  | { readonly _tag: "Hung"; readonly id: HelperId }

export interface Pool {
  /** The idle ones in the order in which they came free, so that no id matters but as a name. */
  readonly helpers: ReadonlyArray<Helper>
  /** First in, first out; a job that is tried again stands in front. */
  readonly queue: ReadonlyArray<Work>
  readonly nextHelper: HelperId
  readonly nextTicket: Ticket
  /** A spawn failed a moment ago. */
  readonly paused: boolean
}

export const emptyPool: Pool = {
  helpers: [],
  queue: [],
  nextHelper: 1,
  nextTicket: 1,
  paused: false
}

export interface PoolTurn {
  readonly pool: Pool
  readonly rules: ReadonlyArray<TransitionId>
  readonly commands: ReadonlyArray<Command>
}

const jobTimer = (helper: HelperId): TimerName => ({ _tag: "Job", helper })

const replaced = (pool: Pool, helper: Helper): Pool => ({
  ...pool,
  helpers: pool.helpers.map((other) => (other.id === helper.id ? helper : other))
})

/** Behind all others that are idle: each is used in its turn. */
const freed = (pool: Pool, id: HelperId, proven: boolean): Pool => {
  const rest = pool.helpers.filter((other) => other.id !== id)
  return { ...pool, helpers: [...rest, { _tag: "Idle", id, proven }] }
}

const without = (pool: Pool, id: HelperId): Pool => ({
  ...pool,
  helpers: pool.helpers.filter((helper) => helper.id !== id)
})

const counted = (pool: Pool, tag: Helper["_tag"]): number =>
  pool.helpers.reduce((count, helper) => (helper._tag === tag ? count + 1 : count), 0)

/** Gives waiting jobs to idle helpers, then spawns what is missing. Called after every change. */
export const settle = (
  start: Pool,
  limits: Limits,
  rules: ReadonlyArray<TransitionId> = [],
  commands: ReadonlyArray<Command> = []
): PoolTurn => {
  let pool = start
  const taken = [...rules]
  const issued = [...commands]
  for (;;) {
    const idle = pool.helpers.find((helper) => helper._tag === "Idle")
    const work = pool.queue[0]
    if (idle === undefined || work === undefined) break
    const { id, proven } = idle
    pool = replaced({ ...pool, queue: pool.queue.slice(1) }, { _tag: "Busy", id, proven, work })
    taken.push("helpers/submit")
    issued.push(
      { _tag: "Submit", helper: id, ticket: work.ticket, job: work.job },
      { _tag: "StartTimer", timer: jobTimer(id), millis: limits.jobMillis }
    )
  }
  while (wantsHelper(pool, limits)) {
    const id = pool.nextHelper
    pool = { ...pool, nextHelper: id + 1, helpers: [...pool.helpers, { _tag: "Starting", id }] }
    taken.push("helpers/spawn")
    issued.push(
      { _tag: "SpawnHelper", helper: id },
      { _tag: "StartTimer", timer: jobTimer(id), millis: limits.startMillis }
    )
  }
  return { pool, rules: taken, commands: issued }
}

/** On demand: no more are starting than jobs wait, and few at once. In reserve: what was spawned stays. */
const wantsHelper = (pool: Pool, limits: Limits): boolean => {
  if (pool.paused || counted(pool, "Hung") > limits.helpersHungMax) return false
  const live = pool.helpers.length - counted(pool, "Hung")
  if (live >= limits.helpersMax) return false
  const wanted = Math.min(pool.queue.length, limits.helpersStartingMax)
  return live < limits.helpersMin || counted(pool, "Starting") < wanted
}

/** Takes a job in; `claim` is undefined when the queue is full. */
export const enqueue = (
  pool: Pool,
  limits: Limits,
  job: Job,
  connection: ConnectionId,
  cacheable: boolean
): PoolTurn & { readonly claim: Ticket | undefined } => {
  const idle = pool.helpers.some((helper) => helper._tag === "Idle")
  if (!idle && pool.queue.length >= limits.queueMax) {
    return { pool, rules: ["helpers/overload"], commands: [], claim: undefined }
  }
  const ticket = pool.nextTicket
  const triesLeft = limits.triesMax - 1
  const work: Work = { claim: ticket, ticket, job, connection, cacheable, triesLeft }
  const queued = { ...pool, nextTicket: ticket + 1, queue: [...pool.queue, work] }
  return { ...settle(queued, limits, idle ? [] : ["helpers/queue"]), claim: ticket }
}

/** Nobody waits for this claim any more. What runs is left to end; what waits is taken out. */
export const withdraw = (pool: Pool, claim: Ticket): Pool => {
  if (pool.queue.some((work) => work.claim === claim)) {
    return { ...pool, queue: pool.queue.filter((work) => work.claim !== claim) }
  }
  const busy = pool.helpers.find((helper) => helper._tag === "Busy" && helper.work.claim === claim)
  return busy === undefined || busy._tag !== "Busy"
    ? pool
    : replaced(pool, { ...busy, work: { ...busy.work, connection: undefined } })
}

export const helperReady = (pool: Pool, limits: Limits, id: HelperId): PoolTurn => {
  const helper = pool.helpers.find((other) => other.id === id)
  if (helper === undefined || helper._tag !== "Starting") {
    return { pool, rules: ["faults/late-event"], commands: [] }
  }
  const stop: Command = { _tag: "StopTimer", timer: jobTimer(id) }
  return settle(freed(pool, id, false), limits, ["helpers/ready"], [stop])
}

/** `work` is undefined when the notification belongs to nothing that runs: late, or sent twice. */
export const notified = (
  pool: Pool,
  limits: Limits,
  id: HelperId,
  ticket: Ticket
): PoolTurn & { readonly work: Work | undefined } => {
  const helper = pool.helpers.find((other) => other.id === id)
  if (helper === undefined || helper._tag !== "Busy" || helper.work.ticket !== ticket) {
    return { pool, rules: ["helpers/late-notification"], commands: [], work: undefined }
  }
  const stop: Command = { _tag: "StopTimer", timer: jobTimer(id) }
  const rule = helper.work.connection === undefined ? "helpers/unclaimed" : "helpers/notified"
  return { ...settle(freed(pool, id, true), limits, [rule], [stop]), work: helper.work }
}

/** `failed` is the job that was tried often enough. */
export type Loss = PoolTurn & { readonly failed: Work | undefined }

export const helperLost = (pool: Pool, limits: Limits, id: HelperId): Loss => {
  const helper = pool.helpers.find((other) => other.id === id)
  if (helper === undefined) {
    return { pool, rules: ["faults/late-event"], commands: [], failed: undefined }
  }
  const rest = without(pool, id)
  switch (helper._tag) {
    case "Starting":
      return spawnFailed(rest, limits, [], [{ _tag: "StopTimer", timer: jobTimer(id) }])
    case "Hung":
      return { ...settle(rest, limits, ["helpers/lost"]), failed: undefined }
    case "Idle":
      return helper.proven
        ? { ...settle(rest, limits, ["helpers/lost"]), failed: undefined }
        : spawnFailed(rest, limits, ["helpers/lost"], [])
    case "Busy": {
      const stop: Command = { _tag: "StopTimer", timer: jobTimer(id) }
      if (helper.proven) return again(rest, limits, helper.work, [], [stop])
      const paused = spawnFailed(rest, limits, [], [stop])
      return again(paused.pool, limits, helper.work, paused.rules, paused.commands)
    }
  }
}

/** The deadline of a job, or of a start, passed: the helper is given up, whatever it still does. */
export const helperHung = (pool: Pool, limits: Limits, id: HelperId): Loss => {
  const helper = pool.helpers.find((other) => other.id === id)
  if (helper === undefined || (helper._tag !== "Busy" && helper._tag !== "Starting")) {
    return { pool, rules: ["faults/late-event"], commands: [], failed: undefined }
  }
  const hung = replaced(pool, { _tag: "Hung", id })
  const kill: Command = { _tag: "KillHelper", helper: id }
  return helper._tag === "Starting"
    ? spawnFailed(hung, limits, ["helpers/hung"], [kill])
    : again(hung, limits, helper.work, ["helpers/hung"], [kill])
}

/** What could not be started now can't be started at once again: a pause, or this would be all we do. */
const spawnFailed = (
  pool: Pool,
  limits: Limits,
  rules: ReadonlyArray<TransitionId>,
  commands: ReadonlyArray<Command>
): Loss => ({
  pool: { ...pool, paused: true },
  rules: [...rules, "helpers/spawn-failed"],
  commands: [
    ...commands,
    { _tag: "StartTimer", timer: { _tag: "Spawn" }, millis: limits.spawnPauseMillis }
  ],
  failed: undefined
})

/** Once more, before all others, with a new ticket; or given up. */
const again = (
  pool: Pool,
  limits: Limits,
  work: Work,
  rules: ReadonlyArray<TransitionId>,
  commands: ReadonlyArray<Command>
): Loss => {
  if (work.connection === undefined) {
    return { ...settle(pool, limits, [...rules, "helpers/lost"], commands), failed: undefined }
  }
  if (work.triesLeft === 0) {
    return { ...settle(pool, limits, [...rules, "helpers/lost-fail"], commands), failed: work }
  }
  const retry: Work = { ...work, ticket: pool.nextTicket, triesLeft: work.triesLeft - 1 }
  const queued = { ...pool, nextTicket: pool.nextTicket + 1, queue: [retry, ...pool.queue] }
  return {
    ...settle(queued, limits, [...rules, "helpers/lost-retry"], commands),
    failed: undefined
  }
}

export const spawnAgain = (pool: Pool, limits: Limits): PoolTurn =>
  settle({ ...pool, paused: false }, limits, ["helpers/spawn-again"])
