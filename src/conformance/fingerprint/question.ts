/** One request that may wait for long: sent, watched, and never given up before it is told to. */
import type { Connection } from "../connection.ts"
import { type Response, readResponses } from "../response.ts"

/** When is it answered, seen what has come so far? */
export type Answers = (connection: Connection) => boolean

/** The last of so many responses is whole, with this status and, where one is given, this body. */
export const wholeResponse =
  (status: number, body?: Uint8Array, count = 1): Answers =>
  (connection) => {
    const methods = Array.from({ length: count }, () => "GET")
    const { responses } = readResponses(connection.received(), methods, connection.end === "fin")
    const response = responses[count - 1]
    if (response === undefined || !response.complete || response.status !== status) return false
    return body === undefined || Buffer.compare(response.body, body) === 0
  }

/** Whoever says anything, or hangs up, is alive. */
export const anySign: Answers = (connection) =>
  connection.receivedBytes > 0 || connection.end !== "open"

/** No end that a trial waits for is further away. */
const watchMillis = 120_000

export interface Asked {
  /** For whoever reads why it was not answered: "GET /warm/0.txt". */
  readonly what: string
  /** Rejects where no connection can be made: such a question stays unanswered. */
  readonly connect: () => Promise<Connection>
  readonly request: Uint8Array
  readonly answers: Answers
  /** The connection is used again afterwards. */
  readonly keeps?: boolean
}

export class Question {
  #answeredMillis: number | undefined
  #connection: Connection | undefined
  #isClosed = false
  readonly #asked: Asked
  /** Resolves when it is answered, or can't be any more. */
  readonly settled: Promise<void>

  constructor(asked: Asked) {
    this.#asked = asked
    this.settled = this.#ask()
  }

  /** When the answer was whole, on the clock of `performance`; undefined while it is not. */
  get answeredMillis(): number | undefined {
    return this.#answeredMillis
  }

  get isAnswered(): boolean {
    return this.#answeredMillis !== undefined
  }

  /**
   * A kept connection that was closed instead of answered: a server may do so at any time (rfc9112#section-9.5-3), and
   * the question is as if it had not been asked.
   */
  get wasHungUp(): boolean {
    const { keeps = false } = this.#asked
    const end = this.#connection?.end ?? "open"
    return keeps && !this.isAnswered && end !== "open"
  }

  get what(): string {
    return this.#asked.what
  }

  /** The first response on its connection, as far as it has come. */
  get response(): Response | undefined {
    const connection = this.#connection
    if (connection === undefined) return undefined
    return readResponses(connection.received(), ["GET"], connection.end === "fin").responses[0]
  }

  /** What has come of it so far, in words that follow `what`. */
  get came(): string {
    if (this.#connection === undefined) return "found no connection"
    const { response } = this
    if (response === undefined)
      return this.#connection.end === "open" ? "was not answered" : "met the end of its connection"
    const { status, complete, body } = response
    return `was answered with ${status} and ${body.length} bytes${complete ? "" : " of a longer body"}`
  }

  close(): void {
    this.#isClosed = true
    this.#connection?.close()
  }

  async #ask(): Promise<void> {
    const { connect, request, answers, keeps = false } = this.#asked
    try {
      this.#connection = await connect()
    } catch {
      return
    }
    const connection = this.#connection
    if (!this.#isClosed) {
      await connection.send(request)
      await connection.readUntil(answers, watchMillis, watchMillis)
      if (answers(connection)) this.#answeredMillis = performance.now()
    }
    if (!keeps || this.#isClosed) connection.close()
  }
}

/** Resolves when all of them are settled, or after the time. */
export const settledWithin = async (
  questions: ReadonlyArray<Question>,
  millis: number
): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, millis)
  await Promise.race([Promise.all(questions.map(({ settled }) => settled)), promise])
  clearTimeout(timer)
}
