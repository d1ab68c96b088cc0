/**
 * Servers that are wrong in one way each. The suite is worth what it makes of them: a case that
 * lets each of them pass tests nothing.
 */
import * as net from "node:net"
import { rootFiles } from "../../src/conformance/root.ts"

interface Request {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly hosts: number
  readonly close: boolean
}

interface Habits {
  /** Added to each Content-Length. */
  readonly lengthError: number
  readonly bodyOnHead: boolean
  readonly needsHost: boolean
  /** Answers requests of one read in reverse. */
  readonly swaps: boolean
}

const goodHabits: Habits = { lengthError: 0, bodyOnHead: false, needsHost: true, swaps: false }

const readRequest = (head: string): Request => {
  const [requestLine = "", ...fields] = head.split("\r\n")
  const [method = "", target = "", version = ""] = requestLine.split(" ")
  const hosts = fields.filter((line) => /^host:/i.test(line)).length
  const keepsAlive = fields.some((line) => /^connection:.*keep-alive/i.test(line))
  const close = fields.some((line) => /^connection:.*close/i.test(line))
  return { method, target, version, hosts, close: close || (version === "HTTP/1.0" && !keepsAlive) }
}

const respond = (request: Request, habits: Habits): Buffer => {
  const isBad = habits.needsHost && request.version === "HTTP/1.1" && request.hosts !== 1
  const file = Object.values(rootFiles).find(({ path }) => `/${path}` === request.target)
  const body = isBad || file === undefined ? Buffer.from("no\n") : Buffer.from(file.bytes)
  const status = isBad ? "400 Bad Request" : file === undefined ? "404 Not Found" : "200 OK"
  const lines = [
    `HTTP/1.1 ${status}`,
    "Date: Tue, 02 Jan 2024 03:04:05 GMT",
    `Content-Length: ${body.length + habits.lengthError}`,
    ...(request.close || isBad ? ["Connection: close"] : [])
  ]
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)
  return request.method === "HEAD" && !habits.bodyOnHead ? head : Buffer.concat([head, body])
}

/** A small server that is right about the little it knows, except for the habits given. */
const serve =
  (changed: Partial<Habits>) =>
  (socket: net.Socket): void => {
    const habits = { ...goodHabits, ...changed }
    let pending = ""
    socket.on("data", (bytes) => {
      const heads = (pending + bytes.toString("latin1")).split("\r\n\r\n")
      pending = heads.pop() ?? ""
      const requests = heads.map(readRequest)
      const last = requests.findIndex(({ close }) => close)
      const answered = last === -1 ? requests : requests.slice(0, last + 1)
      const answers = answered.map((request) => respond(request, habits))
      socket.write(Buffer.concat(habits.swaps ? answers.toReversed() : answers))
      if (last !== -1) socket.end()
    })
  }

const always =
  (answer: string) =>
  (socket: net.Socket): void => {
    socket.once("data", () => socket.end(answer))
  }

const date = "Date: Tue, 02 Jan 2024 03:04:05 GMT"

export const zoo = {
  honest: serve({}),
  "always 400": always(
    `HTTP/1.1 400 Bad Request\r\n${date}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
  ),
  "always 200, empty": always(
    `HTTP/1.1 200 OK\r\n${date}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
  ),
  silent: (socket: net.Socket): void => void socket.resume(),
  "closes at once": (socket: net.Socket): void => void socket.end(),
  "length wrong by one": serve({ lengthError: 1 }),
  "HEAD with a body": serve({ bodyOnHead: true }),
  "ignores Host": serve({ needsHost: false }),
  "swaps pipelined answers": serve({ swaps: true })
} as const satisfies Record<string, (socket: net.Socket) => void>

export type Animal = keyof typeof zoo

export interface Cage {
  readonly port: number
  readonly close: () => void
}

/** Lets one of them listen. */
export const cage = (animal: Animal): Promise<Cage> =>
  new Promise((resolve) => {
    const sockets = new Set<net.Socket>()
    const server = net.createServer((socket) => {
      sockets.add(socket)
      // Clients of the suite reset connections on purpose.
      socket.on("error", () => socket.destroy())
      socket.on("close", () => sockets.delete(socket))
      zoo[animal](socket)
    })
    const close = (): void => {
      server.close()
      for (const socket of sockets) socket.destroy()
    }
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve({ port: typeof address === "object" ? (address?.port ?? 0) : 0, close })
    })
  })
