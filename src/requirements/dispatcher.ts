/** The requirements of `spec/dispatcher.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const dispatcherRequirements: ReadonlyArray<Requirement> = [
  {
    id: "dispatcher/start",
    level: "MUST",
    sentence: "The first event starts `helpersMin` helpers and sets the clock.",
    source: "Flash, HTML node 13 (helpers kept in reserve)."
  },
  {
    id: "dispatcher/clock",
    level: "MUST",
    sentence:
      "The machine knows the time only from `Started` and `ClockTicked`, and from the timers that it started.",
    source: "ours."
  },
  {
    id: "dispatcher/drain",
    level: "MUST",
    sentence:
      "On `DrainRequested` the listening socket and the idle connections are closed, and " +
      "every request that has begun is answered, with `Connection: close`.",
    source: "ours; rfc9112#section-9.6-1 for the option."
  },
  {
    id: "dispatcher/drained",
    level: "MUST",
    sentence: "When the last connection of a draining server is gone, the run is stopped.",
    source: "ours."
  },
  {
    id: "dispatcher/drain-timeout",
    level: "MUST",
    sentence:
      "`drainMillis` after the drain began, what is still open is reset and the run is stopped.",
    source: "ours."
  },
  {
    id: "dispatcher/never-blocks",
    level: "MUST",
    sentence:
      "No handler waits: not for the disk, a peer, a helper, a lock, a name server or the log.",
    source: "Flash, HTML nodes 7, 8 and 13; Ruan and Pai, ATC 2004, node 11."
  },
  {
    id: "dispatcher/no-path-call",
    level: "MUST",
    sentence: "The dispatcher's thread makes no system call that resolves a path.",
    source: "Ruan and Pai, ATC 2004, node 11; ATC 2006, node 8."
  },
  {
    id: "dispatcher/bounded-work",
    level: "MUST",
    sentence:
      "The work of one handler does not grow with the size of a file or the number of " +
      "connections, except where a drain ends all of them.",
    source:
      "GIOS P2L5 (handlers run to completion); the bound is ours: at most 16 commands and " +
      "two for each of `helpersMax` in a step, one chunk out, and over the run no more " +
      "`Forget` than chunks that came."
  },
  {
    id: "dispatcher/total",
    level: "MUST",
    sentence:
      "Every event that a peer, a disk or a helper can cause has a transition in every state.",
    source: "ours."
  },
  {
    id: "dispatcher/idle-only-when-nothing-ready",
    level: "MUST",
    sentence: "The dispatcher sleeps only when no source is ready.",
    source: "Ruan and Pai, ATC 2006, node 8."
  },
  {
    id: "dispatcher/log-never-waits",
    level: "MUST",
    sentence:
      "Writing the access log never makes a handler wait; what the log cannot take is counted and dropped.",
    source: "ours."
  }
]
