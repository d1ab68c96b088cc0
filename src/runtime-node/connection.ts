/**
 * One connection: the socket as the machine knows it. Bytes come when they are asked for, once; what goes
 * out is reported when the kernel has it; the end comes once.
 */
import type { Socket } from "node:net"
import type { ConnectionId } from "../state-machine/event.ts"
import type { Dispatcher } from "./dispatcher.ts"

export interface Connection {
  readonly read: () => void
  readonly send: (parts: ReadonlyArray<string | Uint8Array>) => void
  readonly finish: () => void
  readonly close: (how: "gracefully" | "reset") => void
}

export interface ConnectionBounds {
  readonly readBytesMax: number
  /** How long a socket that was closed gracefully may take to get rid of what is unsent. */
  readonly closeMillis: number
}

export const makeConnection = (
  id: ConnectionId,
  socket: Socket,
  bounds: ConnectionBounds,
  push: Dispatcher["push"],
  /** The peer reset the connection: no command can reach it any more. */
  onReset: () => void
): Connection => {
  let wanted = false
  let ended = false
  /** After this no event names the connection, not even one that is queued already. */
  let over = false
  /** Arrived unasked; the socket is paused while this holds anything. */
  let kept: Buffer | undefined
  const admit = () => !over
  const admitLast = () => {
    const first = !over
    over = true
    return first
  }

  const deliver = (bytes: Buffer) => {
    const { readBytesMax } = bounds
    wanted = false
    kept = bytes.length > readBytesMax ? bytes.subarray(readBytesMax) : undefined
    push({ _tag: "Received", connection: id, bytes: bytes.subarray(0, readBytesMax) }, admit)
  }

  const deliverEnd = () => {
    wanted = false
    push({ _tag: "PeerEnded", connection: id }, admit)
  }

  socket.on("data", (bytes: Buffer) => {
    if (over) return
    // A paused stream may still hand over what it had read ahead.
    const all = kept === undefined ? bytes : Buffer.concat([kept, bytes])
    if (wanted) deliver(all)
    else {
      kept = all
      socket.pause()
    }
  })
  socket.on("end", () => {
    ended = true
    if (wanted) deliverEnd()
  })
  socket.on("error", () => {
    if (over) return
    onReset()
    push({ _tag: "PeerReset", connection: id }, admitLast)
  })

  return {
    read: () => {
      if (over) return
      if (kept !== undefined) deliver(kept)
      else if (ended) deliverEnd()
      else {
        wanted = true
        // The socket begins paused: the first `Read` starts it.
        if (socket.readableFlowing !== true) socket.resume()
      }
    },
    send: (parts) => {
      if (over) return
      const bytes = parts.reduce((sum, part) => sum + part.length, 0)
      const written = (error: Error | null | undefined) => {
        if (!error) push({ _tag: "Sent", connection: id, bytes }, admit)
      }
      // Corked writes leave in one system call and complete in order: the last one speaks for all.
      socket.cork()
      for (const [index, part] of parts.entries()) {
        const done = index === parts.length - 1 ? written : undefined
        if (typeof part === "string") socket.write(part, "latin1", done)
        else socket.write(part, done)
      }
      socket.uncork()
    },
    finish: () => {
      if (!over) socket.end()
    },
    close: (how) => {
      over = true
      kept = undefined
      if (how === "reset") socket.resetAndDestroy()
      else {
        socket.destroySoon()
        socket.setTimeout(bounds.closeMillis, () => socket.destroy())
      }
    }
  }
}
