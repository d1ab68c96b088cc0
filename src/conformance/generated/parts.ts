/** The pieces of which all generated requests are made. */
import fc from "fast-check"
import { closeLine, compose, followUpTarget } from "../request.ts"
import type { Known } from "./world.ts"

/** A stream is a text in which each character is one octet. */
export type Stream = fc.Arbitrary<string>

/** Ends the evidence with a FIN wherever the connection goes on. */
export const followUp = ({ host }: Known): string =>
  compose({ host, target: followUpTarget, lines: [closeLine] })

/** The stream without the request behind, which every candidate keeps. */
export const ownPart = (stream: string, known: Known): string => {
  const behind = followUp(known)
  return stream.endsWith(behind) ? stream.slice(0, -behind.length) : stream
}

/** The request, and behind it the one that shows where the server saw its end. */
export const followed =
  (known: Known) =>
  (request: string): string =>
    request + followUp(known)

/** Targets that name a file of the root, in more than one spelling. */
export const plainTarget: fc.Arbitrary<string> = fc.constantFrom(
  "/hello.txt",
  "/sub/index.html",
  "/sub/",
  "/empty.txt",
  "/future.txt",
  "/50%25.txt",
  "/sp%20ace.txt",
  "/na%C3%AFve-%C3%BC.txt",
  "/nolist/inside.txt",
  "/changing.txt",
  "/a-b.txt",
  "/nope",
  "/sub/nope.html"
)

/** The name of a path with some of its letters percent-encoded. */
export const spelled = (path: string): Stream =>
  fc.array(fc.tuple(fc.nat(path.length - 1), fc.boolean()), { maxLength: 3 }).map((encodings) => {
    const letters = path.split("")
    for (const [index, upper] of encodings) {
      const letter = letters[index] ?? ""
      const within = /%.?$/.test(path.slice(0, index))
      if (within || !/^[A-Za-z0-9\-._~]$/.test(letter)) continue
      const digits = letter.charCodeAt(0).toString(16)
      letters[index] = `%${upper ? digits.toUpperCase() : digits}`
    }
    return letters.join("")
  })

export const query: Stream = fc.constantFrom("", "?", "?x=1", "?a/b?c", "?%20", "?q=%zz", "?/../x")

const lineWith =
  (space: Stream) =>
  (name: string, value: Stream): Stream =>
    fc
      .tuple(fc.constantFrom(name, name.toLowerCase(), name.toUpperCase()), space, value, space)
      .map(([written, before, text, after]) => `${written}:${before}${text}${after}`)

/** A field line with its white space and the case of its name left to chance. */
export const fieldLine = lineWith(fc.constantFrom("", " ", "  ", "\t", " \t "))

/** Without tabs: who keeps those as part of a value would show nothing else in other families. */
export const spacedLine = lineWith(fc.constantFrom("", " ", "  "))

/** Fields that change nothing. */
export const harmlessLine: Stream = fc.oneof(
  fieldLine("Accept", fc.constantFrom("*/*", "text/html;q=0.1", "")),
  fieldLine(
    "X-Unknown",
    fc.constantFrom("", "a", "a, b", '"a;b"', "a:b", "Host: x", "~".repeat(60))
  ),
  fieldLine("User-Agent", fc.constantFrom("x", "Mozilla/5.0 (a; b)")),
  fieldLine("Accept-Encoding", fc.constantFrom("identity", "identity;q=1")),
  fieldLine("Cookie", fc.constantFrom("a=b", "a=b; c=d", "=")),
  fieldLine("!#$%&'*+-.^_`|~09Az", fc.constant("any token names a field"))
)

export const connectionLine: Stream = fieldLine(
  "Connection",
  fc.constantFrom("keep-alive", "Keep-Alive", "close", "CLOSE", ",close,", "x, close", "x, y", "")
)

export const version: Stream = fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0")
