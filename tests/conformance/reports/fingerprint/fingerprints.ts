/** Fingerprints made by hand, as real servers gave them: for the tests of every report. */
import {
  type Architecture,
  type Fingerprint,
  fingerprintFormat,
  type StallVerdict
} from "../../../../src/conformance/fingerprint/result.ts"
import { freeNet, measured, unmeasured, waitingIn } from "./sweeps.ts"

export const verdictsOf = (
  dispatcher: readonly [StallVerdict["verdict"], string],
  warm: readonly [StallVerdict["verdict"], string]
): ReadonlyArray<StallVerdict> => [
  { rule: "dispatcher/never-blocks", verdict: dispatcher[0], outcome: dispatcher[1] },
  { rule: "caches/warm-needs-no-helper", verdict: warm[0], outcome: warm[1] }
]

interface Made {
  readonly subject?: string
  readonly server: string
  readonly architecture: Architecture
  readonly sweeps: Fingerprint["sweeps"]
  readonly verdicts: ReadonlyArray<StallVerdict>
  readonly more?: Partial<Fingerprint>
}

const made = ({ subject, server, architecture, sweeps, verdicts, more }: Made): Fingerprint => ({
  format: fingerprintFormat,
  version: "0.1.0",
  subject: subject ?? `${server.split("/")[0]} -p {port}`,
  server,
  started: "2024-01-02T03:04:05.000Z",
  durationMillis: 14_020,
  method: { name: "fuse", gaps: [] },
  settings: { heldMax: 64, patienceMillis: 1_500, repetitions: 3 },
  baseline: {
    warmMicrosMedian: 420,
    warmMicrosP95: 1_240,
    tasks: 2,
    processes: 2,
    residentBytes: 8_000_000
  },
  architecture,
  verdicts,
  sweeps,
  ...more
})

export const sped = made({
  server: "lighttpd/1.4.69",
  architecture: {
    name: "sped",
    words: "SPED: one process, whose dispatcher does the disk's work itself",
    evidence: [
      "One held read stops every new request, malformed ones too.",
      "One held lookup does as well.",
      "64 open incomplete requests stop none."
    ]
  },
  sweeps: {
    ...freeNet,
    lookup: measured("lookup", { stopsAt: 1 }, waitingIn("newfstatat", 1, 1)),
    read: measured("read", { stopsAt: 1 }, waitingIn("sendfile", 1, 1))
  },
  verdicts: verdictsOf(
    ["broken", "stops at 1 held lookup, in newfstatat"],
    ["broken", "stops at 1 held read"]
  )
})

export const waySped = made({
  subject: "nginx -c two-workers.conf",
  server: "nginx/1.22.1",
  architecture: {
    name: "n-way-sped",
    words: "2-way SPED: two event loops, each does the disk's work itself",
    evidence: ["2 held reads stop every new request, one stops some.", "Tasks do not grow."]
  },
  sweeps: {
    ...freeNet,
    lookup: measured("lookup", { stopsAt: 2, waitingAt: { 1: 2 } }, waitingIn("openat", 2, 2, 2)),
    read: measured("read", { stopsAt: 2, waitingAt: { 1: 1 } }, waitingIn("sendfile", 2, 2, 2))
  },
  verdicts: verdictsOf(
    ["broken", "stops at 2 held lookups, in openat"],
    ["broken", "stops at 2 held reads"]
  )
})

export const partialAmped = made({
  subject: "nginx -c aio-threads.conf",
  server: "nginx/1.22.1",
  architecture: {
    name: "partial-amped",
    words: "partial AMPED: 32 helper threads read, the dispatcher blocks in openat",
    evidence: [
      "One held lookup stops every new request, in openat on the dispatcher.",
      "At 32 held reads malformed requests are still answered."
    ]
  },
  sweeps: {
    ...freeNet,
    lookup: measured("lookup", { stopsAt: 1 }, waitingIn("openat", 1, 1)),
    read: measured(
      "read",
      { stopsAt: 32, alive: ["missing", "malformed"], tasks: (held) => 2 + held },
      waitingIn("sendfile", 32)
    )
  },
  verdicts: verdictsOf(
    ["broken", "stops at 1 held lookup, in openat"],
    ["broken", "saturates at 32"]
  )
})

export const saturating = made({
  subject: "node serve.js",
  server: "",
  architecture: {
    name: "amted",
    words: "AMTED: one dispatcher, 4 helper threads; warm files need a helper, saturates at 4",
    evidence: ["4 held reads stop warm requests, malformed ones are answered."]
  },
  sweeps: {
    ...freeNet,
    lookup: measured("lookup", { stopsAt: 4, alive: ["malformed"] }, waitingIn("openat", 4)),
    read: measured("read", { stopsAt: 4, alive: ["malformed"] }, waitingIn("read", 4))
  },
  verdicts: verdictsOf(
    ["kept", "malformed requests are answered at 4 held"],
    ["broken", "saturates at 4"]
  )
})

