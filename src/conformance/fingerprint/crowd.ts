/** Connections that want nothing yet: with a request that never comes to its end, or served once and kept. */
import type { Asking } from "./asking.ts"

export type CrowdKind = "requests" | "idle"

interface Member {
  readonly isThere: () => boolean
  readonly close: () => void
}

/** How long a connection may take that a busy server lets wait in its queue. */
const openMillis = 500

export class Crowd {
  readonly #enter: (admit: (member: Member) => void) => Promise<void>
  readonly #members: Array<Member> = []
  #asked = 0
  #isClosed = false

  /** `enter` opens one connection; it tells of it as soon as there is something to close. */
  constructor(enter: (admit: (member: Member) => void) => Promise<void>) {
    this.#enter = enter
  }

  /** Resolves when all are in, or after a while. */
  async raiseTo(count: number): Promise<void> {
    const entering: Array<Promise<void>> = []
    for (; this.#asked < count; this.#asked += 1) entering.push(this.#admitOne())
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, openMillis)
    await Promise.race([Promise.all(entering), promise])
    clearTimeout(timer)
  }

  get open(): number {
    return this.#members.filter((member) => member.isThere()).length
  }

  closeAll(): void {
    this.#isClosed = true
    for (const member of this.#members) member.close()
  }

  async #admitOne(): Promise<void> {
    try {
      await this.#enter((member) => {
        this.#members.push(member)
        if (this.#isClosed) member.close()
      })
    } catch {
      // Not let in: then it is not counted as open.
    }
  }
}

export const crowdOf: Readonly<Record<CrowdKind, (asking: Asking) => Crowd>> = {
  requests: (asking) =>
    new Crowd(async (admit) => {
      const connection = await asking.connect()
      admit({ isThere: () => connection.end === "open", close: () => connection.close() })
      await asking.beginRequest(connection)
    }),
  idle: (asking) =>
    new Crowd(async (admit) => {
      const connection = await asking.kept()
      admit({ isThere: () => connection.isKept, close: () => connection.close() })
      await connection.ask().settled
    })
}
