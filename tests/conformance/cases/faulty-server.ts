/**
 * A small file server that is right about what the cases on changes, abuse and processes ask, except for the habit
 * it is given. It is run as a program of its own: PORT ROOT HABIT.
 */
import { constants, openSync } from "node:fs"
import * as fs from "node:fs/promises"
import * as net from "node:net"
import * as path from "node:path"

export type Habit =
  | "honest"
  | "sends what has grown"
  | "goes on after a short file"
  | "promises one version"
  | "opens a FIFO"
  | "one at a time"
  | "waits for ever"
  | "resets idle clients"
  | "leaks descriptors"
  | "leaks memory"
  | "spins when full"
  | "dies when full"
  | "ignores SIGTERM"
  | "lets new clients in"
  | "stops in the middle"

const limitMillis = 1_000
const [port, root = "", given = ""] = process.argv.slice(2)
const has = (habit: Habit): boolean => habit === given

const date = "Date: Tue, 02 Jan 2024 03:04:05 GMT"
const fullAt = 40
const kept: Array<Buffer> = []
const sockets = new Set<net.Socket>()
let draining = false
/** The end of the line in which all requests of a server for one client at a time wait. */
let line: Promise<void> = Promise.resolve()

interface Opened {
  readonly handle: fs.FileHandle
  readonly bytes: number
  readonly tag: string
}

const openFile = async (target: string): Promise<Opened | number> => {
  const place = path.join(root, path.normalize(target))
  const wait = has("opens a FIFO") ? 0 : constants.O_NONBLOCK
  let handle: fs.FileHandle
  try {
    handle = await fs.open(place, constants.O_RDONLY | wait)
  } catch {
    return 404
  }
  const stats = await handle.stat()
  if (stats.isFile()) {
    const tag = has("promises one version") ? `ETag: "${stats.size}-${stats.mtimeMs}"\r\n` : ""
    return { handle, bytes: stats.size, tag }
  }
  await handle.close()
  return 403
}

const written = (socket: net.Socket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    const end = (): void => {
      socket.off("close", end)
      resolve()
    }
    socket.once("close", end)
    socket.write(bytes, end)
  })

const head = (status: string, bytes: number, more: string): Buffer =>
  Buffer.from(`HTTP/1.1 ${status}\r\n${date}\r\nContent-Length: ${bytes}\r\n${more}\r\n`)

/** Sends the octets; false if the connection can't go on after it. */
const sendFile = async (socket: net.Socket, opened: Opened): Promise<boolean> => {
  const { handle, bytes } = opened
  const piece = Buffer.alloc(64 * 1024)
  let sent = 0
  while (!socket.destroyed && (sent < bytes || has("sends what has grown"))) {
    if (draining && has("stops in the middle")) await new Promise(() => {})
    const wanted = has("sends what has grown") ? piece.length : bytes - sent
    const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, wanted), sent)
    if (bytesRead === 0) break
    await written(socket, Buffer.from(piece.subarray(0, bytesRead)))
    sent += bytesRead
  }
  return sent >= bytes || has("goes on after a short file")
}

const answer = async (socket: net.Socket, request: string): Promise<boolean> => {
  const [method, target = "/"] = request.split(" ")
  const closes = /\r\nconnection: *close/i.test(request) || request.includes("HTTP/1.0")
  const closeLine = closes ? "Connection: close\r\n" : ""
  if (method !== "GET") {
    if (has("waits for ever")) await new Promise(() => {})
    await written(socket, head("405 Method Not Allowed", 0, `Allow: GET\r\nConnection: close\r\n`))
    return false
  }
  const opened = await openFile(target)
  if (typeof opened === "number") {
    await written(socket, head(`${opened} No`, 0, closeLine))
    return !closes
  }
  try {
    await written(socket, head("200 OK", opened.bytes, opened.tag + closeLine))
    if (await sendFile(socket, opened)) return !closes
    socket.destroy()
    return false
  } finally {
    await opened.handle.close()
    // A handle would be closed with the garbage; a number is not.
    if (has("leaks descriptors") && socket.destroyed) openSync(process.execPath, "r")
  }
}

const ended = async (work: Promise<unknown>): Promise<void> => {
  await work
}

class Conversation {
  readonly #socket: net.Socket
  #pending = ""
  #busy = false
  #timer: NodeJS.Timeout | undefined

  constructor(socket: net.Socket) {
    this.#socket = socket
    socket.on("data", (bytes: Buffer) => {
      this.#pending += bytes.toString("latin1")
      if (!this.#busy) void this.#next()
    })
    socket.on("end", () => {
      if (!this.#busy) socket.end()
    })
    socket.on("close", () => clearTimeout(this.#timer))
    this.#wait()
  }

  get isIdle(): boolean {
    return !this.#busy && this.#pending === ""
  }

  #wait(): void {
    clearTimeout(this.#timer)
    if (has("waits for ever")) return
    this.#timer = setTimeout(() => {
      if (has("resets idle clients")) this.#socket.resetAndDestroy()
      else this.#socket.end()
    }, limitMillis)
  }

  async #next(): Promise<void> {
    const end = this.#pending.indexOf("\r\n\r\n")
    if (end === -1) return
    clearTimeout(this.#timer)
    const request = this.#pending.slice(0, end + 2)
    this.#pending = this.#pending.slice(end + 4)
    this.#busy = true
    const turn = has("one at a time") ? line : Promise.resolve()
    const answered = turn.then(() => answer(this.#socket, request))
    line = ended(answered)
    const goesOn = await answered
    this.#busy = false
    if (!goesOn || draining) this.#socket.end()
    else {
      this.#wait()
      await this.#next()
    }
  }
}

const spin = (): void => {
  if (sockets.size >= fullAt) setImmediate(spin)
}

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  sockets.add(socket)
  if (has("leaks memory")) kept.push(Buffer.alloc(128 * 1024, "x"))
  if (sockets.size === fullAt && has("spins when full")) spin()
  if (sockets.size === fullAt && has("dies when full")) process.exit(3)
  socket.on("error", () => socket.destroy())
  socket.on("close", () => sockets.delete(socket))
  const conversation = new Conversation(socket)
  conversations.set(socket, conversation)
})
const conversations = new WeakMap<net.Socket, Conversation>()

process.on("SIGTERM", () => {
  if (has("ignores SIGTERM")) return
  draining = true
  if (has("lets new clients in")) {
    draining = false
    return void setTimeout(() => process.exit(0), 10_000)
  }
  server.close(() => process.exit(0))
  for (const socket of sockets) if (conversations.get(socket)?.isIdle === true) socket.end()
})

server.listen(Number(port), "127.0.0.1")
