/**
 * What a fingerprint says: for each sweep the point at which new requests stop, the curve that led there, and who
 * waited where; from these the name of the architecture and two verdicts. The published schema is made from these.
 */
import * as Schema from "effect/Schema"

/** How operations were held: see `held-disk/`. */
export const Method = Schema.Literals(["fuse", "fuse-user-namespace", "strace"])

export const fingerprintFormat = "amped-fingerprint/1"

const Natural = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * `warm`: a file that was served a moment ago, on a new connection. `missing`: a name that is known not to be there.
 * `malformed`: no request at all, so no disk is needed: any answer or close counts. `kept`: a warm file on an idle
 * connection.
 */
export const ProbeKind = Schema.Literals(["warm", "missing", "malformed", "kept"])
export type ProbeKind = typeof ProbeKind.Type

/** How many probes of a kind were answered while the hold lasted, only after it was released, or not at all. */
export const Answered = Schema.Struct({
  before: Natural,
  after: Natural,
  never: Natural
}).annotate({ identifier: "Answered" })
export type Answered = typeof Answered.Type

export const Probes = Schema.Struct({
  warm: Answered,
  missing: Schema.optionalKey(Answered),
  malformed: Schema.optionalKey(Answered),
  kept: Schema.optionalKey(Answered)
})
export type Probes = typeof Probes.Type

/** What the processes of the subject are and take. A task is a thread of any of them. */
export const Size = Schema.Struct({
  tasks: Natural,
  processes: Natural,
  residentBytes: Natural
}).annotate({ identifier: "Size" })
export type Size = typeof Size.Type

/** One step of a sweep. */
export const Point = Schema.Struct({
  /** Connections that were opened for it: cold requests, incomplete requests, idle connections. */
  asked: Natural,
  /** Operations that the gate held then; open connections where nothing is gated. The x-axis. */
  held: Natural,
  probes: Probes,
  ...Size.fields
}).annotate({ identifier: "Point" })
export type Point = typeof Point.Type

/** Threads of the subject that waited at the last step, by what they waited in. */
export const Waiting = Schema.Struct({
  /** The system call, as its manual page names it; empty where the kernel waits on the subject's behalf. */
  call: Schema.String,
  /** The function of the kernel that sleeps; empty where it is not told. */
  place: Schema.String,
  threads: Natural,
  processes: Natural,
  /** Seen in a multiplexing call on the listening socket while the server was idle. */
  dispatchers: Natural,
  /** In a process that has such a thread, itself included: helper threads are, helper processes are not. */
  besideDispatcher: Natural
}).annotate({ identifier: "Waiting" })
export type Waiting = typeof Waiting.Type

/** Without which a result would prove nothing. */
export const Control = Schema.Struct({
  name: Schema.String,
  holds: Schema.Boolean,
  found: Schema.String
}).annotate({ identifier: "Control" })
export type Control = typeof Control.Type

export const SweepName = Schema.Literals(["requests", "idle", "lookup", "read"])
export type SweepName = typeof SweepName.Type

export const Sweep = Schema.Struct({
  name: SweepName,
  /** `not-exercised`: nothing could be held. `inconclusive`: a control failed. `flaky`: repetitions disagree. */
  outcome: Schema.Literals(["measured", "not-exercised", "inconclusive", "flaky"]),
  /** Why it is not measured; empty if it is. */
  why: Schema.String,
  /** The least number held at which no new warm request was answered; null if there was none up to `heldMax`. */
  stopsAt: Schema.NullOr(Natural),
  /** What each repetition found. */
  repeated: Schema.Array(Schema.NullOr(Natural)),
  heldMost: Natural,
  points: Schema.Array(Point),
  waiting: Schema.Array(Waiting),
  /** Processes that had a waiting thread, each counted once. */
  waitingProcesses: Natural,
  controls: Schema.Array(Control)
}).annotate({ identifier: "Sweep" })
export type Sweep = typeof Sweep.Type

export const ArchitectureName = Schema.Literals([
  "iterative",
  "pool-of-processes",
  "pool-of-threads",
  "process-per-connection",
  "thread-per-connection",
  "sped",
  "n-way-sped",
  "partial-amped",
  "amped",
  "amted",
  "elastic",
  "undecided",
  "inconclusive"
])
export type ArchitectureName = typeof ArchitectureName.Type

export const Architecture = Schema.Struct({
  name: ArchitectureName,
  /** In the words of the field, with its numbers: "AMTED: one dispatcher, 4 helper threads; hot files isolated". */
  words: Schema.String,
  /** What was seen that makes it so, a sentence each. */
  evidence: Schema.Array(Schema.String)
}).annotate({ identifier: "Architecture" })
export type Architecture = typeof Architecture.Type

export const StallVerdict = Schema.Struct({
  rule: Schema.Literals(["dispatcher/never-blocks", "caches/warm-needs-no-helper"]),
  /** `not-exercised` and `inconclusive` say nothing, and never count as kept. */
  verdict: Schema.Literals(["kept", "broken", "not-exercised", "inconclusive"]),
  /** In words: "stops at 1 held lookup, in openat", "saturates at 4". */
  outcome: Schema.String
}).annotate({ identifier: "StallVerdict" })
export type StallVerdict = typeof StallVerdict.Type

export const Fingerprint = Schema.Struct({
  format: Schema.Literal(fingerprintFormat),
  /** Of amped. */
  version: Schema.String,
  subject: Schema.String,
  /** The Server field of its answers; empty if it sends none. */
  server: Schema.String,
  started: Schema.String,
  durationMillis: Natural,
  method: Schema.Struct({
    /** null: nothing could be held here, and only the sweeps over connections were made. */
    name: Schema.NullOr(Method),
    /** What the method does not see; or, where there is none, why. */
    gaps: Schema.Array(Schema.String)
  }),
  settings: Schema.Struct({
    heldMax: Natural,
    patienceMillis: Natural,
    repetitions: Natural
  }),
  baseline: Schema.Struct({
    warmMicrosMedian: Natural,
    warmMicrosP95: Natural,
    ...Size.fields
  }),
  sweeps: Schema.Struct({
    requests: Sweep,
    idle: Sweep,
    lookup: Sweep,
    read: Sweep
  }),
  architecture: Architecture,
  verdicts: Schema.Array(StallVerdict)
}).annotate({ identifier: "Fingerprint" })
export type Fingerprint = typeof Fingerprint.Type
