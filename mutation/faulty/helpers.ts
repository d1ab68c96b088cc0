/** Mistakes with helpers, tickets and the queue. */
import type { Event } from "../../src/state-machine/event.ts"
import type { Helper } from "../../src/state-machine/pool.ts"
import type { ServerState } from "../../src/state-machine/server.ts"
import { type Fault, followedBy, limited, without, wrapped } from "./fault.ts"

const busyWith = (
  state: ServerState,
  id: number
): Extract<Helper, { _tag: "Busy" }> | undefined => {
  const helper = state.pool.helpers.find((other) => other.id === id)
  return helper?._tag === "Busy" ? helper : undefined
}

/** A notification that is taken for the answer to whatever some helper does now. */
const believed = (state: ServerState, event: Event): Event => {
  if (event._tag !== "Notified" || busyWith(state, event.helper)?.work.ticket === event.ticket)
    return event
  const busy =
    busyWith(state, event.helper) ?? state.pool.helpers.find((helper) => helper._tag === "Busy")
  return busy?._tag === "Busy" ? { ...event, helper: busy.id, ticket: busy.work.ticket } : event
}

export const helpers: ReadonlyArray<Fault> = [
  {
    id: "lost-wake-up",
    kind: "loss",
    sentence: "A notification that arrives while another job waits is dropped.",
    rule: "helpers/exactly-once",
    machine: wrapped((state, event, honest) =>
      event._tag === "Notified" && state.pool.queue.length > 0
        ? { rules: [], state, commands: [] }
        : honest(state, event)
    )
  },
  {
    id: "no-ticket-check",
    kind: "staleness",
    sentence: "A late notification is taken for the answer to the job that runs now.",
    rule: "helpers/exactly-once",
    machine: wrapped((state, event, honest) => honest(state, believed(state, event)))
  },
  {
    id: "notification-twice",
    kind: "duplication",
    sentence: "Each notification is processed twice, the second time for the next job.",
    rule: "helpers/exactly-once",
    machine: wrapped((state, event, honest) => {
      const first = honest(state, event)
      return event._tag === "Notified"
        ? followedBy(first, believed(first.state, event), honest)
        : first
    })
  },
  {
    id: "crash-forgotten",
    kind: "crash",
    sentence: "A helper that dies with a job is crossed out, and its job with it.",
    rule: "helpers/lost-retry",
    machine: wrapped((state, event, honest) => {
      if (event._tag !== "HelperLost" || busyWith(state, event.helper) === undefined)
        return honest(state, event)
      const helpers = state.pool.helpers.filter((helper) => helper.id !== event.helper)
      return {
        rules: ["helpers/lost"],
        state: { ...state, pool: { ...state.pool, helpers } },
        commands: []
      }
    })
  },
  {
    id: "lifo-queue",
    kind: "order",
    sentence: "The job that came last is given out first.",
    rule: "helpers/fifo",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event)
      const grown = step.state.pool.queue.length > state.pool.queue.length
      if (!grown) return step
      const last = step.state.pool.queue.at(-1)!
      const queue = [last, ...step.state.pool.queue.slice(0, -1)]
      return { ...step, state: { ...step.state, pool: { ...step.state.pool, queue } } }
    })
  },
  {
    id: "no-deadline",
    kind: "starvation",
    sentence: "A job has no deadline, so a hung helper is never noticed.",
    rule: "helpers/deadline",
    machine: without((command) => command._tag === "StartTimer" && command.timer._tag === "Job")
  },
  {
    id: "unbounded-queue",
    kind: "overload",
    sentence: "Jobs wait in a queue without an end.",
    rule: "helpers/bounded-queue",
    machine: limited(() => ({ queueMax: 1_000_000 }))
  },
  {
    id: "unbounded-pool",
    kind: "overload",
    sentence: "A helper is spawned for every job that waits.",
    rule: "helpers/bounded-pool",
    machine: limited(() => ({ helpersMax: 1_000 }))
  },
  {
    id: "two-jobs-at-once",
    kind: "duplication",
    sentence: "A helper that is busy is given a second job.",
    rule: "helpers/one-job",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event)
      const busy = step.state.pool.helpers.find((helper) => helper._tag === "Busy")
      const [work, ...queue] = step.state.pool.queue
      if (busy === undefined || work === undefined) return step
      return {
        rules: step.rules,
        state: { ...step.state, pool: { ...step.state.pool, queue } },
        commands: [
          ...step.commands,
          { _tag: "Submit", helper: busy.id, ticket: work.ticket, job: work.job }
        ]
      }
    })
  },
  {
    id: "ticket-reused",
    kind: "crash",
    sentence: "A job that is tried again keeps its ticket, so the first try's late answer fits it.",
    rule: "helpers/ticket-once",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event)
      if (!step.rules.includes("helpers/lost-retry")) return step
      // The ticket goes back to where it came from, in the commands as in the queue.
      const again = step.state.pool.nextTicket - 1
      const claim = [
        ...step.state.pool.queue,
        ...step.state.pool.helpers.flatMap((helper) =>
          helper._tag === "Busy" ? [helper.work] : []
        )
      ].find((work) => work.ticket === again)?.claim
      if (claim === undefined) return step
      const renamed = <Work extends { readonly ticket: number }>(work: Work): Work =>
        work.ticket === again ? { ...work, ticket: claim } : work
      const pool = {
        ...step.state.pool,
        queue: step.state.pool.queue.map(renamed),
        helpers: step.state.pool.helpers.map((helper) =>
          helper._tag === "Busy" ? { ...helper, work: renamed(helper.work) } : helper
        )
      }
      return {
        rules: step.rules,
        state: { ...step.state, pool },
        commands: step.commands.map((command) =>
          command._tag === "Submit" ? renamed(command) : command
        )
      }
    })
  }
]
