/**
 * The name of an architecture, from a table: the first row that fits. S is the number held at which new requests for
 * warm files stop (`requests`: incomplete requests; `lookup`, `read`: operations on the disk). Whether requests that
 * need no disk are still answered then tells a blocked dispatcher from a used-up pool of helpers.
 */
import type { Architecture, ArchitectureName, Size, Sweep } from "./result.ts"
import { type Seen, type SeenOnDisk, type Sweeps, seenOf } from "./seen.ts"

interface Row {
  readonly name: (seen: Seen) => ArchitectureName
  readonly when: (seen: Seen) => boolean
  readonly words: (seen: Seen) => string
}

const isDead = ({ malformed }: SeenOnDisk): boolean => malformed === "dead"
const isAlive = ({ malformed }: SeenOnDisk): boolean => malformed === "alive"
const isFinite = Number.isFinite

/** New connections bring new tasks, as many as there are connections, or nearly. */
const grows = (growth: number, count: number): boolean => growth >= 0.8 * count

const amped = ({ waiters }: Seen): ArchitectureName => (waiters === "threads" ? "amted" : "amped")
const ampedWords = (seen: Seen): string => (amped(seen) === "amted" ? "AMTED" : "AMPED")
const helpersOf = (seen: Seen, count: number): string =>
  `${count} helper ${seen.waiters === "processes" ? "process" : "thread"}${plural(seen, count)}`
const plural = ({ waiters }: Seen, count: number): string => {
  if (count === 1) return ""
  return waiters === "processes" ? "es" : "s"
}
const bothDead = ({ lookup, read }: Seen): boolean => isDead(lookup) && isDead(read)
const bothAlive = ({ lookup, read }: Seen): boolean => isAlive(lookup) && isAlive(read)
const stopsIn = (seen: Seen): number => Math.min(seen.lookup.stopsAt, seen.read.stopsAt)
const isSame = ({ lookup, read }: Seen): boolean => lookup.stopsAt === read.stopsAt
const two = ({ lookup, read }: Seen): string => `${lookup.stopsAt} lookups, ${read.stopsAt} reads`

const rows: ReadonlyArray<Row> = [
  {
    name: () => "iterative",
    when: (seen) => seen.requests === 1 && stopsIn(seen) === 1 && bothDead(seen),
    words: () => "iterative: one request after the other"
  },
  {
    name: ({ waitingThreads, waitingProcesses }) =>
      waitingThreads > waitingProcesses ? "pool-of-threads" : "pool-of-processes",
    when: (seen) => isFinite(seen.requests) && isFinite(stopsIn(seen)) && bothDead(seen),
    words: poolWords
  },
  {
    name: ({ requestsGrowth }) =>
      grows(requestsGrowth.processes, requestsGrowth.tasks)
        ? "process-per-connection"
        : "thread-per-connection",
    when: (seen) =>
      !isFinite(seen.requests) &&
      !isFinite(stopsIn(seen)) &&
      bothAlive(seen) &&
      grows(seen.requestsGrowth.tasks, seen.heldMax),
    words: ({ requestsGrowth: { tasks, processes } }) =>
      `a ${grows(processes, tasks) ? "process" : "thread"} for each connection`
  },
  {
    name: () => "partial-amped",
    when: (seen) =>
      !isFinite(seen.requests) &&
      bothDead(seen) &&
      seen.lookup.stoppedBeyondPool &&
      seen.read.stoppedBeyondPool,
    words: ({ lookup, read, ...seen }) =>
      `partial AMPED with ${helpersOf({ lookup, read, ...seen }, Math.max(lookup.heldMost, read.heldMost))}; ` +
      `the dispatcher waits where their queue is full (${lookup.askedMost} lookups, ${read.askedMost} reads)`
  },
  {
    name: () => "sped",
    when: (seen) =>
      !isFinite(seen.requests) && isSame(seen) && stopsIn(seen) === 1 && bothDead(seen),
    words: () => "SPED: one event loop that waits for the disk itself"
  },
  {
    name: () => "n-way-sped",
    when: (seen) => !isFinite(seen.requests) && isFinite(stopsIn(seen)) && bothDead(seen),
    words: (seen) =>
      isSame(seen)
        ? `${stopsIn(seen)}-way SPED: ${stopsIn(seen)} event loops that wait for the disk themselves`
        : `N-way SPED: event loops that wait for the disk themselves (${two(seen)})`
  },
  {
    name: () => "partial-amped",
    when: ({ requests, lookup, read }) =>
      !isFinite(requests) &&
      ((isDead(lookup) && isAlive(read)) || (isDead(read) && isAlive(lookup))),
    words: partialWords
  },
  {
    name: amped,
    when: (seen) => !isFinite(seen.requests) && isFinite(stopsIn(seen)) && bothAlive(seen),
    words: (seen) => {
      const most = Math.max(seen.lookup.heldMost, seen.read.heldMost)
      const saturates = isSame(seen) ? String(stopsIn(seen)) : two(seen)
      return `${ampedWords(seen)} with ${helpersOf(seen, most)}; warm files need one too: saturates at ${saturates}`
    }
  },
  {
    name: amped,
    when: (seen) =>
      bothAlive(seen) &&
      !seen.lookup.isHeldToTheEnd &&
      !seen.read.isHeldToTheEnd &&
      !isFinite(seen.requests),
    words: (seen) => {
      const most = Math.max(seen.lookup.heldMost, seen.read.heldMost)
      return `${ampedWords(seen)} with ${helpersOf(seen, most)}; warm files never wait for them`
    }
  },
  {
    name: () => "elastic",
    when: (seen) =>
      bothAlive(seen) &&
      !isFinite(stopsIn(seen)) &&
      grows(Math.max(seen.read.taskGrowth, seen.lookup.taskGrowth), seen.heldMax),
    words: () => "a runtime of many tasks on few threads (M:N), or helpers without a limit in sight"
  }
]

