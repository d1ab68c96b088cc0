/** The requests of a trial: what is asked, of which subject, and what counts as an answer. */
import { Connection } from "../connection.ts"
import { type Address, describeAddress, type Network, socketNetwork } from "../network.ts"
import { fieldValue } from "../response-lines.ts"
import { closeLine, compose, octets } from "../request.ts"
import { anySign, Question, settledWithin, wholeResponse } from "./question.ts"
import { coldContent, coldPath, missingPath, warmContent, warmPath } from "./trial-files.ts"

/** A full listen queue lets a client wait; that is not yet a refusal. */
const connectMillis = 60_000

const serverMillis = 5_000

/** Everything that can be asked of one instance of the subject. */
export class Asking {
  readonly #host: string
  readonly #network: Network
  /** For each kind of its own: all the names that are asked for later are primed. */
  readonly #numbers = { warm: 0, missing: 0 }

  constructor(address: Address) {
    this.#host = "socketPath" in address ? "localhost" : describeAddress(address)
    this.#network = socketNetwork(address, connectMillis)
  }

  readonly connect = (): Promise<Connection> => Connection.open(this.#network)

  /** On a connection of its own, so that nothing of ours waits in front of it. */
  cold(number: number): Question {
    return this.#fresh(coldPath(number), wholeResponse(200, coldContent(number)))
  }

  warm(): Question {
    const number = this.#next("warm")
    return this.#fresh(warmPath(number), wholeResponse(200, warmContent(number)))
  }

  missing(): Question {
    return this.#fresh(missingPath(this.#next("missing")), wholeResponse(404))
  }

  malformed(): Question {
    const request = octets("BOGUS\r\n\r\n")
    return new Question({ what: "BOGUS", connect: this.connect, request, answers: anySign })
  }

  /** Opens a connection on which nothing is asked yet. */
  async kept(): Promise<KeptConnection> {
    const connection = await this.connect()
    return new KeptConnection(connection, this.#host)
  }

  /** Sends all of a request but its end. */
  beginRequest(connection: Connection): Promise<void> {
    return connection.send(octets(`GET ${warmPath(0)} HTTP/1.1\r\nHost: ${this.#host}\r\n`))
  }

  /** The Server field of an answer; empty if it has none. */
  async server(): Promise<string> {
    const question = this.warm()
    await settledWithin([question], serverMillis)
    question.close()
    const { response } = question
    return response === undefined ? "" : (fieldValue(response, "server") ?? "")
  }

  #fresh(path: string, answers: ReturnType<typeof wholeResponse>): Question {
    return new Question({
      what: `GET ${path}`,
      connect: this.connect,
      request: octets(compose({ host: this.#host, target: path, lines: [closeLine] })),
      answers
    })
  }

  #next(kind: "warm" | "missing"): number {
    this.#numbers[kind] += 1
    return this.#numbers[kind]
  }
}

/** A connection that is asked for warm files, one after the other. */
export class KeptConnection {
  readonly #connection: Connection
  readonly #host: string
  #asked = 0
  #last: Question | undefined

  constructor(connection: Connection, host: string) {
    this.#connection = connection
    this.#host = host
  }

  /** Open, and nothing of ours waits on it. */
  get isIdle(): boolean {
    return this.#connection.end === "open" && this.#last?.isAnswered !== false
  }

  /** Idle behind an answer. */
  get isKept(): boolean {
    return this.isIdle && this.#last !== undefined
  }

  ask(): Question {
    this.#asked += 1
    const body = warmContent(this.#asked)
    const path = warmPath(this.#asked)
    const question = new Question({
      what: `GET ${path} on a kept connection`,
      connect: async () => this.#connection,
      request: octets(compose({ host: this.#host, target: path })),
      answers: wholeResponse(200, body, this.#asked),
      keeps: true
    })
    this.#last = question
    return question
  }

  close(): void {
    this.#connection.close()
  }
}
