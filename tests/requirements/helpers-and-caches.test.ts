import { describe, expect, test } from "vitest"
import { defaultSettings } from "../../src/requirements/monitor.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import {
  accepted,
  facts,
  fileFields,
  found,
  head,
  judged,
  kill,
  load,
  loaded,
  locate,
  lost,
  notified,
  ready,
  received,
  request,
  second,
  send,
  sent,
  slice,
  spawn,
  start,
  step,
  stopJob,
  submit,
  text,
  tick
} from "./trace-builder.ts"

const settings = {
  ...defaultSettings,
  limits: {
    ...defaultSettings.limits,
    helpersMax: 2,
    helpersHungMax: 1,
    queueMax: 1,
    contentBytesMax: 8,
    chunkBytes: 4
  }
}
const violated = (happenings: ReadonlyArray<Happening>) =>
  judged(happenings, { settings }).violations.map(({ rule }) => rule)

const pool = (...helpers: ReadonlyArray<number>): ReadonlyArray<Happening> => [
  start,
  step({ _tag: "ClockTicked", unixSeconds: second }, helpers.map(spawn)),
  ...helpers.map((helper) => ready(helper))
]
const tickWith = (...commands: ReadonlyArray<Command>): Happening =>
  step({ _tag: "ClockTicked", unixSeconds: second }, commands)
const file = facts("/a")
const whole = head(200, fileFields(file))
const ask = (connection: number, ...commands: ReadonlyArray<Command>): Happening =>
  received(connection, request("/a"), commands)
/** The file is found and loaded for connection 1, which is answered. */
const warm: ReadonlyArray<Happening> = [
  ...pool(1),
  accepted(1),
  ask(1, ...submit(1, 1, locate("/a"))),
  notified(1, 1, found(file), [stopJob(1), ...submit(1, 2, load("/a", "v1", 0, 4))]),
  notified(1, 2, loaded(4), [stopJob(1), send(1, text(whole), slice(2, file))]),
  accepted(2)
]
const queued = received(2, "x", [], ["helpers/queue"])

const rejected: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  [
    "helpers/one-job",
    "two jobs",
    [...pool(1), tickWith(...submit(1, 1, locate("/a")), ...submit(1, 2, locate("/b")))]
  ],
  [
    "helpers/ready",
    "a helper that is starting",
    [start, tickWith(spawn(1), ...submit(1, 1, locate("/a")))]
  ],
  [
    "helpers/ready",
    "a killed helper",
    [...pool(1), tickWith(kill(1)), tickWith(...submit(1, 1, locate("/a")))]
  ],
  [
    "helpers/ticket-once",
    "a ticket again",
    [...pool(1, 2), tickWith(...submit(1, 1, locate("/a")), ...submit(2, 1, locate("/a")))]
  ],
  ["helpers/ticket-once", "a helper's number again", [...pool(1), lost(1), tickWith(spawn(1))]],
  [
    "helpers/exactly-once",
    "a notification with no effect",
    [...pool(1), tickWith(...submit(1, 1, locate("/a"))), notified(1, 1, { _tag: "Missing" }, [])]
  ],
  [
    "helpers/exactly-once",
    "one that counts twice",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      notified(1, 1, { _tag: "Missing" }),
      notified(1, 1, { _tag: "Missing" })
    ]
  ],
  [
    "helpers/exactly-once",
    "the job of another helper",
    [
      ...pool(1, 2),
      tickWith(...submit(1, 1, locate("/a")), ...submit(2, 2, locate("/b"))),
      notified(1, 1, { _tag: "Missing" }, [stopJob(2)])
    ]
  ],
  [
    "helpers/late-notification",
    "one of a killed helper",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      tickWith(kill(1)),
      notified(1, 1, { _tag: "Missing" })
    ]
  ],
  [
    "helpers/in-order",
    "one that overtakes",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      { _tag: "HelperDone", helper: 1, ticket: 1, outcome: { _tag: "Missing" } },
      { _tag: "HelperDone", helper: 1, ticket: 2, outcome: { _tag: "Missing" } },
      notified(1, 2, { _tag: "Missing" }, [])
    ]
  ],
  [
    "helpers/fifo",
    "the youngest first",
    [...pool(1, 2), tickWith(...submit(1, 2, locate("/b")), ...submit(2, 1, locate("/a")))]
  ],
  ["helpers/bounded-queue", "two wait where one may", [...pool(1), accepted(2), queued, queued]],
  ["helpers/bounded-pool", "three helpers where two may live", [...pool(1, 2), tickWith(spawn(3))]],
  [
    "helpers/bounded-pool",
    "too many that hang",
    [...pool(1, 2), tickWith(kill(1), kill(2), spawn(3), spawn(4))]
  ],
  [
    "helpers/deadline",
    "no timer",
    [...pool(1), tickWith({ _tag: "Submit", helper: 1, ticket: 1, job: locate("/a") })]
  ],
  [
    "helpers/hung",
    "a deadline without an end",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      step({ _tag: "TimerFired", timer: { _tag: "Job", helper: 1 } })
    ]
  ],
  [
    "helpers/lost-retry",
    "a job that is forgotten",
    [...pool(1), tickWith(...submit(1, 1, locate("/a"))), lost(1)]
  ],
  [
    "helpers/lost-retry",
    "another job that goes first",
    [
      ...pool(1, 2),
      tickWith(...submit(1, 1, locate("/a"))),
      lost(1, [], ["helpers/lost-retry"]),
      tickWith(...submit(2, 2, locate("/b")))
    ]
  ],
  [
    "helpers/lost-fail",
    "a third try",
    [
      ...pool(1, 2),
      tickWith(...submit(1, 1, locate("/a"))),
      lost(1, submit(2, 2, locate("/a")), ["helpers/lost-retry"]),
      tickWith(spawn(3)),
      ready(3),
      lost(2, submit(3, 3, locate("/a")), ["helpers/lost-retry"])
    ]
  ],
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
    "helpers/late-notification",
    "late bytes that are forgotten",
    [
      ...pool(1),
      tickWith(...submit(1, 1, load("/a", "v1", 0, 4))),
      lost(1, [], ["helpers/lost-fail"]),
      notified(1, 1, loaded(4), [{ _tag: "Forget", chunk: 1 }])
    ]
  ],
  [
    "helpers/lost-retry",
    "a lost job is tried again",
    [
      ...pool(1, 2),
      tickWith(...submit(1, 1, locate("/a"))),
      lost(1, submit(2, 2, locate("/a")), ["helpers/lost-retry"])
    ]
  ],
  [
    "helpers/hung",
    "a hung helper is killed",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      step(
        { _tag: "TimerFired", timer: { _tag: "Job", helper: 1 } },
        [kill(1)],
        ["helpers/hung", "helpers/lost-fail"]
      )
    ]
  ],
  ["helpers/bounded-queue", "one job waits", [...pool(1), accepted(2), queued]],
  [
    "helpers/in-order",
    "notifications as they were sent",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      { _tag: "HelperDone", helper: 1, ticket: 1, outcome: { _tag: "Missing" } },
      notified(1, 1, { _tag: "Missing" })
    ]
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
