import { describe, expect, test } from "vitest"
import type { Happening } from "../../src/runtime/trace.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import {
  limits,
  settings,
  violated,
  file,
  other,
  begun,
  answer,
  asked,
  whole,
  wholeBytes,
  error,
  closing,
  refused,
  headAsked,
  piece
} from "./answer-builder.ts"
import {
  accepted,
  judged,
  read,
  step,
  timer,
  text,
  send,
  finish,
  close,
  log,
  received,
  sent,
  slice,
  request,
  head,
  lengthField,
  fileFields
} from "./trace-builder.ts"

const rejected: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  ["send/one-answer", "an answer to nothing", [...begun, received(1, "GET", [whole])]],
  ["send/one-answer", "two answers", [...asked(whole), sent(1, wholeBytes, [whole])]],
  ["send/exact-bytes", "a byte too many", asked(send(1, answer(), slice(2, file), text("!")))],
  [
    "send/exact-bytes",
    "a FIN after too few",
    [...asked(send(1, answer(), piece(0, 3))), sent(1, wholeBytes - 1, [finish(1)])]
  ],
  [
    "send/exact-bytes",
    "an answer that stops",
    [...asked(send(1, answer(), piece(0, 3))), sent(1, wholeBytes - 1)]
  ],
  [
    "send/head-without-body",
    "a body after HEAD",
    [...begun, received(1, request("/a", "", "HEAD"), [whole])]
  ],
  [
    "send/head-without-body",
    "a body after 304",
    asked(send(1, answer(fileFields(file), 304), text("four")))
  ],
  [
    "send/in-order",
    "the second file first",
    [...begun, received(1, request("/b") + request("/a"), [whole])]
  ],
  [
    "send/in-order",
    "a log of another request",
    [...asked(whole), sent(1, wholeBytes, [log(1, 200, "/b")])]
  ],
  [
    "helpers/exactly-once",
    "the file of another request",
    [...begun, received(1, request("/b"), [whole])]
  ],
  [
    "send/one-version",
    "two files in one body",
    asked(
      send(1, answer(), piece(0, 2), slice(4, other, { offset: 2, chunkOffset: 2, lengthBytes: 2 }))
    )
  ],
  [
    "send/partial-writes",
    "a second Send too early",
    [...asked(send(1, answer(), piece(0, 2))), sent(1, 9, [send(1, piece(2, 2))])]
  ],
  ["send/partial-writes", "more Sent than handed over", [...asked(whole), sent(1, wholeBytes + 1)]],
  ["send/partial-writes", "a FIN with bytes outstanding", asked(whole, finish(1))],
  [
    "send/output-bounded",
    "two chunks at once",
    asked(send(1, answer(), slice(2, file), slice(4, other)))
  ],
  [
    "send/close-announced",
    "a FIN out of the blue",
    [...asked(whole), sent(1, wholeBytes, [finish(1)])]
  ],
  [
    "send/close-announced",
    "an answer after the last",
    [...begun, refused(400), received(1, "x", [send(1, ...error(400))])]
  ],
  ["read/no-smuggling", "a refusal that keeps the connection", [...begun, refused(400, "")]],
  [
    "send/linger",
    "a close before the peer is done",
    [
      ...begun,
      refused(400),
      sent(1, head(400, `${closing}${lengthField(2)}`).length + 2, [finish(1), close(1)])
    ]
  ],
  [
    "read/head-timeout",
    "a head with a new deadline for each byte",
    [
      ...begun,
      received(1, "GET", [read(1), timer(1)], ["read/partial"]),
      received(1, " ", [read(1), timer(1)], ["read/partial"])
    ]
  ],
  [
    "send/stalled",
    "a new deadline for each byte",
    [...begun, refused(400), sent(1, 1, [timer(1)])]
  ],
  [
    "accept/over-limit",
    "one too many that is not told",
    [...begun, ...Array.from({ length: limits.connectionsMax }, (_, id) => accepted(id + 2))]
  ],
  ["read/held-bytes-bounded", "two Reads", [...begun, received(1, "GET", [read(1), read(1)])]],
  [
    "read/held-bytes-bounded",
    "a Read beyond the bound",
    [...begun, received(1, `${request("/a")}GET /bbbbb`, [read(1)])]
  ],
  [
    "read/held-bytes-bounded",
    "a head without end",
    [...begun, received(1, `GET /${"x".repeat(64)}`, [read(1)])]
  ],
  [
    "accept/completes",
    "an answer without a log",
    [...asked(whole), sent(1, wholeBytes, [close(1)])]
  ],
  ["accept/completes", "a request without an answer", [...asked(), received(1, "x", [close(1)])]]
]

describe("rejected", () => {
  test.each(rejected)("%s: %s", (rule, _, happenings) => {
    expect(violated(happenings)).toContain(rule)
  })
})

const held: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  [
    "send/exact-bytes",
    "a whole answer",
    [...asked(whole), sent(1, 9), sent(1, wholeBytes - 9, [log(1, 200, "/a")])]
  ],
  [
    "accept/completes",
    "a short answer that is reset",
    [
      ...asked(send(1, answer(), piece(0, 2))),
      sent(
        1,
        wholeBytes - 2,
        [log(1, 200, "/a", "send/changed"), close(1, "reset")],
        ["send/changed"]
      )
    ]
  ],
  ["send/head-without-body", "HEAD", [...begun, headAsked]],
  [
    "send/in-order",
    "two requests in one segment",
    [
      ...begun,
      received(1, request("/a") + request("/b"), [whole]),
      sent(1, wholeBytes, [log(1, 200, "/a"), send(1, answer(fileFields(other)), slice(4, other))])
    ]
  ],
  [
    "send/close-announced",
    "a refusal",
    [
      ...begun,
      refused(400),
      step({ _tag: "PeerEnded", connection: 1 }),
      sent(1, head(400, `${closing}${lengthField(2)}`).length + 2, [
        log(1, 400, "", "send/last"),
        finish(1),
        close(1)
      ])
    ]
  ],
  [
    "read/held-bytes-bounded",
    "some bytes of a later request",
    [...begun, received(1, `${request("/c")}GET`, [read(1)])]
  ]
]

describe("held", () => {
  test.each(held)("%s: %s", (rule, _, happenings) => {
    const judgement = judged(happenings, { settings })
    expect(judgement.violations).toEqual([])
    expect(judgement.vacuous).not.toContain(rule)
  })
})

test("input of more than one reading is not judged", () => {
  const doubtful = request("/b", "Transfer-Encoding: chunked\r\n")
  expect(violated([...begun, received(1, doubtful, [whole])])).toEqual([])
  expect(violated([...begun, received(1, request("/b", " folded\r\n"), [whole])])).toEqual([])
})
