/**
 * Knows when a server has read what was sent before, without guessing from a clock: it answers a request that was
 * sent later, on a connection of the barrier's own. A server of one loop has then seen all that was ready before;
 * one of many workers very likely has. A server that does not answer beside unfinished requests gets a gap in time.
 */
import { Connection } from "./connection.ts"
import type { Network } from "./network.ts"
import { compose, octets } from "./request.ts"

/** Whatever the answer is. */
const question = octets(compose({ method: "HEAD" }))
/** Longer than any answer takes that can be of use here. */
const patienceMillis = 300
/** After so many barriers in a row without an answer there are no more. */
const failuresMax = 3

export class Barrier {
  readonly #network: Network
  #connection: Connection | undefined
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined
  #failures = 0

  constructor(network: Network) {
    this.#network = network
  }

  /** Resolves when a request that was sent after this call is answered, and the time has passed too. */
  async pass(gapMillis: number): Promise<void> {
    const passed = this.#network.pass(gapMillis)
    if (this.#failures < failuresMax) await this.#begun()
    await passed
  }

  close(): void {
    this.#connection?.close()
    this.#connection = undefined
  }

  /** One that is under way may have been sent before: whoever comes now shares the next. */
  #begun(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#ask().finally(() => {
        this.#running = undefined
      })
      return this.#running
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      return this.#begun()
    })
    return this.#next
  }

  async #ask(): Promise<void> {
    // Twice, since a server may have closed the connection after its last answer.
    const isAnswered = (await this.#answered()) || (await this.#answered())
    this.#failures = isAnswered ? 0 : this.#failures + 1
  }

  async #answered(): Promise<boolean> {
    try {
      this.#connection ??= await Connection.open(this.#network)
    } catch {
      // It accepts nobody now: the case itself will say so.
      return false
    }
    const connection = this.#connection
    const { receivedBytes: before } = connection
    await connection.send(question)
    await connection.readUntil((now) => now.receivedBytes > before, patienceMillis)
    const isAnswered = connection.receivedBytes > before
    const isSpent = connection.entries.length > entriesMax
    if (connection.end !== "open" || !isAnswered || isSpent) this.close()
    return isAnswered
  }
}

/** What a connection has seen is kept for evidence, which nobody asks of this one. */
const entriesMax = 2_000
