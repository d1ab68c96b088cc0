/** What the cases on changes, abuse and processes make of servers that are wrong in one way each. */
import { describe, expect, test } from "vitest"
import type { Profile } from "../../../src/conformance/profile.ts"
import type { Habit } from "./faulty-server.ts"
import { verdictOf, verifyHabit } from "./verify-habit.ts"

/** The limits that the server declares, and slack for a busy machine. */
const limits: Partial<Profile> = {
  bodyLimitMillis: 1_000,
  idleLimitMillis: 1_000,
  slackMillis: 1_000,
  sendLimitMillis: 1_000,
  exitLimitMillis: 1_500,
  fastSignal: "SIGTERM"
}

const ids = [
  ...["L-01", "L-02", "L-03", "L-04", "L-05", "L-07", "L-08", "L-09"],
  ...[
    "K-01c",
    "K-02",
    "K-05",
    "K-05b",
    "K-05c",
    "K-07",
    "K-08",
    "K-10",
    "K-11",
    "K-12",
    "C-07",
    "C-10"
  ]
]

test("the honest one is never blamed", { timeout: 60_000 }, async () => {
  const judged = await verifyHabit("honest", ids, limits)
  const others = judged.filter(({ verdict }) => verdict !== "pass")
  expect(others).toEqual([
    {
      id: "L-03",
      verdict: "choice",
      outcome:
        "changed while it was sent: octets of both versions, which no strong validator denied"
    }
  ])
  expect(judged.length).toBe(ids.length)
})

// Beside each other, since most of their time is waiting.
describe.concurrent("each of the others is", () => {
  test.each<readonly [Habit, string, string]>([
    [
      "sends what has grown",
      "L-02",
      "changed while it was sent: octets behind the declared length"
    ],
    [
      "goes on after a short file",
      "L-01",
      "changed while it was sent: an octet of neither version"
    ],
    [
      "promises one version",
      "L-03",
      "changed while it was sent: octets of both versions under a strong ETag"
    ],
    ["opens a FIFO", "L-09", "changed between two requests: a request was not answered"],
    ["opens a FIFO", "K-07", "none of the permitted outcomes"],
    ["one at a time", "K-02", "none of the permitted outcomes"],
    ["waits for ever", "K-01c", "still open after the declared limit"],
    ["waits for ever", "C-07", "still open after the declared limit"],
    ["waits for ever", "K-02b", "the whole answer still came"],
    ["resets idle clients", "C-07", "ended by a reset"],
    ["leaks descriptors", "K-05", "more descriptors with every round"],
    ["leaks memory", "K-05c", "more memory with every round"],
    ["spins when full", "K-08", "busy all the time, with nothing to do"],
    ["dies when full", "K-08", "it exited with 3"],
    ["ignores SIGTERM", "K-10", "new clients are still served"],
    ["ignores SIGTERM", "K-12", "it does not end"],
    ["lets new clients in", "K-10", "new clients are still served"],
    ["stops in the middle", "K-10", "what was begun hangs"],
    ["stops in the middle", "K-11", "what was begun hangs"]
  ])("rejected: %s by %s, %s", { timeout: 30_000 }, async (habit, id, outcome) => {
    expect(await verdictOf(habit, id, limits)).toBe(`deviates: ${outcome}`)
  })
})
