/** The connections of one case: opened here, so that they all can be dropped when it is over. */
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

export interface CaseWire extends Wire {
  readonly closeAll: () => void
  /** At the end of a case: drops its connections and stops its own instances. */
  readonly release: () => Promise<void>
}

export const makeWire = (
  network: Network,
  profile: Profile,
  control?: SubjectControl
): CaseWire => {
  const opened: Array<Connection> = []
  const others: Array<CaseWire> = []
  const instances: Array<Instance> = []

  const open = async (): Promise<Connection> => {
    const connection = await Connection.open(network)
    opened.push(connection)
    return connection
  }

  const exchange = async (attempt: Attempt): Promise<Exchange> => {
    const connection = await open()
    await connection.sendPieces(pieces(attempt.bytes, attempt.cuts ?? []), profile.gapMillis)
    await connection.readToEnd(profile.patienceMillis)
    connection.close()
    return exchangeFrom(connection, attempt.label, attempt.methods)
  }

  const exchangeAll = async (attempts: ReadonlyArray<Attempt>) => {
    const results = new Array<Exchange>(attempts.length)
    const queue = [...attempts.entries()]
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        results[next[0]] = await exchange(next[1])
      }
    }
    await Promise.all(Array.from({ length: network.connectionsAtOnce }, worker))
    return results
  }

  const closeAll = (): void => {
    for (const connection of opened) connection.close()
    for (const other of others) other.closeAll()
  }

  return {
    profile,
    open,
    exchange,
    exchangeAll,
    pass: async (millis) => {
      await network.pass(millis)
    },
    control:
      control === undefined
        ? undefined
        : {
            processes: control.processes,
            startAnother: async (options) => {
              const instance = await control.startAnother(options)
              instances.push(instance)
              return instance
            }
          },
    to: (instance) => {
      const other = makeWire(instance.network, profile)
      others.push(other)
      return other
    },
    closeAll,
    release: async () => {
      closeAll()
      await Promise.all(instances.map((instance) => instance.stop()))
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
