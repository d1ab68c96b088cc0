import { describe, expect, test } from "vitest"
import type { Happening } from "../../src/runtime/trace.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { settings, violated, pool, tickWith, queued } from "./pool-builder.ts"
import {
  step,
  judged,
  start,
  spawn,
  kill,
  submit,
  stopJob,
  accepted,
  ready,
  lost,
  notified,
  locate,
  load,
  loaded
} from "./trace-builder.ts"

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
  ["helpers/bounded-queue", "two wait where one may", [...pool(), accepted(2), queued, queued]],
  ["helpers/submit", "a job waits beside a free helper", [...pool(1), accepted(2), queued]],
  [
    "helpers/spawn-failed",
    "another helper at once",
    [start, tickWith(spawn(1)), lost(1), tickWith(spawn(2))]
  ],
  [
    "helpers/in-order",
    "one that was never sent",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      { _tag: "HelperDone", helper: 1, ticket: 1, outcome: { _tag: "Missing" } },
      notified(1, 1, loaded(4))
    ]
  ],
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
  ]
]

describe("rejected", () => {
  test.each(rejected)("%s: %s", (rule, _, happenings) => {
    expect(violated(happenings)).toContain(rule)
  })
})

const held: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
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
  ["helpers/bounded-queue", "one job waits", [...pool(), accepted(2), queued]],
  [
    "helpers/in-order",
    "notifications as they were sent",
    [
      ...pool(1),
      tickWith(...submit(1, 1, locate("/a"))),
      { _tag: "HelperDone", helper: 1, ticket: 1, outcome: { _tag: "Missing" } },
      notified(1, 1, { _tag: "Missing" })
    ]
  ]
]

describe("held", () => {
  test.each(held)("%s: %s", (rule, _, happenings) => {
    const judgement = judged(happenings, { settings })
    expect(judgement.violations).toEqual([])
    expect(judgement.vacuous).not.toContain(rule)
  })
})
