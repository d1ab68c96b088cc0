/** Helpers: one job each, tickets, notifications in order and counted once, deadlines. */
import type { Command } from "../../state-machine/command.ts"
import type { HelperId, Ticket } from "../../state-machine/event.ts"
import type { MonitorFactory } from "../monitor.ts"

interface Helper {
  ready: boolean
  killed: boolean
  ticket: Ticket | undefined
}

/** What the trace shows of the pool. */
class Pool {
  readonly helpers = new Map<HelperId, Helper>()

  get hung(): number {
    let hung = 0
    for (const helper of this.helpers.values()) if (helper.killed) hung += 1
    return hung
  }
}

export const assignment: MonitorFactory = {
  rules: ["helpers/one-job", "helpers/ready", "helpers/ticket-once", "helpers/bounded-pool"],
  start: ({ gauge, settings: { limits } }) => {
    const oneJob = gauge("helpers/one-job")
    const ready = gauge("helpers/ready")
    const once = gauge("helpers/ticket-once")
    const bounded = gauge("helpers/bounded-pool")
    const pool = new Pool()
    const tickets = new Set<Ticket>()
    const numbers = new Set<HelperId>()
    const release = (id: HelperId, ticket: Ticket): void => {
      const helper = pool.helpers.get(id)
      if (helper?.ticket === ticket) helper.ticket = undefined
    }
    return {
      event: {
        HelperReady: ({ helper: id }) => {
          const helper = pool.helpers.get(id)
          if (helper) helper.ready = true
        },
        HelperLost: ({ helper }) => pool.helpers.delete(helper),
        Notified: ({ helper, ticket }) => release(helper, ticket)
      },
      command: {
        SpawnHelper: ({ helper }) => {
          once.check(!numbers.has(helper), () => `helper ${helper} is spawned twice`)
          numbers.add(helper)
          pool.helpers.set(helper, { ready: false, killed: false, ticket: undefined })
          const hung = pool.hung
          const live = pool.helpers.size - hung
          bounded.check(
            live <= limits.helpersMax && live + hung <= limits.helpersMax + limits.helpersHungMax,
            () => `${live} helpers live and ${hung} are killed and not gone`
          )
        },
        KillHelper: ({ helper: id }) => {
          const helper = pool.helpers.get(id)
          if (helper) helper.killed = true
        },
        Submit: ({ helper: id, ticket }) => {
          once.check(!tickets.has(ticket), () => `ticket ${ticket} is used twice`)
          tickets.add(ticket)
          const helper = pool.helpers.get(id)
          ready.check(
            helper !== undefined && helper.ready && !helper.killed,
            () => `ticket ${ticket} goes to helper ${id}, which is not there, not ready or killed`
          )
          oneJob.check(
            helper?.ticket === undefined,
            () => `helper ${id} gets ticket ${ticket} while it has ${helper?.ticket}`
          )
          if (helper) helper.ticket = ticket
        }
      }
    }
  }
}

/** The deadline of this helper's job, and of no other, is called off. */
const endsOneJob = (commands: ReadonlyArray<Command>, helper: HelperId): boolean => {
  let ends = 0
  for (const command of commands) {
    if (command._tag !== "StopTimer" || command.timer._tag !== "Job") continue
    if (command.timer.helper !== helper) return false
    ends += 1
  }
  return ends === 1
}

export const notifications: MonitorFactory = {
  rules: ["helpers/exactly-once", "helpers/late-notification", "helpers/in-order"],
  start: ({ gauge }) => {
    const exactlyOnce = gauge("helpers/exactly-once")
    const late = gauge("helpers/late-notification")
    const inOrder = gauge("helpers/in-order")
    const working = new Map<HelperId, Ticket>()
    /** By a notification, or because their helper was given up. */
    const ended = new Set<Ticket>()
    const giveUp = (helper: HelperId): void => {
      const ticket = working.get(helper)
      if (ticket !== undefined) ended.add(ticket)
      working.delete(helper)
    }
    /** Sent and not yet processed, by helper; known only where the world is recorded. */
    const sent = new Map<HelperId, Array<Ticket>>()
    return {
      event: {
        HelperLost: ({ helper }) => giveUp(helper),
        Notified: ({ helper, ticket }, { commands }) => {
          const queue = sent.get(helper)
          const place = queue?.indexOf(ticket) ?? -1
          if (queue && place >= 0) {
            inOrder.check(place === 0, () => `ticket ${ticket} overtook ticket ${queue[0]}`)
            queue.splice(0, place + 1)
          }
          if (working.get(helper) === ticket) {
            exactlyOnce.check(
              !ended.has(ticket) && endsOneJob(commands, helper),
              () => `the notification of ticket ${ticket} does not end this job and no other`
            )
            ended.add(ticket)
            working.delete(helper)
            return
          }
          const effect = commands.find(
            (command) => command._tag !== "Forget" || command.chunk !== ticket
          )
          late.check(
            effect === undefined,
            () => `ticket ${ticket}, which helper ${helper} does not have, led to ${effect?._tag}`
          )
          if (ended.has(ticket))
            exactlyOnce.check(
              effect === undefined,
              () => `ticket ${ticket}, which has ended, took effect`
            )
        }
      },
      command: {
        Submit: ({ helper, ticket }) => {
          working.set(helper, ticket)
        },
        KillHelper: ({ helper }) => giveUp(helper)
      },
      world: {
        HelperDone: ({ helper, ticket }) => {
          const queue = sent.get(helper) ?? []
          queue.push(ticket)
          sent.set(helper, queue)
        }
      }
    }
  }
}

export const deadline: MonitorFactory = {
  rules: ["helpers/deadline", "helpers/hung"],
  start: ({ gauge, settings: { limits } }) => {
    const guarded = gauge("helpers/deadline")
    const hung = gauge("helpers/hung")
    const working = new Map<HelperId, Ticket>()
    return {
      event: {
        Notified: ({ helper, ticket }) => {
          if (working.get(helper) === ticket) working.delete(helper)
        },
        HelperLost: ({ helper }) => {
          working.delete(helper)
        },
        TimerFired: ({ timer }, { commands }) => {
          if (timer._tag !== "Job" || !working.has(timer.helper)) return
          hung.check(
            commands.some(
              (command) => command._tag === "KillHelper" && command.helper === timer.helper
            ),
            () => `the deadline of helper ${timer.helper} passed and it was not killed`
          )
        }
      },
      command: {
        KillHelper: ({ helper }) => {
          working.delete(helper)
        },
        Submit: ({ helper, ticket }, { commands }) => {
          working.set(helper, ticket)
          guarded.check(
            commands.some(
              (command) =>
                command._tag === "StartTimer" &&
                command.timer._tag === "Job" &&
                command.timer.helper === helper &&
                command.millis <= limits.jobMillis
            ),
            () => `ticket ${ticket} of helper ${helper} has no deadline`
          )
        }
      }
    }
  }
}
