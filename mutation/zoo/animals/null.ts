/** Servers that answer nothing, or always the same. A suite that lets one of them pass is worth nothing. */
import { ofKind } from "../animal.ts"
import type { Peer, Server } from "../network.ts"
import { patternBytes, rootFiles } from "../../../src/conformance/root.ts"

const date = "Date: Thu, 01 Jan 2026 00:00:00 GMT"

const message = (status: string, body = "", lines: ReadonlyArray<string> = []): string =>
  [
    `HTTP/1.1 ${status}`,
    date,
    ...lines,
    `Content-Length: ${Buffer.byteLength(body, "latin1")}`,
    "",
    body
  ].join("\r\n")

const closing = ["Connection: close"]

const say = (peer: Peer, text: string): void => peer.write(Buffer.from(text, "latin1"))

const always = (id: string, sentence: string, server: Server) => ({
  id,
  sentence,
  start: () => server
})

/** One answer at the first octets, and the end. */
const once =
  (answer: (asked: string) => string): Server =>
  (peer) => {
    let isFirst = true
    return {
      received: (bytes) => {
        if (isFirst) say(peer, answer(bytes.toString("latin1")))
        if (isFirst) peer.finish()
        isFirst = false
      }
    }
  }

/** An answer to each read, and no end. */
const each =
  (answer: (asked: string) => string): Server =>
  (peer) => ({ received: (bytes) => say(peer, answer(bytes.toString("latin1"))) })

const hello = Buffer.from(rootFiles.hello.bytes).toString("latin1")

/** The same for each connection, and of no meaning. */
const noise = Buffer.from(patternBytes(512).map((octet, index) => octet * 97 + index * 31))

export const nullServers = ofKind("null", [
  always(
    "always-400",
    "Says 400 to everything, with a body, and closes.",
    once(() => message("400 Bad Request", "no\n", closing))
  ),
  always(
    "always-400-bare",
    "Says 400 to everything, with nothing in it, and closes.",
    once(() => message("400 Bad Request", "", closing))
  ),
  always(
    "always-400-kept",
    "Says 400 to each read, and keeps the connection.",
    each(() => message("400 Bad Request", "no\n"))
  ),
  always(
    "always-404",
    "Says 404 to everything, and closes.",
    once(() => message("404 Not Found", "no\n", closing))
  ),
  always(
    "always-500",
    "Says 500 to everything, and closes.",
    once(() => message("500 Internal Server Error", "no\n", closing))
  ),
  always(
    "always-503",
    "Says 503 to everything, and closes.",
    once(() => message("503 Service Unavailable", "no\n", closing))
  ),
  always(
    "always-200-empty",
    "Says 200 to everything, with nothing in it, and closes.",
    once(() => message("200 OK", "", closing))
  ),
  always(
    "always-hello",
    "Sends hello.txt to everybody, and closes.",
    once(() => message("200 OK", hello, closing))
  ),
  always(
    "always-hello-kept",
    "Sends hello.txt at each read, and keeps the connection.",
    each(() => message("200 OK", hello))
  ),
  always(
    "echo",
    "Says 200, and sends the request back as the body.",
    once((asked) => message("200 OK", asked, closing))
  ),
  always(
    "mirror",
    "Sends back each octet as it came.",
    each((asked) => asked)
  ),
  always(
    "always-304",
    "Says 304 to everything, and closes.",
    once(() => `HTTP/1.1 304 Not Modified\r\n${date}\r\nConnection: close\r\n\r\n`)
  ),
  always(
    "always-206",
    "Sends the first five octets of hello.txt to everybody, as a 206.",
    once(() => message("206 Partial Content", "hello", ["Content-Range: bytes 0-4/12", ...closing]))
  ),
  always(
    "always-100",
    "Says 100 to each read, and nothing else ever.",
    each(() => "HTTP/1.1 100 Continue\r\n\r\n")
  ),
  always(
    "always-301",
    "Sends everybody to another place.",
    once(() => message("301 Moved Permanently", "", ["Location: /", ...closing]))
  ),
  always("silence", "Takes everything and says nothing.", () => ({ received: () => {} })),
  always("closes-at-once", "Accepts and closes.", (peer) => {
    peer.finish()
    return { received: () => {} }
  }),
  always("resets-at-once", "Accepts and resets.", (peer) => {
    peer.abort()
    return { received: () => {} }
  }),
  always("closes-when-asked", "Closes at the first octet.", (peer) => ({
    received: () => peer.finish()
  })),
  always(
    "noise",
    "Sends octets without meaning, and closes.",
    once(() => noise.toString("latin1"))
  ),
  always(
    "no-head",
    "Sends hello.txt without a head, as HTTP/0.9 did.",
    once(() => hello)
  ),
  always(
    "half-a-head",
    "Begins a head and closes.",
    once(() => `HTTP/1.1 200 OK\r\n${date}\r\nContent-Le`)
  ),
  always("speaks-first", "Sends hello.txt before it was asked, and closes.", (peer) => {
    say(peer, message("200 OK", hello, closing))
    peer.finish()
    return { received: () => {} }
  })
])
