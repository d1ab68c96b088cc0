/** The connections of one case: opened here, so that they all can be dropped when it is over. */
import { Barrier } from "./barrier.ts"
import type { Facts, Sends } from "./case.ts"
import { Connection } from "./connection.ts"
import { type Exchange, exchangeFrom } from "./exchange.ts"
import type { Network } from "./network.ts"
import type { Profile } from "./profile.ts"
import { type Attempt, pieces } from "./request.ts"
import type { Instance, SubjectControl } from "./subject/instance.ts"

export interface Wire {
  readonly profile: Profile
  /** Opens a connection for a case that has steps of its own. */
  readonly open: () => Promise<Connection>
  /** Sends an attempt on a fresh connection and reads until the peer closes or falls quiet. */
  readonly exchange: (attempt: Attempt) => Promise<Exchange>
  /** Several attempts at once, on a connection each; the results are in the order given. */
  readonly exchangeAll: (attempts: ReadonlyArray<Attempt>) => Promise<ReadonlyArray<Exchange>>
  /** Lets time pass, which is virtual where the server is simulated. No verdict may rest on it alone. */
  readonly pass: (millis: number) => Promise<void>
  /** Undefined where the subject was not started by us. */
  readonly control: SubjectControl | undefined
  /** The wire of another instance of the subject, with connections that end with this case. */
  readonly to: (instance: Instance) => Wire
}

export class CaseWire implements Wire {
  readonly profile: Profile
  readonly control: SubjectControl | undefined
  readonly #network: Network
  readonly #barrier: Barrier
  readonly #opened: Array<Connection> = []
  readonly #others: Array<CaseWire> = []
  readonly #instances: Array<Instance> = []
  readonly #over = new AbortController()

  constructor(network: Network, profile: Profile, control?: SubjectControl) {
    this.#network = network
    this.#barrier = new Barrier(network)
    this.profile = profile
    this.control = control === undefined ? undefined : this.#owned(control)
  }

  readonly open = async (): Promise<Connection> => {
    const connection = await Connection.open(this.#network)
    this.#opened.push(connection)
    return connection
  }

  readonly exchange = async (attempt: Attempt): Promise<Exchange> => {
    const connection = await this.open()
    const { gapMillis, patienceMillis, deadlineMillis } = this.profile
    const cut = pieces(attempt.bytes, attempt.cuts ?? [])
    await connection.sendPieces(cut, () => this.#barrier.pass(gapMillis))
    await connection.readToEnd(patienceMillis, deadlineMillis)
    connection.close()
    return exchangeFrom(connection, attempt.label, attempt.methods)
  }

  readonly exchangeAll = async (
    attempts: ReadonlyArray<Attempt>
  ): Promise<ReadonlyArray<Exchange>> => {
    const results = new Array<Exchange>(attempts.length)
    const queue = [...attempts.entries()]
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        results[next[0]] = await this.exchange(next[1])
      }
    }
    await Promise.all(Array.from({ length: this.#network.connectionsAtOnce }, worker))
    return results
  }

  readonly pass = async (millis: number): Promise<void> => {
    await this.#network.pass(millis)
  }

  readonly to = (instance: Instance): Wire => {
    const other = new CaseWire(instance.network, this.profile)
    this.#others.push(other)
    return other
  }

  closeAll(): void {
    this.#barrier.close()
    for (const connection of this.#opened) connection.close()
    for (const other of this.#others) other.closeAll()
  }

  /** At the end of a case: drops its connections and stops its own instances. */
  async release(): Promise<void> {
    this.closeAll()
    this.#over.abort()
    await Promise.all(this.#instances.map((instance) => instance.stop()))
  }

  #owned({ processes, startAnother, fingerprint }: SubjectControl): SubjectControl {
    return {
      processes,
      fingerprint: () => fingerprint(this.#over.signal),
      startAnother: async (options) => {
        const instance = await startAnother(options)
        this.#instances.push(instance)
        return instance
      }
    }
  }
}

/** The run of a case that only sends: an attempt, or several, made from what is known. */
export const sends = (attempts: (facts: Facts) => Attempt | ReadonlyArray<Attempt>): Sends => ({
  attempts: (facts) => {
    const made = attempts(facts)
    return "label" in made ? [made] : made
  }
})
