/**
 * A small server that is right about the little it knows, except in one manner. It runs in a test,
 * or as a program: PORT ROOT MANNER.
 */
import * as net from "node:net"
import { rootFiles } from "../../../src/conformance/root.ts"

export const manners = [
  "good",
  "ignores Host",
  "500 without Host",
  "dies without Host",
  "no Date",
  "404 to requests in pieces",
  "forgets tags"
] as const
export type Manner = (typeof manners)[number]

interface Request {
  readonly line: ReadonlyArray<string>
  readonly fields: ReadonlyMap<string, string>
  /** How many reads it came in. */
  readonly reads: number
}

const readRequest = (head: string, reads: number): Request => {
  const [line = "", ...lines] = head.split("\r\n")
  const fields = lines.map((each) => {
    const [name = "", value = ""] = each.split(/: ?(.*)/, 2)
    return [name.toLowerCase(), value] as const
  })
  return { line: line.split(" "), fields: new Map(fields), reads }
}

/** New with each server, as the tags of many are. */
const freshTag = (): string => `"tag-${process.hrtime.bigint()}"`

const statusOf = (request: Request, manner: Manner, tag: string): string => {
  const { line, fields, reads } = request
  if (!fields.has("host") && line[2] === "HTTP/1.1") {
    if (manner === "dies without Host") process.exit(3)
    if (manner === "500 without Host") return "500 Oops"
    if (manner !== "ignores Host") return "400 Bad Request"
  }
  if (manner === "404 to requests in pieces" && reads > 1) return "404 Not Found"
  const isKnown = Object.values(rootFiles).some(({ path }) => `/${path}` === line[1])
  if (!isKnown) return "404 Not Found"
  return fields.get("if-none-match") === tag && manner !== "forgets tags"
    ? "304 Not Modified"
    : "200 OK"
}

const respond = (request: Request, manner: Manner, tag: string): readonly [Buffer, boolean] => {
  const { line, fields } = request
  const status = statusOf(request, manner, tag)
  const file = Object.values(rootFiles).find(({ path }) => `/${path}` === line[1])
  const isFile = status.startsWith("200") && file !== undefined
  const body = isFile ? Buffer.from(file.bytes) : Buffer.from("no\n")
  const asksForClose = /close/i.test(fields.get("connection") ?? "") || line[2] === "HTTP/1.0"
  const closes = asksForClose || status.startsWith("400")
  const head = [
    `HTTP/1.1 ${status}`,
    ...(manner === "no Date" ? [] : [`Date: ${new Date().toUTCString()}`]),
    ...(isFile || status.startsWith("304") ? [`ETag: ${tag}`] : []),
    ...(status.startsWith("304") ? [] : [`Content-Length: ${body.length}`]),
    ...(closes ? ["Connection: close"] : [])
  ]
  const isBare = line[0] === "HEAD" || status.startsWith("304")
  const bytes = Buffer.from(`${head.join("\r\n")}\r\n\r\n`)
  return [isBare ? bytes : Buffer.concat([bytes, body]), closes]
}

const serve = (manner: Manner): ((socket: net.Socket) => void) => {
  const tag = freshTag()
  return (socket) => {
    let pending = ""
    let reads = 0
    socket.on("error", () => socket.destroy())
    socket.on("data", (bytes) => {
      reads += 1
      const heads = (pending + bytes.toString("latin1")).split("\r\n\r\n")
      pending = heads.pop() ?? ""
      for (const head of heads) {
        const [answer, closes] = respond(readRequest(head, reads), manner, tag)
        reads = pending === "" ? 0 : 1
        socket.write(answer)
        if (closes) return void socket.end()
      }
    })
  }
}

export interface SmallServer {
  readonly port: number
  readonly close: () => void
}

/** Port 0 is any that is free. */
export const listen = (onSocket: (socket: net.Socket) => void, port = 0): Promise<SmallServer> =>
  new Promise((resolve) => {
    const sockets = new Set<net.Socket>()
    const server = net.createServer((socket) => {
      sockets.add(socket)
      socket.on("close", () => sockets.delete(socket))
      onSocket(socket)
    })
    const close = (): void => {
      server.close()
      for (const socket of sockets) socket.destroy()
    }
    server.listen(port, "127.0.0.1", () => {
      const address = server.address()
      resolve({ port: typeof address === "object" ? (address?.port ?? 0) : 0, close })
    })
  })

export const smallServer = (manner: Manner, port?: number): Promise<SmallServer> =>
  listen(serve(manner), port)

if (import.meta.main) {
  const [port, , name] = process.argv.slice(2)
  const manner = manners.find((each) => each === name)
  if (manner === undefined) throw new Error(`no manner ${name}`)
  await smallServer(manner, Number(port))
}
