import { describe, expect, test } from "vitest"
import type { Happening } from "../../src/runtime/trace.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { settings, violated, pool, tickWith, file, whole, ask, warm } from "./pool-builder.ts"
import {
  judged,
  second,
  tick,
  text,
  send,
  submit,
  accepted,
  received,
  sent,
  notified,
  locate,
  load,
  facts,
  found,
  loaded,
  slice,
  request
} from "./trace-builder.ts"

const rejected: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  [
    "caches/unknown-goes-to-helper",
    "bytes that never came",
    [...pool(1), accepted(1), ask(1, send(1, text(whole), slice(7, file)))]
  ],
  [
    "caches/unknown-goes-to-helper",
    "bytes that were forgotten",
    [...warm, tickWith({ _tag: "Forget", chunk: 2 }), ask(2, send(2, text(whole), slice(2, file)))]
  ],
  [
    "caches/unknown-goes-to-helper",
    "bytes beyond the chunk",
    [...warm, ask(2, send(2, text(whole), slice(2, file, { lengthBytes: 5 })))]
  ],
  [
    "caches/unknown-goes-to-helper",
    "bytes of another place",
    [...warm, ask(2, send(2, text(whole), slice(2, file, { offset: 1 })))]
  ],
  [
    "caches/warm-needs-no-helper",
    "a helper for a warm file",
    [...warm, ask(2, ...submit(1, 3, locate("/a")))]
  ],
  ["caches/warm-needs-no-helper", "a warm file that waits", [...warm, ask(2)]],
  [
    "caches/name-hit-content-miss",
    "an answer without content",
    [...warm, tickWith({ _tag: "Forget", chunk: 2 }), ask(2, send(2, text(whole)))]
  ],
  [
    "caches/coherent",
    "an old name",
    [...warm, tick(second + 2), ask(2, send(2, text(whole), slice(2, file)))]
  ],
  [
    "caches/coherent",
    "a version that was replaced",
    [
      ...warm,
      accepted(3),
      received(3, request("/b"), submit(1, 3, locate("/a"))),
      notified(1, 3, found(facts("/a", { version: "v2" }))),
      ask(2, send(2, text(whole), slice(2, file)))
    ]
  ],
  [
    "caches/bounded",
    "chunks that leak",
    [
      ...warm,
      ...Array.from({ length: 8 }, (_, at) => at + 3).flatMap((ticket) => [
        tickWith(...submit(1, ticket, load("/c", "v1", ticket * 4, 4))),
        notified(1, ticket, loaded(4))
      ])
    ]
  ]
]

describe("rejected", () => {
  test.each(rejected)("%s: %s", (rule, _, happenings) => {
    expect(violated(happenings)).toContain(rule)
  })
})

const held: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  [
    "caches/warm-needs-no-helper",
    "a warm file",
    [...warm, ask(2, send(2, text(whole), slice(2, file)))]
  ],
  [
    "caches/name-hit-content-miss",
    "a name without content",
    [
      ...warm,
      tickWith({ _tag: "Forget", chunk: 2 }),
      ask(2, ...submit(1, 3, load("/a", "v1", 0, 4)))
    ]
  ],
  [
    "caches/coherent",
    "an old name that is asked for again",
    [...warm, tick(second + 2), ask(2, ...submit(1, 3, locate("/a")))]
  ],
  [
    "caches/unknown-goes-to-helper",
    "a chunk in two pieces",
    [...warm, ask(2, send(2, text(whole), slice(2, file, { lengthBytes: 2 }))), sent(2, 1)]
  ]
]

describe("held", () => {
  test.each(held)("%s: %s", (rule, _, happenings) => {
    const judgement = judged(happenings, { settings })
    expect(judgement.violations).toEqual([])
    expect(judgement.vacuous).not.toContain(rule)
  })
})
