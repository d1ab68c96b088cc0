/** The requirements of `spec/accept.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const acceptRequirements: ReadonlyArray<Requirement> = [
  {
    id: "accept/admit",
    level: "MUST",
    sentence:
      "A connection that there is room for is given a `Read` and a timer in the handler that takes it.",
    source: "Flash, HTML node 8 (non-blocking accept); the bound is ours."
  },
  {
    id: "accept/over-limit",
    level: "MUST",
    sentence: "A connection beyond `connectionsMax` is answered 503 with `Retry-After` and closed.",
    source: "rfc9110#section-15.6.4; the bound is ours."
  },
  {
    id: "accept/full",
    level: "MUST",
    sentence:
      "When `connectionsMax` and `overloadMax` connections are held, accepting pauses, and " +
      "one that comes nevertheless is reset.",
    source: "ours."
  },
  {
    id: "accept/exhausted",
    level: "MUST",
    sentence: "When accepting fails for want of descriptors, it pauses for `acceptPauseMillis`.",
    source: "ours; the trap is known from libuv and others (`EMFILE`)."
  },
  {
    id: "accept/resume",
    level: "MUST",
    sentence:
      "After a pause, accepting goes on when its reason is gone or its time is over, unless the server drains.",
    source: "ours."
  },
  {
    id: "accept/draining",
    level: "MUST",
    sentence: "A connection that comes after the drain began is reset at once.",
    source: "ours."
  },
  {
    id: "accept/completes",
    level: "MUST",
    sentence:
      "Every accepted connection ends; every request that was read in full has by then an " +
      "answer in full, or a connection that ended under a rule that says why; and every " +
      "answer is in the log with the rule that ended it.",
    source:
      "ours; in the request model of Flash an error is answered with an error message (GIOS P2L5)."
  }
]