export const isolated = made({
  subject: "amped serve",
  server: "amped/0.1.0",
  architecture: {
    name: "amped",
    words: "AMPED: one dispatcher, 8 helper processes; hot files isolated",
    evidence: [
      "8 reads can be held at once, and no request for a warm file waits.",
      "The helpers are processes of their own."
    ]
  },
  sweeps: {
    ...freeNet,
    lookup: measured("lookup", { helpers: 8, tasks: () => 99 }, waitingIn("openat", 8, 0, 8)),
    read: measured("read", { helpers: 8, tasks: () => 99 }, waitingIn("read", 8, 0, 8))
  },
  verdicts: verdictsOf(
    ["kept", "answered with 8 held lookups and reads"],
    ["kept", "never, up to 8 held"]
  )
})

export const pool = made({
  server: "Apache/2.4.71 (Unix)",
  architecture: {
    name: "pool-of-processes",
    words: "MP: a pool of 4 processes",
    evidence: ["4 open requests, idle connections or held operations stop every new request."]
  },
  sweeps: {
    requests: measured("requests", { stopsAt: 4 }),
    idle: measured("idle", { stopsAt: 4 }),
    lookup: measured("lookup", { stopsAt: 4, kinds: ["missing", "malformed"] }, [
      ...waitingIn("newfstatat", 4, 0, 4)
    ]),
    read: measured("read", { stopsAt: 4, kinds: ["missing", "malformed"] }, [
      ...waitingIn("writev", 4, 0, 4)
    ])
  },
  verdicts: verdictsOf(["broken", "stops at 4 held reads"], ["broken", "stops at 4 held reads"])
})

export const perConnection = made({
  server: "mini_httpd/1.30",
  architecture: {
    name: "process-per-connection",
    words: "MP: a process per connection",
    evidence: ["64 open requests add 64 tasks."]
  },
  sweeps: {
    requests: measured("requests", { tasks: (held) => 1 + held }),
    idle: measured("idle", { tasks: (held) => 1 + held }),
    lookup: measured("lookup", { kinds: ["missing", "malformed"], tasks: (held) => 1 + held }),
    read: measured("read", { kinds: ["missing", "malformed"], tasks: (held) => 1 + held })
  },
  verdicts: verdictsOf(["kept", "never, up to 64 held"], ["kept", "never, up to 64 held"])
})

export const elastic = made({
  server: "Caddy",
  architecture: {
    name: "elastic",
    words: "M:N runtime or elastic helpers: a thread more for each held operation",
    evidence: ["64 operations can be held, and tasks grow by 64."]
  },
  sweeps: {
    ...freeNet,
    lookup: measured("lookup", { tasks: (held) => 8 + held }, waitingIn("newfstatat", 64)),
    read: measured("read", { tasks: (held) => 8 + held }, waitingIn("read", 64))
  },
  verdicts: verdictsOf(["kept", "never, up to 64 held"], ["kept", "never, up to 64 held"])
})

export const inconclusive = made({
  server: "odd",
  architecture: {
    name: "inconclusive",
    words: "inconclusive: nothing is revived by release",
    evidence: []
  },
  sweeps: {
    ...freeNet,
    lookup: unmeasured("lookup", "flaky", "", {
      repeated: [1, 2, null],
      points: measured("lookup", { stopsAt: 1 }).points,
      heldMost: 1
    }),
    read: unmeasured("read", "inconclusive", "a control failed", {
      stopsAt: 3,
      points: measured("read", { stopsAt: 3 }).points,
      heldMost: 3,
      controls: [{ name: "release revives", holds: false, found: "0 of 4 answered" }]
    })
  },
  verdicts: verdictsOf(["inconclusive", "flaky"], ["inconclusive", "release revives nothing"])
})

const gap = "/dev/fuse is not there: in a container, add --device /dev/fuse"

export const unexercised = made({
  server: "nginx/1.22.1",
  architecture: { name: "undecided", words: "undecided: no disk was held", evidence: [] },
  sweeps: {
    ...freeNet,
    lookup: unmeasured("lookup", "not-exercised", gap),
    read: unmeasured("read", "not-exercised", "")
  },
  verdicts: verdictsOf(["not-exercised", gap], ["not-exercised", ""]),
  more: { method: { name: null, gaps: [gap] } }
})

export const allFingerprints: Readonly<Record<string, Fingerprint>> = {
  sped,
  waySped,
  partialAmped,
  saturating,
  isolated,
  pool,
  perConnection,
  elastic,
  inconclusive,
  unexercised
}
