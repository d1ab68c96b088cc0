/** Requests that are refused, each with the end of its connection. */
import { accepted, ended, get, type Happening, received, taken } from "../state-machine/told.ts"

/** Requests after which nobody can say where the next one begins. */
export const doubtful: ReadonlyArray<string> = [
  "GET /a\r\n\r\n",
  "GET /a HTTP/2.0\r\n\r\n",
  `GET /${"a".repeat(120)} HTTP/1.1\r\n\r\n`,
  get("/a", `X: ${"x".repeat(300)}\r\n`),
  get("/a", "no field\r\n"),
  get("/a", "Host: again\r\n"),
  get("/a", "Content-Length: x\r\n"),
  get("/a", "Transfer-Encoding: gzip\r\n"),
  get("/a", "Content-Length: 99\r\n"),
  `${get("/a", "Transfer-Encoding: chunked\r\n")}x\r\n`
]

/** The connection of each, with another request after the refusal. */
export const doubt = (text: string, at: number): ReadonlyArray<Happening> => [
  accepted(at + 1),
  received(at + 1, text),
  taken(at + 1),
  received(at + 1, get("/a")),
  ended(at + 1)
]
