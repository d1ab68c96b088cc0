/** Small servers in this process, closed with the test: each connection is handed to the test byte by byte. */
import * as net from "node:net"
import { onTestFinished } from "vitest"
import { Asking } from "../../../src/conformance/fingerprint/asking.ts"
import {
  coldContent,
  missingPath,
  warmContent,
  warmFiles,
  warmPath
} from "../../../src/conformance/fingerprint/trial-files.ts"

export interface Small {
  readonly asking: Asking
  readonly sockets: ReadonlyArray<net.Socket>
}

export const smallServer = async (serve: (socket: net.Socket) => void): Promise<Small> => {
  const sockets: Array<net.Socket> = []
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on("error", () => {})
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { asking: new Asking({ hostname: "127.0.0.1", port }), sockets }
}

/** Where nobody listens. A port that is free may soon be somebody's. */
export const nobodyThere = (): Asking => new Asking({ socketPath: "/there/is/no/such/socket" })

export interface Asked {
  /** Empty if it is no request. */
  readonly path: string
  /** Of the connection, from 0. */
  readonly ordinal: number
  readonly closes: boolean
}

/** Hands out each request whole, as a server with a parser would see it. */
export const onRequests = (socket: net.Socket, hear: (asked: Asked) => void): void => {
  let text = ""
  let ordinal = 0
  socket.on("data", (bytes) => {
    const heads = (text + bytes.toString("latin1")).split("\r\n\r\n")
    text = heads.pop() ?? ""
    for (const head of heads) {
      const path = /^GET (\S+) HTTP\/1\.1\r\n/.exec(head)?.[1] ?? ""
      hear({ path, ordinal: ordinal++, closes: path === "" || /^connection: close$/im.test(head) })
    }
  })
  socket.on("end", () => socket.end())
}

/** What the files of a trial say; undefined where there is none. */
export const contentAt = (path: string): Buffer | undefined => {
  const cold = /^\/cold\/(\d+)\.bin$/.exec(path)?.[1]
  if (cold !== undefined) return coldContent(Number(cold))
  const warm = /^\/warm\/(\d+)\.txt$/.exec(path)?.[1]
  return warm === undefined ? undefined : warmContent(Number(warm))
}

const head = (status: string, bytes: number): string =>
  `HTTP/1.1 ${status}\r\nServer: small/1\r\nContent-Length: ${bytes}\r\n\r\n`

/** Answers as a server must. */
export const answer = (socket: net.Socket, { path, closes }: Asked): void => {
  const content = contentAt(path)
  if (path === "") socket.write(head("400 Bad Request", 0))
  else if (content === undefined) socket.write(head("404 Not Found", 0))
  else socket.write(Buffer.concat([Buffer.from(head("200 OK", content.length)), content]))
  if (closes) socket.end()
}

export const goodServer = (): Promise<Small> =>
  smallServer((socket) => onRequests(socket, (asked) => answer(socket, asked)))

const all = (path: (number: number) => string): ReadonlyArray<string> =>
  Array.from({ length: warmFiles }, (_, number) => path(number)).toSorted()

export const allWarm = all(warmPath)
export const allMissing = all(missingPath)
