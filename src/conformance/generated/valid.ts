/** Requests that nobody may refuse, and targets of every kind. */
import fc from "fast-check"
import { compose } from "../request.ts"
import {
  type Stream,
  connectionLine,
  fieldLine,
  followUp,
  followed,
  harmlessLine,
  plainTarget,
  query,
  spelled,
  version
} from "./parts.ts"
import type { Known } from "./world.ts"

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant("GET") },
  { weight: 3, arbitrary: fc.constant("HEAD") },
  { weight: 1, arbitrary: fc.constant("OPTIONS") }
)

const target = fc.tuple(plainTarget.chain(spelled), query).map(([path, behind]) => path + behind)

const request = (known: Known): Stream =>
  fc
    .record({
      method,
      target,
      version,
      harmless: fc.array(harmlessLine, { maxLength: 3 }),
      host: fieldLine("Host", fc.constant(known.host)),
      connection: fc.option(connectionLine, { nil: undefined, freq: 3 }),
      hostLast: fc.boolean()
    })
    .map(({ harmless, host, connection, hostLast, ...line }) => {
      const others = [...harmless, ...(connection === undefined ? [] : [connection])]
      const lines = hostLast ? [...others, host] : [host, ...others]
      return compose({ ...line, host: null, lines })
    })

/** Up to four requests in one write. */
export const validRequests = (known: Known): Stream =>
  fc
    .array(request(known), { minLength: 1, maxLength: 3 })
    .map((requests) => requests.join("") + followUp(known))

const segment = fc.constantFrom(
  "",
  ".",
  "..",
  "%2e",
  "%2E%2e",
  ".%2e",
  "sub",
  "s%75b",
  "hello.txt",
  "index.html",
  "...",
  "nope",
  "a%20b"
)

const malformed = fc.constantFrom(
  "%",
  "%4",
  "%zz",
  "%%41",
  "%u0041",
  "#",
  "#top",
  '"',
  "<",
  "\\",
  "{x}",
  "^",
  "`",
  "|",
  "\x80",
  "\xff",
  "\x7f",
  "\x01"
)

const withMalformed = fc
  .tuple(fc.constantFrom("/hello.txt", "/", "/sub/index.html", "/hello.txt?x="), malformed)
  .chain(([text, piece]) =>
    fc.nat(text.length - 1).map((at) => text.slice(0, at + 1) + piece + text.slice(at + 1))
  )

const absolute = (known: Known): Stream =>
  fc
    .tuple(
      fc.constantFrom("http://", "HTTP://", "hTTp://"),
      fc.constantFrom(known.host, known.host, "", ":80", `u@${known.host}`, `${known.host}:`),
      fc.constantFrom("/hello.txt", "/sub/index.html", "/hello.txt?x", "/nope", "/%68ello.txt")
    )
    .map((pieces) => pieces.join(""))

const odd = fc.constantFrom("hello.txt", "?x", "http:/hello.txt", "*", "//", "///hello.txt", ":")

export const targets = (known: Known): Stream =>
  fc
    .tuple(
      fc.constantFrom("GET", "GET", "HEAD"),
      fc.oneof(
        { weight: 4, arbitrary: fc.array(segment, { minLength: 1, maxLength: 5 }).map(joined) },
        { weight: 3, arbitrary: withMalformed },
        { weight: 2, arbitrary: absolute(known) },
        { weight: 1, arbitrary: odd }
      )
    )
    .map(([each, written]) => compose({ host: known.host, method: each, target: written }))
    .map(followed(known))

const joined = (segments: ReadonlyArray<string>): string => `/${segments.join("/")}`
