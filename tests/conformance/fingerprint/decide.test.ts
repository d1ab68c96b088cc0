/** The table of architectures, row by row with the numbers of known servers, and what no row may ever say. */
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { decide } from "../../../src/conformance/fingerprint/decide.ts"
import type { Size, Sweep, Waiting } from "../../../src/conformance/fingerprint/result.ts"
import { aliveIn, type Sweeps } from "../../../src/conformance/fingerprint/seen.ts"
import { verdictsOf } from "../../../src/conformance/fingerprint/verdicts.ts"
import { type Course, freeNet, measured, unmeasured } from "../reports/fingerprint/sweeps.ts"

const baseline: Size = { tasks: 2, processes: 2, residentBytes: 8_000_000 }
const heldMax = 64

const waits = (
  call: string,
  threads: number,
  processes: number,
  beside: number
): Array<Waiting> => [
  { call, place: "", threads, processes, dispatchers: 0, besideDispatcher: beside }
]

interface Known {
  readonly net?: number
  readonly netTasks?: (open: number) => number
  readonly lookup: Course
  readonly read: Course
  readonly waiting?: Array<Waiting>
}

const sweepsOf = ({ net, netTasks, lookup, read, waiting = [] }: Known): Sweeps => ({
  ...freeNet,
  requests: measured("requests", {
    ...(net === undefined ? {} : { stopsAt: net }),
    ...(netTasks === undefined ? {} : { tasks: netTasks })
  }),
  lookup: measured("lookup", lookup, waiting),
  read: measured("read", read, waiting)
})

const alive = { alive: ["malformed"] } as const
const both = (course: Course): Pick<Known, "lookup" | "read"> => ({ lookup: course, read: course })

