/** Asks a server plain things, as clients do that know nothing of it. */
import * as http from "node:http"
import * as net from "node:net"
import { buffer } from "node:stream/consumers"

export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** Sent on a connection that had an answer before. */
  readonly isKept: boolean
}

/** The path is sent as it is given. */
export const get = (port: number, path: string, agent?: http.Agent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", path, agent: agent ?? false }
    const request = http.get(options, (response) => {
      buffer(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body, isKept: request.reusedSocket }),
        reject
      )
    })
    request.once("error", reject)
  })

const closeMillis = 5_000

/** All that comes until the server closes; rejects if it does not. */
export const say = (port: number, octets: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let told = ""
    const socket = net.connect(port, "127.0.0.1", () => socket.write(octets))
    socket.setEncoding("latin1").on("data", (text) => (told += String(text)))
    socket.once("end", () => resolve(told)).once("error", reject)
    socket.setTimeout(closeMillis, () => socket.destroy(new Error(`still open after: ${told}`)))
  })
