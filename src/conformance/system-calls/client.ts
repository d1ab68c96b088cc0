/** Our client: it keeps to the microsecond when it sent what, and when the answer came. */
import * as net from "node:net"
import { Connection } from "../connection.ts"
import { type Address, duplexNetwork } from "../network.ts"
import { type Reading, isInterim, readResponses } from "../response.ts"
import type { Exchange, Purpose } from "./recording.ts"

/** A request that was sent, and can be waited for. */
export interface Asked {
  readonly purpose: Purpose
  /** Resolves when the answer is whole, the connection has ended, or the time is over. */
  readonly answered: (withinMillis: number) => Promise<boolean>
  /** Closes its connection. */
  readonly close: () => void
}

export const nowMicros = (): number =>
  Math.round((performance.timeOrigin + performance.now()) * 1_000)

interface Sent extends Asked {
  readonly session: Session
  readonly target: string
  readonly sentMicros: number
  readonly sentBytes: number
  /** How many answers stand before its own on the connection. */
  readonly before: number
}

/** A connection of this client, with what is needed to name it in a recording. */
export class Session {
  readonly connection: Connection
  readonly port: number
  /** Where the times of the connection begin. */
  readonly openedMicros: number
  asked = 0
  sentBytes = 0

  private constructor(connection: Connection, port: number, openedMicros: number) {
    this.connection = connection
    this.port = port
    this.openedMicros = openedMicros
  }

  static async open(address: Address): Promise<Session> {
    let socket: net.Socket | undefined
    const network = duplexNetwork(() => {
      const options =
        "socketPath" in address
          ? { path: address.socketPath }
          : { host: address.hostname, port: address.port }
      socket = net.connect({ ...options, allowHalfOpen: true })
      return socket
    })
    const openedMicros = nowMicros()
    const connection = await Connection.open(network)
    return new Session(connection, socket?.localPort ?? 0, openedMicros)
  }

  responses(): Reading {
    const methods = Array.from({ length: this.asked }, () => "GET")
    return readResponses(this.connection.received(), methods, this.connection.end !== "open")
  }
}

export class Client {
  readonly #address: Address
  readonly #sent: Array<Sent> = []
  readonly #sessions = new Set<Session>()

  constructor(address: Address) {
    this.#address = address
  }

  async open(): Promise<Session> {
    const session = await Session.open(this.#address)
    this.#sessions.add(session)
    return session
  }

  /** Sends octets as they are; `target` is what they ask for. */
  async send(session: Session, purpose: Purpose, target: string, octets: string): Promise<Asked> {
    const before = session.asked
    session.asked += 1
    const bytes = Buffer.from(octets, "latin1")
    session.sentBytes += bytes.length
    const sent: Sent = {
      session,
      purpose,
      target,
      sentMicros: nowMicros(),
      sentBytes: session.sentBytes,
      before,
      answered: async (withinMillis) => {
        await session.connection.readUntil(
          () => isWhole(session, before),
          withinMillis,
          withinMillis
        )
        return isWhole(session, before)
      },
      close: () => this.close(session)
    }
    this.#sent.push(sent)
    await session.connection.send(bytes)
    return sent
  }

  get(session: Session, purpose: Purpose, target: string): Promise<Asked> {
    const host = "port" in this.#address ? `${this.#address.hostname}:${this.#address.port}` : "a"
    return this.send(session, purpose, target, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  }

  close(session: Session): void {
    session.connection.close()
    this.#sessions.delete(session)
  }

  end(): void {
    for (const session of this.#sessions) this.close(session)
  }

  exchanges(): ReadonlyArray<Exchange> {
    return this.#sent.map(exchangeOf)
  }
}

const finals = (session: Session) =>
  session.responses().responses.filter((response) => !isInterim(response))

/** A peer that ends the connection has said all that it will. */
const isWhole = (session: Session, before: number): boolean =>
  finals(session)[before]?.complete === true || session.connection.end !== "open"

const exchangeOf = ({
  session,
  purpose,
  target,
  sentMicros,
  sentBytes,
  before
}: Sent): Exchange => {
  const { connection, openedMicros, port } = session
  const answer = finals(session)[before]
  const arrivals = arrivalsOf(connection, openedMicros)
  const endBytes = answer?.complete === true ? answer.endOffset : connection.receivedBytes
  const first = arrivals.find(({ bytes }) => bytes > (answer?.offset ?? 0))
  const last = arrivals.find(({ bytes }) => bytes >= endBytes)
  return {
    purpose,
    port,
    target,
    sentMicros,
    // A close is an answer too, to whoever is malformed.
    answeredMicros:
      answer === undefined ? endMicros(connection, openedMicros) : (first?.atMicros ?? null),
    doneMicros:
      answer?.complete === true ? (last?.atMicros ?? null) : endMicros(connection, openedMicros),
    status: answer?.status ?? null,
    sentBytes,
    receivedBytes: answer === undefined ? connection.receivedBytes : answer.endOffset
  }
}

/** How many octets had come by when. */
const arrivalsOf = (connection: Connection, openedMicros: number) => {
  let bytes = 0
  return connection.entries.flatMap((entry) => {
    if (entry.kind !== "received") return []
    bytes += entry.bytes.length
    return [{ atMicros: openedMicros + entry.atMicros, bytes }]
  })
}

const endMicros = (connection: Connection, openedMicros: number): number | null => {
  const end = connection.entries.find(({ kind }) => kind === "fin-received" || kind === "reset")
  return end === undefined ? null : openedMicros + end.atMicros
}
