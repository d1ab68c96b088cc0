/** Bookkeeping that several monitors share: which helper has which job, and what a target plainly names. */
import type { Job } from "../../state-machine/command.ts"
import type { HelperId, Ticket } from "../../state-machine/event.ts"

/** Jobs by helper. A notification counts only for the ticket that its helper has. */
export class Jobs {
  readonly #working = new Map<HelperId, { readonly ticket: Ticket; readonly job: Job }>()

  submitted(helper: HelperId, ticket: Ticket, job: Job): void {
    this.#working.set(helper, { ticket, job })
  }

  gone(helper: HelperId): void {
    this.#working.delete(helper)
  }

  /** The job that this notification ends. */
  notified(helper: HelperId, ticket: Ticket): Job | undefined {
    const work = this.#working.get(helper)
    if (work?.ticket !== ticket) return undefined
    this.#working.delete(helper)
    return work.job
  }
}

const plain = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\/?$|^\/$/

/** The path of a target that needs no decoding and leaves no question; `undefined` for all others. */
export const plainPath = (target: string): string | undefined => {
  const mark = target.indexOf("?")
  const path = mark < 0 ? target : target.slice(0, mark)
  return plain.test(path) ? path : undefined
}
