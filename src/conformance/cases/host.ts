/** The Host field: exactly one in HTTP/1.1, and a valid one. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import { answered, choice, continued, decide, pass, says, whole } from "../oracle.ts"
import { compose, followed, inOneWrite } from "../request.ts"
import { sends } from "../wire.ts"

/** Each violates the grammar uri-host [ ":" port ] of RFC 3986, sections 3.2.2 and 3.2.3. */
const invalidHosts = [
  ["R-08a", "a b", "a space"],
  ["R-08c", "u@localhost", "userinfo"],
  ["R-08d", "localhost/x", "a path"],
  ["R-08e", "localhost:80x", "a port that is no number"],
  ["R-08f", "[::1", "an address literal that never closes"]
] as const

export const hostCases: ReadonlyArray<ActiveCase> = inChapter("target", [
  {
    id: "R-06",
    title: "HTTP/1.1 without Host",
    level: "MUST",
    clauses: ["rfc9112#section-3.2-6"],
    why: "Without it nobody knows which site is meant; a default is a guess.",
    rules: ["read/bad-host"],
    control: "pipelined",
    run: sends(({ host }) => followed(compose({ host: null }), host)),
    judge: decide(pass("400", says(400)))
  },
  {
    id: "R-07",
    title: "two Host fields, even if equal",
    level: "MUST",
    clauses: ["rfc9112#section-3.2-6"],
    why: "A proxy may route by the first and the origin answer by the second.",
    rules: ["read/bad-host"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(({ host }) => followed(compose({ host, lines: [`Host: ${host}`] }), host)),
    judge: decide(pass("400", says(400)))
  },
  ...invalidHosts.map(([id, host, title]) => ({
    id,
    title: `Host with ${title}`,
    level: "MUST" as const,
    clauses: ["rfc9112#section-3.2-6", "rfc3986#section-3.2.2"],
    why: "A value that two parsers read differently routes one request to two places.",
    rules: ["read/bad-host"] as const,
    tags: ["smuggling"],
    control: "pipelined" as const,
    run: sends((facts: Facts) => followed(compose({ host }), facts.host)),
    judge: decide(pass("400", says(400)))
  })),
  {
    id: "R-08v",
    title: "a comma in Host is grammatical",
    level: "MAY",
    clauses: ["rfc3986#section-3.2.2"],
    why: "reg-name allows sub-delims: a suite that demands 400 here is wrong itself.",
    rules: ["read/bad-host"],
    control: "pipelined",
    run: sends(({ host }) => followed(compose({ host: "a,b" }), host)),
    judge: decide(
      choice("served", continued(whole("hello"))),
      choice("no such site: 404 or 421", says(404, 421)),
      choice("refused: 400", says(400))
    )
  },
  {
    id: "R-09",
    title: "HTTP/1.0 needs no Host",
    level: "MUST",
    clauses: ["rfc9112#section-3.2-6"],
    why: "The duty to refuse is for HTTP/1.1 only; 1.0 clients and probes rely on that.",
    rules: ["read/complete"],
    control: "self",
    run: sends(() => inOneWrite("GET", compose({ host: null, version: "HTTP/1.0" }))),
    judge: decide(pass("200 with the file", answered(whole("hello"))))
  }
])
