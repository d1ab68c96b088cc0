/**
 * The listening socket.
 *
 * Node can't stop accepting without closing the socket, which would reset whoever waits in the kernel's
 * backlog. So a pause holds new connections unread in here: no peer is lost, and the kernel still completes
 * handshakes as it does for every server that is slow to accept.
 *
 * When descriptors run out, libuv accepts and closes connections behind our back, and no event tells. So
 * connections stop short of the limit, which is told as `AcceptFailed`, and what libuv would drop is held.
 */
import type { AddressInfo, Server, Socket } from "node:net"
import { createServer } from "node:net"
import * as Effect from "effect/Effect"
import type { Dispatcher } from "./dispatcher.ts"
import { ListenFailed } from "./errors.ts"

export interface Listener {
  readonly address: AddressInfo
  readonly resume: () => void
  readonly pause: () => void
  /** For good. Connections that are held are handed over first: they were accepted. */
  readonly stop: () => void
  /** Runs `done` when the listening socket and every connection are closed. */
  readonly whenClosed: (done: () => void) => void
  /** Every socket that is still there, held ones and those that are closing included. */
  readonly resetAll: () => void
  readonly figures: () => { readonly sockets: number; readonly held: number }
}

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  /** Connections that the process has descriptors for, held ones included. */
  readonly socketsMax: number
}

/** Like the kernel's own queue, this one is bounded: beyond it a connection is reset. */
const heldAlwaysMax = 256
const backlog = 1024

/** Listens at once, but holds every connection until the first `resume`. */
export const listen = (
  options: ListenerOptions,
  push: Dispatcher["push"],
  admit: (socket: Socket) => void
): Effect.Effect<Listener, ListenFailed> =>
  Effect.callback((answer) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true })
    server.once("error", (error: NodeJS.ErrnoException) => {
      const { host, port } = options
      answer(Effect.fail(new ListenFailed({ host, port, code: error.code ?? error.message })))
    })
    server.listen({ host: options.host, port: options.port, backlog }, () => {
      server.removeAllListeners("error")
      answer(Effect.succeed(listenerOf(server, options.socketsMax, push, admit)))
    })
    return Effect.sync(() => server.close())
  })

const listenerOf = (
  server: Server,
  socketsMax: number,
  push: Dispatcher["push"],
  admit: (socket: Socket) => void
): Listener => {
  const heldMax = Math.min(heldAlwaysMax, Math.ceil(socketsMax / 4))
  const admittedMax = socketsMax - heldMax
  const held: Array<Socket> = []
  /** All that are open: held, known to the machine, or closing. */
  const sockets = new Set<Socket>()
  let paused = true

  const exhausted = (reason: string) => push({ _tag: "AcceptFailed", reason })
  const admitted = () => sockets.size - held.length

  const admitHeld = () => {
    // The machine may pause in between: `admit` tells it of each connection at once.
    const mayAdmit = () => !paused && admitted() < admittedMax
    while (held.length > 0 && mayAdmit()) {
      const socket = held.shift()
      if (socket !== undefined && !socket.destroyed) admit(socket)
    }
    if (held.length > 0 && !paused)
      exhausted(`EMFILE: ${admitted()} connections, descriptors for ${admittedMax}`)
  }

  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
    // Until the machine knows it, a connection may fail without a word.
    socket.on("error", () => {})
    held.push(socket)
    if (held.length > heldMax) held.pop()?.resetAndDestroy()
    else if (!paused) admitHeld()
  })
  // Seen only when even libuv's reserve descriptor is gone.
  server.on("error", (error) => exhausted(error.message))

  return {
    address: server.address() as AddressInfo,
    resume: () => {
      paused = false
      admitHeld()
    },
    pause: () => {
      paused = true
    },
    stop: () => {
      server.close()
      paused = true
      for (const socket of held.splice(0)) admit(socket)
    },
    whenClosed: (done) => server.close(done),
    resetAll: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    figures: () => ({ sockets: sockets.size, held: held.length })
  }
}