const rows: ReadonlyArray<readonly [name: string, words: RegExp, known: Known]> = [
  ["iterative", /one request after the other/, { net: 1, ...both({ stopsAt: 1 }) }],
  [
    "pool-of-processes",
    /^a pool of 4 processes, a connection each$/,
    { net: 4, ...both({ stopsAt: 4 }), waiting: waits("writev", 4, 4, 4) }
  ],
  [
    "pool-of-threads",
    /^a pool of 8 threads in 2 processes, a connection each$/,
    { net: 8, ...both({ stopsAt: 8 }), waiting: waits("writev", 8, 2, 0) }
  ],
  [
    "pool-of-processes",
    /\(3 lookups, 4 reads, 4 requests\)/,
    { net: 4, lookup: { stopsAt: 3 }, read: { stopsAt: 4 }, waiting: waits("read", 4, 4, 0) }
  ],
  ["thread-per-connection", /a thread for/, { netTasks: (open) => 1 + open, ...both({}) }],
  ["sped", /one event loop/, both({ stopsAt: 1 })],
  ["n-way-sped", /^2-way SPED: 2 event loops/, both({ stopsAt: 2 })],
  [
    "partial-amped",
    /helpers for reads, saturates at 32; lookups stop the dispatcher \(openat\)/,
    {
      lookup: { stopsAt: 1 },
      read: { stopsAt: 32, ...alive },
      waiting: waits("openat", 1, 1, 1)
    }
  ],
  [
    "partial-amped",
    /helpers for lookups; reads stop the dispatcher/,
    { lookup: { helpers: 4 }, read: { stopsAt: 1 } }
  ],
  [
    "partial-amped",
    /^partial AMPED with 4 helper threads; the dispatcher waits where their queue is full \(12 /,
    { ...both({ stopsAtAsked: 12, helpers: 4 }), waiting: waits("read", 4, 1, 4) }
  ],
  [
    "amted",
    /4 helper threads; warm files need one too: saturates at 4/,
    { ...both({ stopsAt: 4, ...alive }), waiting: waits("read", 4, 1, 4) }
  ],
  [
    "amped",
    /AMPED with 8 helper processes; warm files never wait/,
    { ...both({ helpers: 8 }), waiting: waits("read", 8, 8, 0) }
  ],
  [
    "amped",
    /^AMPED with 1 helper process; /,
    { ...both({ stopsAt: 1, ...alive }), waiting: waits("read", 1, 1, 0) }
  ],
  ["elastic", /M:N/, both({ tasks: (held) => 8 + held })],
  ["undecided", /ask for more than 64/, both({})],
  ["undecided", /no architecture we know/, { net: 3, ...both({}) }]
]

test.each(rows)("%s: %s", (name, words, known) => {
  const architecture = decide(sweepsOf(known), baseline, heldMax)
  expect(architecture.name).toBe(name)
  expect(architecture.words).toMatch(words)
})

test("a process for each connection is told from a thread", () => {
  const sweeps = sweepsOf({ netTasks: (open) => 1 + open, ...both({}) })
  const points = sweeps.requests.points.map((point) => ({ ...point, processes: point.tasks }))
  const { name } = decide(
    { ...sweeps, requests: { ...sweeps.requests, points } },
    baseline,
    heldMax
  )
  expect(name).toBe("process-per-connection")
})

describe("nothing is named by what was not measured", () => {
  test.each(["not-exercised", "inconclusive", "flaky"] as const)("%s", (outcome) => {
    const sweeps = sweepsOf(both({ stopsAt: 1 }))
    const read = unmeasured("read", outcome, "of a reason")
    expect(decide({ ...sweeps, read }, baseline, heldMax)).toMatchObject({
      name: "inconclusive",
      evidence: ["of a reason"]
    })
    const [dispatcher, isolated] = verdictsOf({ ...sweeps, read })
    // What the other sweep showed is shown all the same.
    expect(dispatcher?.verdict).toBe("broken")
    expect(isolated?.verdict).toBe("broken")
    const open = outcome === "not-exercised" ? outcome : "inconclusive"
    const calm = sweepsOf(both({ helpers: 4 }))
    expect(verdictsOf({ ...calm, read }).map(({ verdict }) => verdict)).toEqual([open, open])
  })
})

const course: fc.Arbitrary<Course> = fc.record(
  {
    stopsAt: fc.constantFrom(1, 2, 4, 8, 33, 64),
    helpers: fc.constantFrom(1, 4, 8, 63, 64),
    alive: fc.constantFrom([], ["malformed"], ["malformed", "missing"]),
    tasks: fc.constantFrom(
      () => 2,
      (held: number) => 2 + held,
      (held: number) => 2 + Math.floor(held / 2)
    )
  },
  { requiredKeys: [] }
) as fc.Arbitrary<Course>

const anySweeps = fc
  .record({
    net: fc.option(fc.constantFrom(1, 2, 4, 8), { nil: undefined }),
    lookup: course,
    read: course,
    waiting: fc.constantFrom([], waits("read", 4, 4, 0), waits("", 4, 1, 4))
  })
  .map(({ net, ...known }) => sweepsOf({ ...known, ...(net === undefined ? {} : { net }) }))

const isDead = ({ points }: Sweep): boolean => {
  const malformed = points.at(-1)?.probes.malformed
  return malformed !== undefined && aliveIn(malformed) !== "alive"
}

test("a dispatcher that stops is never called one that does not, whatever else was seen", () => {
  fc.assert(
    fc.property(anySweeps, (sweeps) => {
      const { name } = decide(sweeps, baseline, heldMax)
      const [dispatcher, isolated] = verdictsOf(sweeps)
      const stops = [sweeps.lookup, sweeps.read].some(isDead)
      expect(dispatcher?.verdict).toBe(stops ? "broken" : "kept")
      if (stops) expect(["amped", "amted", "elastic", "thread-per-connection"]).not.toContain(name)
      const isFree = sweeps.lookup.stopsAt === null && sweeps.read.stopsAt === null
      expect(isolated?.verdict).toBe(isFree ? "kept" : "broken")
      if (name === "elastic")
        expect(
          Math.max(
            ...sweeps.read.points.map(({ tasks }) => tasks),
            ...sweeps.lookup.points.map(({ tasks }) => tasks)
          )
        ).toBeGreaterThan(50)
    })
  )
})

test("a verdict names how many were held, and in which call", () => {
  const [dispatcher, isolated] = verdictsOf(
    sweepsOf({
      lookup: { stopsAt: 1 },
      read: { stopsAt: 4, ...alive },
      waiting: waits("openat", 1, 1, 1)
    })
  )
  expect(dispatcher?.outcome).toBe("stops at 1 held lookup, in openat")
  expect(isolated?.outcome).toBe("stops at 1 held lookup, in openat; saturates at 4 held reads")
})
