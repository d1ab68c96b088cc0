/**
 * Where a request body ends. Each attempt has a second request right behind the body: whether it
 * is answered, and how often, is the effect by which the server's reading of the length is judged.
 */
import { type ActiveCase, inChapter } from "../case.ts"
import { choice, continued, decide, pass, refused, wrong } from "../oracle.ts"
import { bothForms, compose } from "../request.ts"
import { sends } from "../wire.ts"
import { answeredThenEnded } from "./ends.ts"
import {
  bodyTaken,
  chunkedLine,
  closedAfterOne,
  closedWithoutAnswer,
  destroyed,
  fiveInChunks,
  forms,
  secondAnswered
} from "./framing-outcomes.ts"

const codingCases = inChapter("framing", [
  {
    id: "B-01",
    title: "a chunked request body is parsed",
    level: "MUST",
    clauses: ["rfc9112#section-6.1-4", "rfc9112#section-7.1-4"],
    why: "A body of which the end is not found becomes the next request.",
    rules: ["read/body-skipped", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: [chunkedLine], body: fiveInChunks })),
    judge: decide(...bodyTaken)
  },
  {
    id: "B-02",
    title: "an unknown transfer coding",
    level: "SHOULD",
    clauses: ["rfc9112#section-6.1-11"],
    why: "Who does not know the coding can't know where the body ends.",
    rules: ["read/coding-unknown"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Transfer-Encoding: foo"], body: "AAAAA" })),
    judge: decide(
      pass("501, then close", refused(501)),
      choice("another refusal, then close", refused(400, 405, 411))
    )
  },
  {
    id: "B-03",
    title: "Content-Length beside Transfer-Encoding",
    level: "MUST",
    clauses: ["rfc9112#section-6.1-15", "rfc9112#section-6.3-2.3"],
    why: "The classic of request smuggling: two lengths, two servers, two readings.",
    rules: ["read/bad-framing", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Content-Length: 5", chunkedLine], body: fiveInChunks })),
    judge: decide(
      pass("400, then close", refused(400)),
      choice("one answer by the transfer coding, then close", answeredThenEnded),
      destroyed,
      secondAnswered("the connection was used again")
    )
  },
  {
    id: "B-04",
    title: "Transfer-Encoding in an HTTP/1.0 request",
    level: "MUST",
    clauses: ["rfc9112#section-6.1-16"],
    why: "1.0 has no transfer codings; a proxy of that age forwards the field without reading it.",
    rules: ["read/bad-framing", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "http-1.0",
    run: sends(
      forms({
        version: "HTTP/1.0",
        lines: ["Connection: keep-alive", chunkedLine],
        body: fiveInChunks
      })
    ),
    judge: decide(
      closedAfterOne,
      closedWithoutAnswer,
      secondAnswered("the connection was used again")
    )
  },
  {
    id: "B-05",
    title: "chunked is not the final transfer coding",
    level: "MUST",
    clauses: ["rfc9112#section-6.3-2.4.3"],
    why: "The length of such a request can't be known.",
    rules: ["read/bad-framing", "read/coding-unknown"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Transfer-Encoding: chunked, gzip"], body: fiveInChunks })),
    judge: decide(
      pass("400, then close", refused(400)),
      // Section 6.1-11 asks for 501 in the same situation: the clauses overlap.
      choice("501, then close: the coding is unknown", refused(501))
    )
  },
  {
    id: "B-14",
    title: "a parameter on chunked",
    level: "SHOULD",
    clauses: ["rfc9112#section-7.1-6"],
    why: "The coding defines none, so whoever sends one means something else.",
    rules: ["read/bad-framing", "read/coding-unknown"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Transfer-Encoding: chunked;q=1"], body: fiveInChunks })),
    judge: decide(pass("400 or 501, then close", refused(400, 501)))
  }
])

const invalidLengths = [
  ["B-06a", "abc", "letters"],
  ["B-06b", "-1", "a minus sign"],
  ["B-06c", "+5", "a plus sign"],
  ["B-06d", "5, 6", "a list of different values"],
  ["B-06e", "0x5", "hexadecimal"],
  ["B-06f", "5 5", "two numbers"],
  ["B-06g", "9".repeat(23), "23 digits"],
  ["B-06h", "", "nothing"]
] as const

const lengthCases = inChapter("framing", [
  ...invalidLengths.map(([id, value, title]) => ({
    id,
    title: `Content-Length holds ${title}`,
    level: "MUST" as const,
    clauses: ["rfc9112#section-6.3-2.5"],
    why: "Every parser that makes a number of it makes another one.",
    rules: ["read/bad-framing", "read/no-smuggling"] as const,
    tags: ["smuggling"],
    control: "pipelined" as const,
    run: sends(forms({ lines: [`Content-Length: ${value}`], body: "AAAAA" })),
    judge: decide(
      pass("400, then close", refused(400)),
      // A number that fits no integer is syntactically valid: 413 names the real reason.
      ...(id === "B-06g" ? [pass("413, then close", refused(413))] : []),
      secondAnswered("the octets behind the head were taken for a request")
    )
  })),
  {
    id: "B-07a",
    title: "two equal Content-Length fields",
    level: "MAY",
    clauses: ["rfc9112#section-6.3-2.5", "rfc9110#section-8.6-13"],
    why: "Either answer is right; the field must only not be read twice.",
    rules: ["read/bad-framing"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Content-Length: 5", "Content-Length: 5"], body: "AAAAA" })),
    judge: decide(
      choice("refused: 400, then close", refused(400)),
      choice(
        "taken as one",
        continued(() => true)
      ),
      choice("one answer, then close", answeredThenEnded),
      destroyed
    )
  },
  {
    id: "B-07b",
    title: "two different Content-Length fields",
    level: "MUST",
    clauses: ["rfc9112#section-6.3-2.5"],
    why: "One server takes the first, one the last: the rest is a request of the attacker.",
    rules: ["read/bad-framing", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Content-Length: 5", "Content-Length: 6"], body: "AAAAA" })),
    judge: decide(pass("400, then close", refused(400)))
  },
  {
    id: "B-12",
    title: "a body nobody asked for is read, or the connection closed",
    level: "MUST",
    clauses: ["rfc9112#section-9.3-7"],
    why: "Its octets would otherwise be parsed as the next request.",
    rules: ["read/body-skipped"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: ["Content-Length: 5"], body: "AAAAA" })),
    judge: decide(...bodyTaken)
  },
  {
    id: "B-13",
    title: "a body that looks like a request is not executed",
    level: "MUST",
    clauses: ["rfc9112#section-9.3-7", "rfc9112#section-11.2-1"],
    why: "It is data; whoever answers it lets a client speak in another one's name.",
    rules: ["read/body-skipped", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(({ host }) => {
      const body = compose({ host, target: "/empty.txt" })
      return bothForms(host, { lines: [`Content-Length: ${body.length}`], body })
    }),
    judge: decide(
      ...bodyTaken,
      wrong("the body was answered as a request", ({ finals }) => finals.length > 2)
    )
  }
])

export const framingCases: ReadonlyArray<ActiveCase> = [...codingCases, ...lengthCases]
