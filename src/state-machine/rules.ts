/**
 * Every rule of the specification by its id: the heading in `spec/<chapter>.md`, the transitions of the
 * machine, the monitors, the wire cases, traces and vectors all use these ids and no others.
 *
 * An id is stable and opaque: it is never renamed, never reused and holds no section number.
 */

/** Rules that the machine names when it takes the transition. `Step.rules` holds nothing else. */
export const transitionIds = [
  "accept/admit",
  "accept/over-limit",
  "accept/full",
  "accept/exhausted",
  "accept/resume",
  "accept/draining",

  "read/partial",
  "read/complete",
  "read/pipelined",
  "read/body-partial",
  "read/not-http",
  "read/bad-request-line",
  "read/version-unsupported",
  "read/target-too-long",
  "read/head-too-large",
  "read/bad-field",
  "read/bad-host",
  "read/bad-target",
  "read/bad-framing",
  "read/coding-unknown",
  "read/body-too-large",
  "read/bad-chunk",
  "read/method-unknown",
  "read/method-not-allowed",
  "read/options",
  "read/expectation-unknown",
  "read/idle-timeout",
  "read/head-timeout",
  "read/body-timeout",
  "read/peer-ended",

  "find/bad-encoding",
  "find/outside-root",
  "find/impossible-name",
  "find/hidden",
  "find/warm",
  "find/locate",
  "find/found",
  "find/missing",
  "find/next-index",
  "find/directory-redirect",
  "find/forbidden",
  "find/special-file",
  "find/link-leaves-root",
  "find/failed",
  "find/overload",
  "find/timeout",
  "find/stale",

  "header/full",
  "header/not-modified",
  "header/precondition-failed",
  "header/range",
  "header/ranges",
  "header/range-unsatisfiable",
  "header/load",
  "header/changed",
  "header/failed",
  "header/overload",
  "header/timeout",

  "send/first",
  "send/slice",
  "send/load",
  "send/progress",
  "send/complete",
  "send/last",
  "send/changed",
  "send/failed",
  "send/stalled",
  "send/linger",
  "send/linger-end",

  "dispatcher/start",
  "dispatcher/clock",
  "dispatcher/drain",
  "dispatcher/drained",
  "dispatcher/drain-timeout",

  "helpers/spawn",
  "helpers/ready",
  "helpers/submit",
  "helpers/queue",
  "helpers/overload",
  "helpers/notified",
  "helpers/unclaimed",
  "helpers/late-notification",
  "helpers/lost",
  "helpers/lost-retry",
  "helpers/lost-fail",
  "helpers/hung",
  "helpers/spawn-failed",
  "helpers/spawn-again",

  "caches/resident",
  "caches/absent",
  "caches/evict",

  "faults/peer-reset",
  "faults/peer-ended",
  "faults/late-event"
] as const

/** Rules that speak of whole runs. A monitor, a property or a wire case judges them. */
export const requirementIds = [
  "accept/completes",

  "read/split-invariant",
  "read/held-bytes-bounded",
  "read/empty-lines",
  "read/body-skipped",
  "read/no-smuggling",
  "read/expect-continue",

  "find/decoded-once",
  "find/never-outside-root",
  "find/query-ignored",

  "header/coherent",
  "header/date",
  "header/last-modified",
  "header/etag-honest",
  "header/content-length",
  "header/safe-fields",
  "header/allow",
  "header/precondition-order",
  "header/ranges-bounded",

  "send/exact-bytes",
  "send/head-without-body",
  "send/one-answer",
  "send/in-order",
  "send/close-announced",
  "send/partial-writes",
  "send/output-bounded",
  "send/one-version",

  "dispatcher/never-blocks",
  "dispatcher/no-path-call",
  "dispatcher/bounded-work",
  "dispatcher/total",
  "dispatcher/idle-only-when-nothing-ready",
  "dispatcher/log-never-waits",

  "helpers/one-job",
  "helpers/ticket-once",
  "helpers/exactly-once",
  "helpers/in-order",
  "helpers/fifo",
  "helpers/bounded-queue",
  "helpers/bounded-pool",
  "helpers/deadline",

  "caches/warm-needs-no-helper",
  "caches/unknown-goes-to-helper",
  "caches/name-hit-content-miss",
  "caches/bounded",
  "caches/coherent",

  "faults/quiescence",
  "faults/one-client-alone",

  "trace/sequence",
  "trace/replay",
  "trace/deterministic",
  "trace/not-empty"
] as const

export type TransitionId = (typeof transitionIds)[number]
export type RequirementId = (typeof requirementIds)[number]
export type RuleId = TransitionId | RequirementId

export const ruleIds: ReadonlyArray<RuleId> = [...transitionIds, ...requirementIds]
