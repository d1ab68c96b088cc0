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
export const runs: ReadonlyMap<string, ReadonlyArray<Happening>> = new Map([
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
  ]
])
