/** How a message is taken apart: octets, lines, the protocol version. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import {
  answered,
  choice,
  closedSilently,
  code,
  continued,
  decide,
  first,
  pass,
  refused,
  says,
  whole,
  wrong
} from "../oracle.ts"
import { type Attempt, compose, followed, inOneWrite, alone } from "../request.ts"
import { sends } from "../wire.ts"

const withVersion =
  (version: string) =>
  ({ host }: Facts): Attempt =>
    followed(compose({ host, version }), host)

/**
 * The start of a TLS handshake: what a browser sends that was told https for an http port. Its
 * random octets hold a LF here, so that a server that reads by lines has one to judge.
 */
const clientHello = Buffer.concat([
  Buffer.from("16030100460100004203030d0a", "hex"),
  Buffer.alloc(30, 0x5a),
  Buffer.from("00000413011302010000150000000d000b0000086578616d706c65", "hex")
])

export const messageCases: ReadonlyArray<ActiveCase> = inChapter("message", [
  {
    id: "P-01",
    title: "octets above 0x7f in a field value are opaque",
    level: "MUST",
    clauses: ["rfc9112#section-2.2-2", "rfc9110#section-5.5-4"],
    why: "A parser that decodes text before it parses can be led to see other delimiters.",
    rules: ["read/complete"],
    control: "self",
    run: sends(({ host }) => alone({ host, lines: ["X-Octets: \x80\xff"] })),
    judge: decide(
      pass("200 with the file", answered(whole("hello"))),
      choice("400: obs-text refused by policy", answered(code(400)))
    )
  },
  {
    id: "P-02",
    title: "a bare LF as line terminator",
    level: "MAY",
    clauses: ["rfc9112#section-2.2-3"],
    why: "Both answers are right, but two servers in a row that choose differently can be desynchronised.",
    rules: ["read/bad-field"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(({ host }) =>
      followed(compose({ host, lines: ["X-Line: a"] }).replaceAll("\r\n", "\n"), host)
    ),
    judge: decide(
      choice("bare LF accepted: 200 with the file", continued(whole("hello"))),
      choice("bare LF refused: 400, then close", refused(400))
    )
  },
  {
    id: "P-03",
    title: "a bare CR does not end a line",
    level: "MUST",
    clauses: ["rfc9112#section-2.2-4"],
    why: "A field that only one of two servers sees is the tool of request smuggling.",
    rules: ["read/bad-field", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(({ host }) =>
      followed(compose({ host, lines: ["X-Line: a\rIf-None-Match: *"] }), host)
    ),
    judge: decide(
      pass("400", says(400)),
      pass("200 with the file: the CR was read as a space", continued(whole("hello"))),
      wrong("304: the field behind the CR acted", first(code(304)))
    )
  },
  {
    id: "P-04",
    title: "an empty line before the request line is ignored",
    level: "SHOULD",
    clauses: ["rfc9112#section-2.2-6"],
    why: "Old clients send CRLF after a body; what follows is a good request all the same.",
    rules: ["read/empty-lines"],
    control: "self",
    run: sends(({ host }) =>
      inOneWrite("GET", `\r\n${compose({ host, lines: ["Connection: close"] })}`)
    ),
    judge: decide(pass("200 with the file", answered(whole("hello"))))
  },
  {
    id: "P-05",
    title: "whitespace between the request line and the first field",
    level: "MUST",
    clauses: ["rfc9112#section-2.2-8"],
    why: "The line could be taken for a field, or for a continuation of the request line.",
    rules: ["read/bad-field", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(({ host }) =>
      followed(compose({ host: null, lines: [" If-None-Match: *", `Host: ${host}`] }), host)
    ),
    judge: decide(
      pass("400", says(400)),
      pass("200 with the file: the line was dropped", continued(whole("hello"))),
      wrong("304: the line acted as a field", first(code(304)))
    )
  },
  {
    id: "P-06",
    title: "octets that are not HTTP",
    level: "SHOULD",
    clauses: ["rfc9112#section-2.2-9"],
    why: "A TLS client on a plain port should learn at once that it knocked on the wrong door.",
    rules: ["read/not-http"],
    control: "close",
    run: sends(() => ({ label: "ClientHello", bytes: clientHello, methods: ["GET"] })),
    judge: decide(
      pass("400, then close", refused(400)),
      choice("closed without an answer", closedSilently)
    )
  },
  ...(
    [
      ["P-07a", "http/1.1", "the protocol name is case-sensitive"],
      ["P-07b", "HTTP/1.10", "the minor version is a single digit"],
      ["P-07c", "HTTP/01.1", "the major version is a single digit"],
      ["P-07d", "HTTP/1", "the minor version is required"]
    ] as const
  ).map(([id, version, title]) => ({
    id,
    title: `${title}: ${version}`,
    level: "SHOULD" as const,
    clauses: ["rfc9112#section-2.3-2", "rfc9112#section-2.3-3", "rfc9112#section-2.2-9"],
    why: "Servers that guess at versions guess differently, and then disagree about framing.",
    rules: ["read/version-unsupported", "read/bad-request-line"] as const,
    control: "pipelined" as const,
    run: sends(withVersion(version)),
    judge: decide(pass("400, then close", refused(400)), choice("505, then close", refused(505)))
  })),
  {
    id: "P-08",
    title: "a major version the server does not speak",
    level: "MAY",
    clauses: ["rfc9110#section-6.2-7", "rfc9110#section-15.6.6-1"],
    why: "505 tells the client what to change; 400 leaves it in the dark.",
    rules: ["read/version-unsupported"],
    control: "pipelined",
    run: sends(withVersion("HTTP/3.0")),
    judge: decide(
      pass("505, then close", refused(505)),
      choice("400, then close", refused(400)),
      choice("processed as HTTP/1.1", first(whole("hello")))
    )
  },
  {
    id: "P-09",
    title: "a higher minor version is processed as the highest one known",
    level: "SHOULD",
    clauses: ["rfc9110#section-6.2-8"],
    why: "Minor versions are promised to be compatible; refusing them forbids any successor.",
    rules: ["read/complete"],
    control: "self",
    run: sends(({ host }) => alone({ host, version: "HTTP/1.2" })),
    judge: decide(pass("200 with the file", answered(whole("hello"))))
  }
])
