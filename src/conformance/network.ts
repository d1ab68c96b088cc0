/**
 * What the suite needs of a network: connections and time. Sockets are one, the simulated server another,
 * where both are virtual: cases can't tell them apart, so they are written once.
 */
// @effect-diagnostics globalTimers:off -- patience with a real peer is real time, not a Clock's.
import * as net from "node:net"
import type { Duplex } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"

/** What happens on a channel, told at once and in order. Nothing is told after `close` or `abort`. */
export interface Listener {
  readonly onBytes: (bytes: Uint8Array) => void
  readonly onEnd: (end: "fin" | "reset") => void
}

/** One connection, with no more to it than a socket has. */
export interface Channel {
  /** Resolves when the network has taken the bytes, or the connection is gone; never rejects. */
  readonly send: (bytes: Uint8Array) => Promise<void>
  /** Closes the sending half. */
  readonly finish: () => void
  /** Stops reading, so that the peer's output backs up. */
  readonly pause: () => void
  readonly resume: () => void
  readonly close: () => void
  /** Drops the connection with a RST. */
  readonly abort: () => void
}

export interface Network {
  /** Rejects with `ConnectFailed`. */
  readonly open: (listener: Listener) => Promise<Channel>
  /** Resolves true when the time has passed, false if the signal came first. */
  readonly pass: (millis: number, signal?: AbortSignal) => Promise<boolean>
  /** Microseconds from some moment in the past. */
  readonly nowMicros: () => number
  /** How many connections may be worth having at once; 1 where time is virtual. */
  readonly connectionsAtOnce: number
}

/** The subject could not be reached at all: no verdict about HTTP follows from that. */
export class ConnectFailed extends Error {
  override readonly name = "ConnectFailed"
  readonly code: string
  constructor(where: string, code: string) {
    super(`no connection to ${where}: ${code}`)
    this.code = code
  }
}

/** Where a server listens. */
export type Address =
  | { readonly hostname: string; readonly port: number }
  | { readonly socketPath: string }

export const describeAddress = (address: Address): string => {
  if ("socketPath" in address) return `unix:${address.socketPath}`
  const { hostname, port } = address
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`
}

const realTime = {
  pass: async (millis: number, signal?: AbortSignal): Promise<boolean> => {
    if (signal?.aborted === true) return false
    try {
      await sleep(millis, undefined, signal === undefined ? {} : { signal })
      return true
    } catch {
      return false
    }
  },
  nowMicros: (): number => Number(process.hrtime.bigint() / 1_000n),
  // More at once would measure the accept queue of the subject instead of its parser.
  connectionsAtOnce: 48
}

/** A real server. */
export const socketNetwork = (address: Address, connectMillis = 3_000): Network => ({
  ...realTime,
  open: async (listener) => channelOver(await connect(address, connectMillis), listener)
})

/** Whatever a library user connects with: a socket, TLS, one end of a pair in memory. */
export const duplexNetwork = (open: () => Duplex | Promise<Duplex>): Network => ({
  ...realTime,
  open: async (listener) => {
    const stream = await open()
    if (stream instanceof net.Socket && stream.connecting) await connected(stream)
    return channelOver(stream, listener)
  }
})

const connected = (socket: net.Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void =>
      reject(new ConnectFailed("the given stream", error.code ?? "EUNKNOWN"))
    socket.once("error", onError)
    socket.once("connect", () => {
      socket.off("error", onError)
      resolve()
    })
  })

const connect = (address: Address, connectMillis: number): Promise<net.Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({
      ...("socketPath" in address
        ? { path: address.socketPath }
        : { host: address.hostname, port: address.port }),
      // Without this, Node answers the peer's FIN with ours: a half-close nobody asked for.
      allowHalfOpen: true
    })
    const fail = (code: string): void => {
      clearTimeout(timer)
      socket.destroy()
      reject(new ConnectFailed(describeAddress(address), code))
    }
    const timer = setTimeout(() => fail("ETIMEDOUT"), connectMillis)
    const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? "EUNKNOWN")
    socket.once("error", onError)
    socket.once("connect", () => {
      clearTimeout(timer)
      socket.off("error", onError)
      resolve(socket)
    })
  })

const channelOver = (stream: Duplex, listener: Listener): Channel => {
  const closed = new Promise<void>((resolve) => stream.once("close", () => resolve()))
  if (stream instanceof net.Socket) stream.setNoDelay(true)
  stream.on("data", listener.onBytes)
  stream.on("end", () => listener.onEnd("fin"))
  // A write error after the peer's FIN is the echo of that FIN, not a second end; the listener knows.
  stream.on("error", () => listener.onEnd("reset"))
  return {
    // The race matters: the callback of a write never comes once the peer stops reading for ever.
    send: (bytes) =>
      Promise.race([new Promise<void>((resolve) => stream.write(bytes, () => resolve())), closed]),
    finish: () => void stream.end(),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    close: () => void stream.destroy(),
    abort: () => {
      if (stream instanceof net.Socket) stream.resetAndDestroy()
      else stream.destroy()
    }
  }
}
