/** The queue of jobs: its order and its bound, and that no job is lost with its helper. */
import type { Job } from "../../state-machine/command.ts"
import type { HelperId, Ticket } from "../../state-machine/event.ts"
import type { Handlers, MonitorFactory } from "../monitor.ts"

/** One try of a job that a helper has, or had when it was lost. */
interface Try {
  readonly ticket: Ticket
  readonly name: string
  readonly tries: number
  /** Requests that may have left before this try: each of them may have taken the job with it. */
  readonly withdrawals: number
}

const nameOf = (job: Job): string =>
  job._tag === "Locate" ? `Locate ${job.path}` : `Load ${job.path} ${job.version} ${job.offset}`

export const losses: MonitorFactory = {
  rules: ["helpers/fifo", "helpers/lost-retry", "helpers/lost-fail"],
  start: ({ gauge, settings: { limits } }) => {
    const fifo = gauge("helpers/fifo")
    const retry = gauge("helpers/lost-retry")
    const fail = gauge("helpers/lost-fail")
    const working = new Map<HelperId, Try>()
    /** Jobs to be tried again; the last one first. */
    const lost: Array<Try> = []
    let gone: Try | undefined
    let youngest = -1
    let withdrawals = 0

    const giveUp = (helper: HelperId): void => {
      gone = working.get(helper)
      working.delete(helper)
    }
    /** The lost job that this one tries again. Those above it in the stack must have been withdrawn. */
    const retried = (name: string): Try | undefined => {
      for (let last = lost.pop(); last !== undefined; last = lost.pop()) {
        const holds = last.name === name || last.withdrawals < withdrawals
        retry.check(holds, () => `${last?.name} is lost, and ${name} goes first`)
        if (last.name === name) return last
      }
      return undefined
    }
    return {
      event: {
        HelperLost: ({ helper }) => giveUp(helper),
        Notified: ({ helper, ticket }) => {
          if (working.get(helper)?.ticket === ticket) working.delete(helper)
        },
        PeerReset: () => {
          withdrawals += 1
        },
        TimerFired: ({ timer }) => {
          if (timer._tag === "Connection" || timer._tag === "Drain") withdrawals += 1
          if (timer._tag === "Job") giveUp(timer.helper)
        }
      },
      command: {
        Submit: ({ helper, ticket, job }, { rules }) => {
          const name = nameOf(job)
          if (gone && rules.includes("helpers/lost-retry")) {
            lost.push(gone)
            gone = undefined
          }
          const last = retried(name)
          if (last === undefined) {
            fifo.check(ticket > youngest, () => `ticket ${ticket} is submitted after ${youngest}`)
            youngest = Math.max(youngest, ticket)
          }
          // When its request may have left, this may be another request for the same file.
          const tries = last !== undefined && last.withdrawals === withdrawals ? last.tries + 1 : 1
          fail.check(tries <= limits.triesMax, () => `${name} is tried ${tries} times`)
          working.set(helper, { ticket, name, tries, withdrawals })
        }
      },
      stepEnd: ({ rules }) => {
        if (gone === undefined) return
        const { name, tries, withdrawals: before } = gone
        const mayBeWithdrawn = before < withdrawals && rules.includes("helpers/lost")
        const again = rules.includes("helpers/lost-retry")
        retry.check(
          mayBeWithdrawn || again || rules.includes("helpers/lost-fail"),
          () => `${name} was lost after ${tries} tries, and is neither tried again nor given up`
        )
        if (again) lost.push({ ...gone, withdrawals })
        gone = undefined
      }
    }
  }
}

/** Helpers that could take a job. */
class Free {
  readonly helpers = new Set<HelperId>()
  readonly #working = new Map<HelperId, Ticket>()

  readonly #leaves = ({ helper }: { readonly helper: HelperId }): void => {
    this.helpers.delete(helper)
    this.#working.delete(helper)
  }

  readonly handlers = {
    event: {
      HelperReady: ({ helper }) => {
        this.helpers.add(helper)
      },
      HelperLost: this.#leaves,
      Notified: ({ helper, ticket }) => {
        if (this.#working.get(helper) === ticket) this.helpers.add(helper)
      }
    },
    command: {
      Submit: ({ helper, ticket }) => {
        this.helpers.delete(helper)
        this.#working.set(helper, ticket)
      },
      KillHelper: this.#leaves
    }
  } satisfies Handlers
}

export const queue: MonitorFactory = {
  rules: ["helpers/bounded-queue", "helpers/submit"],
  start: ({ gauge, settings: { limits } }) => {
    const bounded = gauge("helpers/bounded-queue")
    const submit = gauge("helpers/submit")
    const free = new Free()
    /** Never more than really wait: a job that a request took with it can't be seen to leave. */
    let waiting = 0
    return {
      ...free.handlers,
      stepEnd: ({ event: { _tag }, rules, commands }) => {
        const submits = commands.reduce(
          (sum, command) => (command._tag === "Submit" ? sum + 1 : sum),
          0
        )
        const fresh = _tag === "Received" || _tag === "Sent" || _tag === "PeerEnded"
        const mayWithdraw = _tag === "TimerFired" || _tag === "PeerReset" ? 1 : 0
        waiting = Math.max(0, waiting - mayWithdraw - (fresh ? 0 : submits))
        const queued = rules.reduce((sum, rule) => (rule === "helpers/queue" ? sum + 1 : sum), 0)
        waiting += queued
        const idle = free.helpers.size
        if (waiting > 0 || idle > 0)
          submit.check(
            waiting === 0 || idle === 0,
            () => `${waiting} jobs wait and ${idle} helpers are free`
          )
        if (queued === 0) return
        bounded.check(
          waiting <= limits.queueMax,
          () => `${waiting} jobs wait, and ${limits.queueMax} may`
        )
      }
    }
  }
}