function poolWords(seen: Seen): string {
  const { waitingThreads, waitingProcesses, requests } = seen
  const isOfThreads = waitingThreads > waitingProcesses
  const within = isOfThreads && waitingProcesses > 1 ? ` in ${waitingProcesses} processes` : ""
  const differs =
    isSame(seen) && stopsIn(seen) === requests ? "" : ` (${two(seen)}, ${requests} requests)`
  const of = `${requests} ${isOfThreads ? "threads" : "processes"}${within}`
  return `a pool of ${of}, a connection each${differs}`
}

function partialWords(seen: Seen): string {
  const [dead, alive, what, other] = isDead(seen.lookup)
    ? [seen.lookup, seen.read, "lookups", "reads"]
    : [seen.read, seen.lookup, "reads", "lookups"]
  const loops = dead.stopsAt === 1 ? "the dispatcher" : `${dead.stopsAt} dispatchers`
  const call = dead.call === "" ? "" : ` (${dead.call})`
  const rest = isFinite(alive.stopsAt) ? `, saturates at ${alive.stopsAt}` : ""
  return `partial AMPED: helpers for ${other}${rest}; ${what} stop ${loops}${call}`
}

/** The name, or which sweep can't be relied upon. */
export const decide = (sweeps: Sweeps, baseline: Size, heldMax: number): Architecture => {
  const missing = [sweeps.requests, sweeps.lookup, sweeps.read].find(
    ({ outcome }) => outcome !== "measured"
  )
  if (missing !== undefined)
    return {
      name: "inconclusive",
      words: `inconclusive: the sweep "${missing.name}" is ${missing.outcome}`,
      evidence: [missing.why]
    }
  const seen = seenOf(sweeps, baseline, heldMax)
  const row = rows.find(({ when }) => when(seen))
  return {
    name: row?.name(seen) ?? "undecided",
    words: row?.words(seen) ?? undecidedWords(seen),
    evidence: evidenceOf(sweeps, seen)
  }
}

const undecidedWords = (seen: Seen): string =>
  bothAlive(seen) && !isFinite(seen.requests) && !isFinite(stopsIn(seen))
    ? `undecided: nothing stopped and no pool was used up; ask for more than ${seen.heldMax}`
    : "undecided: no architecture we know behaves like this"

const evidenceOf = (sweeps: Sweeps, seen: Seen): ReadonlyArray<string> => [
  sentenceOf(sweeps.requests, "incomplete requests"),
  diskSentence(sweeps.lookup, seen.lookup, "held lookups"),
  diskSentence(sweeps.read, seen.read, "held reads"),
  `tasks: ${seen.requestsGrowth.tasks} more with incomplete requests, ` +
    `${seen.lookup.taskGrowth} with lookups, ${seen.read.taskGrowth} with reads`
]

const sentenceOf = ({ stopsAt, heldMost }: Sweep, what: string): string =>
  stopsAt === null
    ? `${what}: new requests are answered however many there are (${heldMost})`
    : `${what}: new requests stop at ${stopsAt}`

const diskSentence = (sweep: Sweep, seen: SeenOnDisk, what: string): string =>
  `${sentenceOf(sweep, what)}; what needs no disk is ${wordsOf[seen.malformed]} then`

const wordsOf = {
  alive: "answered",
  dead: "not answered either",
  partly: "answered in part"
} as const
