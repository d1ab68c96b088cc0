/** Chunked request bodies: where they end, and what rides along. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import {
  type Meets,
  all,
  any,
  choice,
  code,
  continued,
  decide,
  endsAfterOne,
  first,
  judgeBy,
  pass,
  refused,
  whole,
  wrong
} from "../oracle.ts"
import { compose, followed } from "../request.ts"
import { sends } from "../wire.ts"
import { answeredThenEnded } from "./ends.ts"
import {
  bodyTaken,
  chunkedLine,
  closedWithoutAnswer,
  destroyed,
  fiveInChunks,
  forms,
  refusedAndClosed,
  secondAnswered,
  understood
} from "./framing-outcomes.ts"

const judgeBodies = decide(...bodyTaken)

/** Read to its end, or answered as if it had been. */
const isTaken: Meets = any(
  understood.meets,
  first(({ status }) => status < 300)
)

const isTakenAlike = (plain: Exchange, extended: Exchange, facts: Facts): boolean =>
  isTaken(extended, facts) && plain.finals[0]?.status === extended.finals[0]?.status

/** Any body may be refused, but not for its extension: the same body is sent without one. */
const judgeExtension = judgeBy(
  `with the extension as without it: ${judgeBodies.expected}`,
  (exchanges, facts) => {
    const half = exchanges.length / 2
    const isRefused = exchanges.slice(half).some((extended, index) => {
      const plain = exchanges[index]
      return plain && isTaken(plain, facts) && !isTakenAlike(plain, extended, facts)
    })
    return isRefused
      ? { verdict: "deviates", outcome: "the body is taken without the extension only" }
      : judgeBodies.judge(exchanges, facts)
  }
)

export const chunkedCases: ReadonlyArray<ActiveCase> = inChapter("framing", [
  {
    id: "B-08",
    title: "a chunk size that fits no integer",
    level: "MUST",
    clauses: ["rfc9112#section-7.1-5"],
    why: "A size that wraps around makes a short chunk of a long one.",
    rules: ["read/bad-chunk", "read/no-smuggling"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(forms({ lines: [chunkedLine], body: "FFFFFFFFFFFFFFFFF0\r\nAAAAA\r\n0\r\n\r\n" })),
    judge: decide(
      pass("refused, or answered without the body; then close", answeredThenEnded),
      // What can't be read has no clause that names an answer to it.
      closedWithoutAnswer,
      secondAnswered("the size overflowed")
    )
  },
  {
    id: "B-09",
    title: "an unknown chunk extension is ignored",
    level: "MUST",
    clauses: ["rfc9112#section-7.1.1-4"],
    why: "It must not change where the chunk ends.",
    rules: ["read/body-skipped"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends((facts) => [
      // No cut is one way to cut it: B-01 sends the same in every other one.
      ...forms({ lines: [chunkedLine], body: fiveInChunks })(facts).map((attempt) => ({
        ...attempt,
        cuts: []
      })),
      ...forms({ lines: [chunkedLine], body: "5;foo=bar\r\nAAAAA\r\n0\r\n\r\n" })(facts).map(
        (attempt) => ({ ...attempt, label: `${attempt.label} with an extension` })
      )
    ]),
    judge: judgeExtension
  },
  ...(
    [
      ["B-10a", "xyz\r\nAAAAA\r\n0\r\n\r\n", "a chunk size that is no number"],
      ["B-10b", "5\nAAAAA\r\n0\r\n\r\n", "a chunk-size line ended by LF alone"]
    ] as const
  ).map(([id, body, title]) => ({
    id,
    title,
    level: "SHOULD" as const,
    clauses: ["rfc9112#section-7.1-2", "rfc9112#section-2.2-9"],
    why: "Leniency inside chunked bodies has been a hole in proxy after proxy.",
    rules: ["read/bad-chunk", "read/no-smuggling"] as const,
    tags: ["smuggling"],
    control: "pipelined" as const,
    run: sends(forms({ lines: [chunkedLine], body })),
    judge: decide(
      pass("400, then close", refused(400)),
      choice("one answer without reading the body, then close", answeredThenEnded),
      // For what is no request, 400 and a close are both a SHOULD (RFC 9112, section 2.2).
      destroyed,
      secondAnswered("the malformed chunk was accepted")
    )
  })),
  {
    id: "B-11",
    title: "a trailer field does not become a header field",
    level: "MUST",
    clauses: ["rfc9112#section-7.1.2-3", "rfc9110#section-6.5.1-3"],
    why: "What a filter checked in the header section could be set behind its back.",
    rules: ["read/body-skipped"],
    tags: ["smuggling"],
    control: "pipelined",
    run: sends(({ host }) =>
      followed(
        compose({
          host,
          lines: [chunkedLine, "Trailer: If-None-Match"],
          body: "5\r\nAAAAA\r\n0\r\nIf-None-Match: *\r\n\r\n"
        }),
        host
      )
    ),
    judge: decide(
      wrong("304: the trailer acted", first(code(304))),
      pass("200 with the file", continued(whole("hello"))),
      refusedAndClosed,
      pass("200 with the file, then close", all(first(whole("hello")), endsAfterOne))
    )
  }
])
