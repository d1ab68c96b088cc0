/** Small whole runs of the reference machine, each a few steps, as traces for the judge. */
import type { Entry } from "../../src/runtime/trace.ts"
import { defaultPolicy, type Settings } from "../../src/state-machine/limits.ts"
import { initial, step } from "../../src/state-machine/server.ts"
import {
  accepted,
  begun,
  drain,
  ended,
  fired,
  found,
  get,
  type Happening,
  late,
  loaded,
  lost,
  notified,
  nowSeconds,
  ready,
  received,
  reset,
  sent,
  smallLimits,
  taken,
  ticked
} from "../state-machine/told.ts"
import { doubt, doubtful } from "./doubts.ts"

export const settings: Settings = {
  limits: { ...smallLimits, queueMax: 2, freshSeconds: 1 },
  policy: defaultPolicy
}

export const traceOf = (happenings: ReadonlyArray<Happening>): ReadonlyArray<Entry> => {
  let state = initial(settings)
  return happenings.map((happening, sequence) => {
    const event = typeof happening === "function" ? happening(state) : happening
    const { rules, commands, state: next } = step(state, event)
    state = next
    const what = { _tag: "Step", event, rules, commands } as const
    return { sequence, atMillis: sequence, actor: "dispatcher", what }
  })
}

const closing = "Connection: close\r\n"

/** By name. Every one of them keeps every rule. */
export const runs: ReadonlyMap<string, ReadonlyArray<Happening>> = new Map<
  string,
  ReadonlyArray<Happening>
>([
  [
    "slices",
    [
      ...begun,
      accepted(1),
      received(1, get("/a")),
      notified(1, 1, found("/a", 25)),
      notified(1, 2, loaded(10)),
      sent(1, 7),
      taken(1),
      notified(1, 3, loaded(10)),
      taken(1),
      notified(1, 4, loaded(5)),
      taken(1),
      ended(1)
    ]
  ],
  [
    "warm",
    [
      ...begun,
      accepted(1),
      received(1, get("/a")),
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(1),
      received(1, get("/a", "", "HEAD") + get("/a", "Range: bytes=1-2\r\n")),
      taken(1),
      taken(1),
      received(1, get("/a", `Range: bytes=0-1,3-4\r\n${closing}`)),
      taken(1),
      ended(1)
    ]
  ],
  [
    "pool",
    [
      ...begun,
      accepted(1),
      accepted(2),
      accepted(3),
      received(1, get("/a")),
      received(2, get("/b")),
      received(3, get("/c")),
      notified(1, 1, found("/a", 0)),
      taken(1),
      ready(2),
      lost(2),
      notified(1, 2, { _tag: "Missing" }),
      taken(2),
      fired({ _tag: "Job", helper: 1 }),
      lost(1),
      ready(3),
      notified(3, 5, { _tag: "Forbidden" }),
      taken(3)
    ]
  ],
  [
    "refusals",
    [
      ...begun,
      accepted(1),
      accepted(2),
      accepted(3),
      accepted(4),
      taken(4),
      ended(4),
      received(1, "\x16\x03"),
      taken(1),
      received(1, "more"),
      late(1),
      received(2, get("/a", "Content-Length: 5\r\n", "POST")),
      late(2),
      taken(2),
      reset(2),
      received(3, get("/%2e%2e/x")),
      taken(3),
      late(3),
      late(3)
    ]
  ],
  [
    "stale",
    [
      ...begun,
      accepted(1),
      received(1, get("/a")),
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(1),
      ticked(nowSeconds + 2),
      accepted(2),
      received(1, get("/a")),
      received(2, get("/a")),
      taken(2),
      notified(1, 3, found("/a", 5, { version: "w" })),
      notified(1, 4, loaded(5)),
      taken(1),
      received(2, get("/a", 'If-None-Match: "w"\r\n')),
      taken(2)
    ]
  ],
  [
    "drain",
    [
      ...begun,
      accepted(1),
      accepted(2),
      received(1, get("/a") + get("/b")),
      drain,
      accepted(3),
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(1),
      ended(1),
      fired({ _tag: "Drain" })
    ]
  ],
  [
    "changes",
    [
      ...begun,
      accepted(1),
      accepted(2),
      received(1, get("/a")),
      notified(1, 1, found("/a", 25)),
      notified(1, 2, { _tag: "Changed" }),
      notified(1, 3, found("/a", 12, { version: "w" })),
      notified(1, 4, loaded(10)),
      taken(1),
      notified(1, 5, loaded(2)),
      ticked(nowSeconds + 2),
      received(2, get("/a")),
      lost(1),
      late(2),
      taken(1),
      taken(2),
      late(1),
      late(1)
    ]
  ],
  [
    "links",
    [
      ...begun,
      accepted(1),
      accepted(2),
      received(1, get("/link") + get("/sub/?q")),
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(1),
      notified(1, 3, found("/sub/index.html", 4, { settled: false })),
      notified(1, 4, loaded(4)),
      taken(1),
      received(2, get("/%61?q", closing)),
      notified(1, 5, found("/a", 5)),
      taken(2),
      ended(2),
      received(
        1,
        get("/a", "If-None-Match: *\r\n") + get("*", "", "OPTIONS") + get("/a", "", "PUT")
      ),
      taken(1),
      taken(1),
      taken(1),
      reset(1)
    ]
  ],
  [
    "hung",
    [
      ...begun,
      accepted(1),
      accepted(2),
      received(1, get("/a")),
      received(2, get("/b")),
      fired({ _tag: "Job", helper: 1 }),
      ready(2),
      fired({ _tag: "Job", helper: 2 }),
      taken(1),
      lost(1),
      lost(2),
      ready(3),
      notified(3, 2, { _tag: "Missing" }),
      taken(2),
      ended(1),
      ended(2)
    ]
  ],
  [
    "exhausted",
    [
      ...begun,
      accepted(1),
      { _tag: "AcceptFailed", reason: "EMFILE" },
      { _tag: "AcceptFailed", reason: "EMFILE" },
      fired({ _tag: "Accept" }),
      accepted(2),
      accepted(3),
      accepted(4),
      accepted(5),
      accepted(6),
      taken(5),
      reset(4),
      late(5),
      reset(1),
      reset(2),
      received(3, "GET /a HTTP/1.1\r\nHost: h"),
      drain,
      received(3, "\r\n\r\n"),
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(3),
      ended(3)
    ]
  ],
  ["doubts", [...begun, ...doubtful.flatMap(doubt)]],
  ["late-head", [...begun, accepted(1), received(1, "GET /a"), late(1), taken(1), late(1)]],
  [
    "late-body",
    [
      ...begun,
      accepted(1),
      received(1, get("/a", "Content-Length: 5\r\n", "POST")),
      received(1, "abc"),
      late(1),
      taken(1),
      ended(1)
    ]
  ]
])
