/** Mistakes in the upkeep of helpers and caches: spawning, giving up, giving out, forgetting. */
import type { Event } from "../../src/state-machine/event.ts"
import { entriesOf, put } from "../../src/state-machine/lru.ts"
import type { ServerState } from "../../src/state-machine/server.ts"
import { type Fault, followedBy, limited, rewritten, without, wrapped } from "./fault.ts"

/** Small enough that runs come round, as 16 bits are in a year. */
const ticketsMax = 8

const isIdle = (state: ServerState, event: Event): boolean =>
  event._tag === "HelperLost" &&
  state.pool.helpers.some(({ _tag, id }) => _tag === "Idle" && id === event.helper)

export const upkeep: ReadonlyArray<Fault> = [
  {
    id: "retries-for-ever",
    kind: "crash",
    sentence: "A job that takes its helper down is tried again without end.",
    rule: "helpers/lost-fail",
    machine: limited(() => ({ triesMax: 1_000_000 }))
  },
  {
    id: "spawns-at-once",
    kind: "crash",
    sentence: "A helper that could not start is replaced at once, without a pause.",
    rule: "helpers/spawn-failed",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event)
      return step.rules.includes("helpers/spawn-failed")
        ? followedBy(step, { _tag: "TimerFired", timer: { _tag: "Spawn" } }, honest)
        : step
    })
  },
  {
    id: "hung-left-alone",
    kind: "leak",
    sentence: "A hung helper is given up and not killed.",
    rule: "helpers/hung",
    machine: without((command) => command._tag === "KillHelper")
  },
  {
    id: "dead-helper-kept",
    kind: "crash",
    sentence: "A helper that dies while it has nothing to do goes on getting jobs.",
    rule: "helpers/ready",
    machine: wrapped((state, event, honest) =>
      isIdle(state, event) ? { rules: ["helpers/lost"], state, commands: [] } : honest(state, event)
    )
  },
  {
    id: "idle-helper",
    kind: "starvation",
    sentence: "A helper that came free is not asked to do what waits in the queue.",
    rule: "helpers/submit",
    machine: wrapped((state, event, honest) => {
      if (event._tag !== "Notified") return honest(state, event)
      const { queue } = state.pool
      const step = honest({ ...state, pool: { ...state.pool, queue: [] } }, event)
      const { pool } = step.state
      return {
        ...step,
        state: { ...step.state, pool: { ...pool, queue: [...queue, ...pool.queue] } }
      }
    })
  },
  {
    id: "ticket-wraps",
    kind: "staleness",
    sentence: "The counter of tickets begins again when it is full.",
    rule: "helpers/ticket-once",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event)
      const { pool } = step.state
      return pool.nextTicket <= ticketsMax
        ? step
        : { ...step, state: { ...step.state, pool: { ...pool, nextTicket: 1 } } }
    })
  },
  {
    id: "forgotten-before-sent",
    kind: "order",
    sentence: "Bytes are given back first and sent then.",
    rule: "caches/unknown-goes-to-helper",
    machine: rewritten((commands) => [
      ...commands.filter(({ _tag }) => _tag === "Forget"),
      ...commands.filter(({ _tag }) => _tag !== "Forget")
    ])
  },
  {
    id: "heads-by-path",
    kind: "coherence",
    sentence: "Heads are remembered by path, whatever the version of the file.",
    rule: "header/coherent",
    machine: wrapped((state, event, honest) => {
      if (event._tag !== "Notified" || event.outcome._tag !== "Found") return honest(state, event)
      const { path, version, settled } = event.outcome.facts
      const [, old] =
        entriesOf(state.caches.heads).find(([key]) => key.startsWith(`${path} `)) ?? []
      if (old === undefined) return honest(state, event)
      const heads = put(state.caches.heads, `${path} ${version} ${settled}`, old, 1).lru
      return honest({ ...state, caches: { ...state.caches, heads } }, event)
    })
  },
  {
    id: "double-slices",
    kind: "bytes",
    sentence: "Two chunks are loaded and sent in one go.",
    rule: "send/output-bounded",
    machine: limited(({ chunkBytes }) => ({ chunkBytes: 2 * chunkBytes }))
  },
  {
    id: "unpinned",
    kind: "starvation",
    sentence:
      "What a helper brought is dropped and asked for again, for nothing held it in memory.",
    rule: "helpers/exactly-once",
    endless: true,
    machine: wrapped((state, event, honest) => {
      const helper = state.pool.helpers.find(
        (each) => "helper" in event && each.id === event.helper
      )
      if (event._tag !== "Notified" || helper?._tag !== "Busy" || helper.work.job._tag !== "Load")
        return honest(state, event)
      const ticket = state.pool.nextTicket
      const work = { ...helper.work, ticket }
      const helpers = state.pool.helpers.map((each) =>
        each.id === helper.id ? { ...helper, work } : each
      )
      return {
        rules: ["caches/absent"],
        state: { ...state, pool: { ...state.pool, helpers, nextTicket: ticket + 1 } },
        commands: [
          { _tag: "Forget", chunk: event.ticket },
          { _tag: "Submit", helper: helper.id, ticket, job: work.job }
        ]
      }
    })
  }
]
