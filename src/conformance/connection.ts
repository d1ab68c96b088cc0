/**
 * A client that does exactly what a case says and writes down what happened.
 *
 * It never repairs, retries, half-closes or times out on its own account. Above all it keeps three
 * ends apart that other tools mix up: the peer's FIN, the peer's RST, and our own loss of patience.
 */
// @effect-diagnostics globalTimers:off -- patience with a real peer is real time, not a Clock's.
import * as net from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

/** One thing that happened on a connection; `atMicros` counts from the moment it was opened. */
export type Entry =
  | { readonly kind: "sent" | "received"; readonly atMicros: number; readonly bytes: Uint8Array }
  | { readonly kind: Mark; readonly atMicros: number }

/** `quiet`: we gave up waiting. `overflow`: more bytes came than we hold. Neither is a close. */
export type Mark = "opened" | "fin-sent" | "fin-received" | "reset" | "quiet" | "overflow"

/** How a connection stood when we stopped reading. */
export type End = "fin" | "reset" | "open"

export interface Address {
  readonly hostname: string
  readonly port: number
}

export interface ConnectionLimits {
  readonly connectMillis: number
  readonly receivedBytesMax: number
}

export const connectionLimits: ConnectionLimits = {
  connectMillis: 3_000,
  receivedBytesMax: 64 * 1024 * 1024
}

/** The subject could not be reached at all: no verdict about HTTP follows from that. */
export class ConnectFailed extends Error {
  override readonly name = "ConnectFailed"
  readonly code: string
  constructor(address: Address, code: string) {
    super(`no connection to ${address.hostname}:${address.port}: ${code}`)
    this.code = code
  }
}

export class Connection {
  readonly entries: Array<Entry> = []
  #socket: net.Socket
  #opened_ns = process.hrtime.bigint()
  #receivedBytes = 0
  #receivedBytesMax: number
  #end: End = "open"
  #stopped = false
  #wake: () => void = () => {}
  readonly #closed: Promise<void>

  private constructor(socket: net.Socket, limits: ConnectionLimits) {
    this.#socket = socket
    this.#receivedBytesMax = limits.receivedBytesMax
    this.#mark("opened")
    socket.setNoDelay(true)
    socket.on("data", (bytes) => this.#onData(bytes))
    socket.on("end", () => this.#onEnd("fin"))
    // A write error after the peer's FIN is the echo of that FIN, not a second end.
    socket.on("error", () => this.#onEnd("reset"))
    this.#closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.#wake()
        resolve()
      })
    })
  }

  static open(address: Address, limits: ConnectionLimits = connectionLimits): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({
        host: address.hostname,
        port: address.port,
        // Without this, Node answers the peer's FIN with ours: a half-close nobody asked for.
        allowHalfOpen: true
      })
      const fail = (code: string): void => {
        clearTimeout(timer)
        socket.destroy()
        reject(new ConnectFailed(address, code))
      }
      const timer = setTimeout(() => fail("ETIMEDOUT"), limits.connectMillis)
      const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? "EUNKNOWN")
      socket.once("error", onError)
      socket.once("connect", () => {
        clearTimeout(timer)
        socket.off("error", onError)
        resolve(new Connection(socket, limits))
      })
    })
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
    if (this.#end !== "open" && !this.#socket.writable) return
    this.#note({ kind: "sent", atMicros: this.#elapsedMicros(), bytes })
    // The race matters: the callback of a write never comes once the peer stops reading for ever.
    await Promise.race([
      new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve())),
      this.#closed
    ])
  }

  /** Sends piece by piece, so that each is likely to be a read of its own on the other side. */
  async sendPieces(pieces: ReadonlyArray<Uint8Array>, gapMillis: number): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await sleep(gapMillis)
      if (this.#end !== "open") return
      await this.send(piece)
    }
  }

  /** Closes our sending half. Only the case about half-close has any business calling this. */
  finish(): void {
    this.#mark("fin-sent")
    this.#socket.end()
  }

  /** Stops reading, so that the peer's output backs up; `resumeReading` undoes it. */
  pauseReading(): void {
    this.#socket.pause()
  }

  resumeReading(): void {
    this.#socket.resume()
  }

  /** Reads until the peer ends the connection, or has been quiet for `quietMillis`. */
  readToEnd(quietMillis: number): Promise<End> {
    return this.readUntil(() => false, quietMillis)
  }

  /** Reads until `enough` holds, the peer ends the connection, or it has been quiet for `quietMillis`. */
  async readUntil(enough: (connection: Connection) => boolean, quietMillis: number): Promise<End> {
    while (this.#end === "open" && !this.#stopped && !enough(this)) {
      if (!(await this.#activity(quietMillis))) {
        this.#mark("quiet")
        break
      }
    }
    return this.#end
  }

  /** Drops the connection; nothing that happens later is recorded. */
  close(): void {
    this.#stopped = true
    this.#socket.destroy()
    this.#wake()
  }

  /** Drops the connection with a RST, as a client that vanishes does. */
  abort(): void {
    this.#stopped = true
    this.#socket.resetAndDestroy()
    this.#wake()
  }

  /** True if something happened within the time, false if the peer stayed quiet. */
  #activity(quietMillis: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#wake = () => {}
        resolve(false)
      }, quietMillis)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve(true)
      }
    })
  }

  #onData(bytes: Buffer): void {
    if (this.#stopped) return
    this.#receivedBytes += bytes.length
    if (this.#receivedBytes > this.#receivedBytesMax) {
      this.#mark("overflow")
      this.close()
      return
    }
    this.#note({ kind: "received", atMicros: this.#elapsedMicros(), bytes })
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
    return Number((process.hrtime.bigint() - this.#opened_ns) / 1_000n)
  }
}
