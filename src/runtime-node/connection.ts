/**
 * One connection: the socket as the machine knows it. Bytes come when they are asked for, once; what goes
 * out is reported when the kernel has it; the end comes once.
 */
import type { Socket } from "node:net"
import type { ConnectionId } from "../state-machine/event.ts"
import type { Dispatcher } from "./dispatcher.ts"

export interface ConnectionBounds {
  readonly readBytesMax: number
  /** How long a socket that was closed gracefully may take to get rid of what is unsent. */
  readonly closeMillis: number
}

export class Connection {
  readonly #id: ConnectionId
  readonly #socket: Socket
  readonly #bounds: ConnectionBounds
  readonly #push: Dispatcher["push"]
  /** A `Read` waits for its answer. */
  #wanted = false
  #ended = false
  /** After this no event names the connection, not even one that is queued already. */
  #over = false
  /** Arrived unasked; the socket is paused while this holds anything. */
  #kept: Buffer | undefined

  /** `onReset` is called when the peer reset the connection: no command can reach it any more. */
  constructor(
    id: ConnectionId,
    socket: Socket,
    bounds: ConnectionBounds,
    push: Dispatcher["push"],
    onReset: () => void
  ) {
    this.#id = id
    this.#socket = socket
    this.#bounds = bounds
    this.#push = push
    socket.on("data", (bytes: Buffer) => this.#arrived(bytes))
    socket.on("end", () => {
      this.#ended = true
      if (this.#wanted) this.#deliverEnd()
    })
    socket.on("error", () => {
      if (this.#over) return
      onReset()
      push({ _tag: "PeerReset", connection: id }, this.#admitLast)
    })
  }

  read(): void {
    if (this.#kept !== undefined) this.#deliver(this.#kept)
    else if (this.#ended) this.#deliverEnd()
    else {
      this.#wanted = true
      // The socket begins paused: the first `Read` starts it.
      if (this.#socket.readableFlowing !== true) this.#socket.resume()
    }
  }

  /** Text is Latin-1: one character an octet. */
  send(parts: ReadonlyArray<string | Uint8Array>): void {
    const socket = this.#socket
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    const written = (error: Error | null | undefined) => {
      if (!error) this.#push({ _tag: "Sent", connection: this.#id, bytes }, this.#admit)
    }
    // Corked writes leave in one system call and complete in order: the last one speaks for all.
    socket.cork()
    for (const [index, part] of parts.entries()) {
      const done = index === parts.length - 1 ? written : undefined
      if (typeof part === "string") socket.write(part, "latin1", done)
      else socket.write(part, done)
    }
    socket.uncork()
  }

  finish(): void {
    this.#socket.end()
  }

  close(how: "gracefully" | "reset"): void {
    this.#over = true
    this.#kept = undefined
    if (how === "reset") this.#socket.resetAndDestroy()
    else {
      this.#socket.destroySoon()
      this.#socket.setTimeout(this.#bounds.closeMillis, () => this.#socket.destroy())
    }
  }

  #arrived(bytes: Buffer): void {
    if (this.#over) return
    // A paused stream may still hand over what it had read ahead.
    const all = this.#kept === undefined ? bytes : Buffer.concat([this.#kept, bytes])
    if (this.#wanted) this.#deliver(all)
    else {
      this.#kept = all
      this.#socket.pause()
    }
  }

  #deliver(all: Buffer): void {
    const { readBytesMax } = this.#bounds
    const bytes = all.subarray(0, readBytesMax)
    this.#kept = all.length > readBytesMax ? all.subarray(readBytesMax) : undefined
    this.#wanted = false
    this.#push({ _tag: "Received", connection: this.#id, bytes }, this.#admit)
  }

  #deliverEnd(): void {
    this.#wanted = false
    this.#push({ _tag: "PeerEnded", connection: this.#id }, this.#admit)
  }

  readonly #admit = () => !this.#over

  readonly #admitLast = () => {
    const first = !this.#over
    this.#over = true
    return first
  }
}
