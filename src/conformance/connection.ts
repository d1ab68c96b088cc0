/**
 * A client that does exactly what a case says and writes down what happened.
 *
 * It never repairs, retries, half-closes or times out on its own account. Above all it keeps three
 * ends apart that other tools mix up: the peer's FIN, the peer's RST, and our own loss of patience.
 */
import type { Channel, Network } from "./network.ts"

/** One thing that happened on a connection; `atMicros` counts from the moment it was opened. */
export type Entry =
  | { readonly kind: "sent" | "received"; readonly atMicros: number; readonly bytes: Uint8Array }
  | { readonly kind: Mark; readonly atMicros: number }

/** `quiet`: we gave up waiting. `overflow`: more bytes came than we hold. Neither is a close. */
export type Mark = "opened" | "fin-sent" | "fin-received" | "reset" | "quiet" | "overflow"

/** How a connection stood when we stopped reading. */
export type End = "fin" | "reset" | "open"

/** A reason of our own spares the making of an exception for each piece that arrives. */
const wakened = "something happened"

const receivedBytesMax = 64 * 1024 * 1024

export class Connection {
  readonly entries: Array<Entry> = []
  readonly #network: Network
  readonly #openedMicros: number
  #channel: Channel | undefined
  #receivedBytes = 0
  #end: End = "open"
  #stopped = false
  #pauseAtBytes = Infinity
  #wake: () => void = () => {}

  private constructor(network: Network) {
    this.#network = network
    this.#openedMicros = network.nowMicros()
  }

  /** Rejects with `ConnectFailed`. */
  static async open(network: Network): Promise<Connection> {
    const connection = new Connection(network)
    connection.#channel = await network.open({
      onBytes: (bytes) => connection.#onBytes(bytes),
      onEnd: (end) => connection.#onEnd(end)
    })
    connection.entries.unshift({ kind: "opened", atMicros: 0 })
    return connection
  }

  /** How the peer ended the connection so far. */
  get end(): End {
    return this.#end
  }

  get receivedBytes(): number {
    return this.#receivedBytes
  }

  received(): Uint8Array {
    return Buffer.concat(this.entries.flatMap((e) => (e.kind === "received" ? [e.bytes] : [])))
  }

  sent(): Uint8Array {
    return Buffer.concat(this.entries.flatMap((e) => (e.kind === "sent" ? [e.bytes] : [])))
  }

  /** Sends the bytes as they are. A peer that has gone away is an observation, not an exception. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#end === "reset" || this.#stopped) return
    this.#note({ kind: "sent", atMicros: this.#elapsedMicros(), bytes })
    await this.#channel?.send(bytes)
  }

  /** Sends piece by piece, with `between` two of them, so that each is a read of its own on the other side. */
  async sendPieces(pieces: ReadonlyArray<Uint8Array>, between: () => Promise<void>): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await between()
      if (this.#end !== "open") return
      await this.send(piece)
    }
  }

  /** Closes our sending half. Only the case about half-close has any business calling this. */
  finish(): void {
    this.#mark("fin-sent")
    this.#channel?.finish()
  }

  /** Stops reading, so that the peer's output backs up; `resumeReading` undoes it. */
  pauseReading(): void {
    this.#channel?.pause()
  }

  resumeReading(): void {
    this.#pauseAtBytes = Infinity
    this.#channel?.resume()
  }

  /** Stops reading with the octets that make it so many, before any more can be taken. */
  pauseReadingAt(receivedBytes: number): void {
    this.#pauseAtBytes = receivedBytes
  }

  /** Reads until the peer ends the connection, or has been quiet for `quietMillis`. */
  readToEnd(quietMillis: number, longestMillis?: number): Promise<End> {
    return this.readUntil(() => false, quietMillis, longestMillis)
  }

  /**
   * Reads until `enough` holds, the peer ends the connection, or it has been quiet for `quietMillis`. Whoever drips
   * for ever is given up after `longestMillis`.
   */
  async readUntil(
    enough: (connection: Connection) => boolean,
    quietMillis: number,
    longestMillis = Number.POSITIVE_INFINITY
  ): Promise<End> {
    const untilMicros = this.#network.nowMicros() + longestMillis * 1_000
    while (this.#end === "open" && !this.#stopped && !enough(this)) {
      const isLate = this.#network.nowMicros() > untilMicros
      if (isLate || !(await this.#activity(quietMillis))) {
        this.#mark("quiet")
        break
      }
    }
    return this.#end
  }

  /** Drops the connection; nothing that happens later is recorded. */
  close(): void {
    this.#stopped = true
    this.#channel?.close()
    this.#wake()
  }

  /** Drops the connection with a RST, as a client that vanishes does. */
  abort(): void {
    this.#stopped = true
    this.#channel?.abort()
    this.#wake()
  }

  /** True if something happened within the time, false if the peer stayed quiet. */
  async #activity(quietMillis: number): Promise<boolean> {
    const woken = new AbortController()
    this.#wake = () => woken.abort(wakened)
    const passed = await this.#network.pass(quietMillis, woken.signal)
    this.#wake = () => {}
    return !passed
  }

  #onBytes(bytes: Uint8Array): void {
    if (this.#stopped) return
    this.#receivedBytes += bytes.length
    if (this.#receivedBytes > receivedBytesMax) {
      this.#mark("overflow")
      this.close()
      return
    }
    this.#note({ kind: "received", atMicros: this.#elapsedMicros(), bytes })
    if (this.#receivedBytes >= this.#pauseAtBytes) this.pauseReading()
    this.#wake()
  }

  #onEnd(end: "fin" | "reset"): void {
    if (this.#stopped) return
    this.#mark(end === "fin" ? "fin-received" : "reset")
    if (this.#end === "open") this.#end = end
    this.#wake()
  }

  #mark(kind: Mark): void {
    this.#note({ kind, atMicros: this.#elapsedMicros() })
  }

  #note(entry: Entry): void {
    this.entries.push(entry)
  }

  #elapsedMicros(): number {
    return this.#network.nowMicros() - this.#openedMicros
  }
}
