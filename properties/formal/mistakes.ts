/** Mistakes made in the model on purpose, by `-DFAULT_…`: the named property must find each. */
import { type Bounds, type Claim, cycle, fairly, forever, safety } from "./claims.ts"
import type { Search } from "./spin.ts"

/** Assertions by what they compare. */
const unwanted = /assertion violated .*phase\[queue_owner\[at\]\]==2/
const misdelivered = /assertion violated .*(count<=|says_old\[actor\])/
const forgotten = /assertion violated .*count>=/
const outOfOrder = /assertion violated .*request\[actor\]==answered/
const unhandled = /assertion violated .*owed_set/
/** The watcher saw a handler that was left half-way. */
const blocked = /assertion violated *!\(?handling/
/** Nothing moves, and somebody is not done. */
const stuck = /assertion violated .*client\[0\]==2/

const mistake = (
  name: string,
  property: string,
  words: string,
  fails: RegExp,
  search: Search
): Claim => ({
  name: `mistake-${name}`,
  property,
  words,
  fails,
  search: {
    ...search,
    defines: [...search.defines, `-DFAULT_${name.toUpperCase().replaceAll("-", "_")}`]
  }
})

const pair: Bounds = { CLIENTS: 2, FILES: 2, WORLDS: 5 }

export const mistakes: ReadonlyArray<Claim> = [
  mistake("blocking-read", "P1", "the dispatcher reads from the disk", blocked, safety(pair)),
  mistake(
    "blocking-pipe",
    "P1",
    "a job is written to the pipe of a busy helper",
    blocked,
    safety({ ...pair, CLIENTS: 3 })
  ),
  mistake(
    "no-overload",
    "P1",
    "jobs are queued without looking at the bound",
    blocked,
    safety({ CLIENTS: 3, QUEUE: 1 })
  ),
  mistake(
    "not-pinned",
    "P8 P1",
    "bytes on their way out are dropped from memory",
    blocked,
    safety({ ...pair, ROOM: 1 })
  ),
  mistake(
    "no-ticket",
    "P3",
    "a late notification is taken for that of the job at hand",
    misdelivered,
    safety({ ...pair, DUPLICATES: 1 })
  ),
  mistake(
    "not-disowned",
    "P3",
    "the job of a client that left is delivered to the next one in its place",
    misdelivered,
    safety({ ...forever, RESETS: 1 })
  ),
  mistake(
    "last-first",
    "P6",
    "of pipelined requests the last is answered first",
    outOfOrder,
    safety({ REQUESTS: 2, PIPELINED: 1 })
  ),
  mistake(
    "not-withdrawn",
    "P5",
    "a closed connection's job stays in the queue",
    unwanted,
    safety({ ...pair, RESETS: 1 })
  ),
  mistake(
    "not-retried",
    "P9",
    "the job of a lost helper is lost with it",
    forgotten,
    safety({ DEATHS: 1 })
  ),
  mistake(
    "tried-for-ever",
    "P2",
    "a job that kills its helper is tried without an end",
    cycle,
    fairly("completion", { CLIENTS: 1, WORLDS: 1, BATCH: true, DEATHS: 1 })
  ),
  mistake(
    "not-resumed",
    "P10",
    "after the first chunk nothing asks for the next",
    stuck,
    safety({ CHUNKS: 2 })
  ),
  mistake(
    "lost-wake-up",
    "P10",
    "a notification that comes while jobs wait is dropped",
    stuck,
    safety({ CLIENTS: 2 })
  ),
  mistake(
    "paused-for-ever",
    "P2",
    "after a failed start no helper is ever started",
    cycle,
    fairly("completion", { CLIENTS: 1, WORLDS: 1, BATCH: true, SPAWN_FAILURES: 1 })
  ),
  mistake(
    "asks-always",
    "P7",
    "a helper is asked for what is in memory already",
    cycle,
    fairly("independence", { ROOM: 2, BATCH: true, HELPERS_MAY_STOP: true })
  ),
  mistake(
    "unfair",
    "P2",
    "any one of what is ready is handled, so that one source can wait for ever",
    cycle,
    fairly("completion", { BATCH: true })
  ),
  mistake(
    "early-look",
    "P4",
    "the dispatcher looks again before all that was ready is handled",
    unhandled,
    safety({ ...pair, BATCH: true })
  )
]
