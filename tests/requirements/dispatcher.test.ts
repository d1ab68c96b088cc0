import { describe, expect, test } from "vitest"
import type { Happening } from "../../src/runtime/trace.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { judge } from "../../src/requirements/registry.ts"
import {
  accepted,
  close,
  entriesOf,
  judged,
  read,
  start,
  step,
  tick,
  timer
} from "./trace-builder.ts"

const violated = (happenings: ReadonlyArray<Happening>) =>
  judged(happenings).violations.map(({ rule }) => rule)

const drain = (commands: Parameters<typeof step>[1] = [{ _tag: "StopAccept" }]): Happening =>
  step({ _tag: "DrainRequested" }, commands, ["dispatcher/drain"])
const ended = (reason: "quiescent" | "drained" | "step-limit" = "quiescent"): Happening => ({
  _tag: "Ended",
  reason
})
const stopped = (connection: number) =>
  ({ _tag: "StopTimer", timer: { _tag: "Connection", connection } }) as const
const reset = (connection: number): Happening =>
  step({ _tag: "PeerReset", connection }, [stopped(connection)], ["faults/peer-reset"])
const fired = (connection: number, commands: Parameters<typeof step>[1]): Happening =>
  step({ _tag: "TimerFired", timer: { _tag: "Connection", connection } }, commands, [
    "read/idle-timeout"
  ])
const exhausted = (commands: Parameters<typeof step>[1]): Happening =>
  step({ _tag: "AcceptFailed", reason: "EMFILE" }, commands, ["accept/exhausted"])

test("an empty trace is an error, and so is one that only ends", () => {
  expect(judge([]).violations.map(({ rule }) => rule)).toEqual(["trace/not-empty"])
  expect(violated([ended()])).toEqual(["trace/not-empty"])
})

test("a quiet run holds, and says what it never put to the test", () => {
  const judgement = judged([start, tick(784_111_778), accepted(1), reset(1), ended()])
  expect(judgement.violations).toEqual([])
  expect(judgement.holds).toBe(true)
  expect(judgement.vacuous).toContain("helpers/one-job")
  expect(judgement.vacuous).not.toContain("accept/completes")
})

test("gaps, steps back in time and entries after the end are found", () => {
  const [first, second] = entriesOf([start, tick(784_111_778)])
  if (!first || !second) throw new Error("two entries were built")
  const rules = (entries: Parameters<typeof judge>[0]) =>
    judge(entries).violations.map(({ rule }) => rule)
  expect(rules([first, second])).toEqual([])
  expect(rules([first, { ...second, sequence: 2 }])).toEqual(["trace/sequence"])
  expect(rules([{ ...first, atMillis: 5 }, second])).toEqual(["trace/sequence"])
  expect(rules(entriesOf([start, ended(), tick(784_111_778)]))).toEqual(["trace/sequence"])
})

const rejected: ReadonlyArray<readonly [RuleId, string, ReadonlyArray<Happening>]> = [
  ["dispatcher/never-blocks", "a wait", [start, { _tag: "Blocked", operation: "stat", millis: 2 }]],
  ["dispatcher/idle-only-when-nothing-ready", "a nap", [start, { _tag: "Slept", ready: 3 }]],
  [
    "dispatcher/bounded-work",
    "a long handler",
    [
      start,
      accepted(1),
      step(
        { _tag: "Sent", connection: 9, bytes: 1 },
        Array.from({ length: 60 }, () => ({ _tag: "PauseAccept" }) as const)
      )
    ]
  ],
  [
    "dispatcher/bounded-work",
    "more forgotten than came",
    [start, step({ _tag: "ClockTicked", unixSeconds: 1 }, [{ _tag: "Forget", chunk: 1 }])]
  ],
  ["dispatcher/start", "an event before the start", [tick(1), start]],
  ["dispatcher/drain", "a drain that goes on listening", [start, accepted(1), drain([])]],
  ["dispatcher/drained", "an end without Stop", [start, drain()]],
  [
    "dispatcher/drained",
    "a Stop that nobody asked for",
    [start, step({ _tag: "ClockTicked", unixSeconds: 1 }, [{ _tag: "Stop" }])]
  ],
  ["accept/admit", "no timer", [start, step({ _tag: "Accepted", connection: 1 }, [read(1)])]],
  ["accept/exhausted", "a spin", [start, exhausted([])]],
  ["accept/draining", "taken while draining", [start, accepted(1), drain(), accepted(2)]],
  [
    "accept/resume",
    "a pause without an end",
    [start, exhausted([{ _tag: "PauseAccept" }]), ended()]
  ],
  [
    "dispatcher/drained",
    "a Stop beside an open connection",
    [start, accepted(1), drain([{ _tag: "StopAccept" }, { _tag: "Stop" }])]
  ],
  [
    "faults/peer-reset",
    "a timer that is left behind",
    [start, accepted(1), step({ _tag: "PeerReset", connection: 1 }, [], ["faults/peer-reset"])]
  ],
  ["accept/completes", "an open connection at the end", [start, accepted(1), ended()]],
  ["accept/completes", "a connection without a timer", [start, accepted(1), fired(1, [])]],
  [
    "faults/late-event",
    "an effect after the end",
    [start, accepted(1), reset(1), fired(1, [read(1)])]
  ],
  [
    "faults/late-event",
    "two commands after a close",
    [start, accepted(1), fired(1, [close(1), read(1)])]
  ],
  ["faults/quiescence", "no rest", [start, { _tag: "FaultsStopped" }, ended("step-limit")]],
  ["faults/quiescence", "no end", [start, { _tag: "FaultsStopped" }]]
]

describe("rejected", () => {
  test.each(rejected)("%s: %s", (rule, _, happenings) => {
    expect(violated(happenings)).toContain(rule)
  })
})

const held: ReadonlyArray<readonly [string, ReadonlyArray<Happening>]> = [
  ["a sleep with nothing to do", [start, { _tag: "Slept", ready: 0 }]],
  ["a pause when descriptors run out", [start, exhausted([{ _tag: "PauseAccept" }])]],
  ["a late event that changes nothing", [start, accepted(1), reset(1), fired(1, [])]],
  ["a timeout", [start, accepted(1), fired(1, [close(1)]), ended()]],
  [
    "a drain",
    [
      start,
      accepted(1),
      drain(),
      step({ _tag: "Accepted", connection: 2 }, [close(2, "reset")], ["accept/draining"]),
      fired(1, [close(1), { _tag: "Stop" }]),
      ended("drained")
    ]
  ],
  ["a timer that is started again", [start, accepted(1), fired(1, [timer(1)]), reset(1), ended()]]
]

describe("held", () => {
  test.each(held)("%s", (_, happenings) => {
    expect(judged(happenings).violations).toEqual([])
  })
})

test("a bound for blocking can be allowed, and every violation is counted", () => {
  const blocked: Happening = { _tag: "Blocked", operation: "gc", millis: 4 }
  expect(judged([start, blocked], { blockedMillisMax: 4 }).holds).toBe(true)
  const judgement = judged([start, blocked, blocked, blocked], { violationsMax: 1 })
  expect(judgement.violations).toHaveLength(1)
  expect(judgement.rules.find(({ rule }) => rule === "dispatcher/never-blocks")?.violated).toBe(3)
})
