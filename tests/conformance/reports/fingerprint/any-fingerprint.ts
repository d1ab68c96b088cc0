/** Every fingerprint that the schema allows, with the octets of a server that means ill. */
import fc from "fast-check"
import {
  type Answered,
  ArchitectureName,
  type Control,
  type Fingerprint,
  fingerprintFormat,
  Method,
  type Point,
  type StallVerdict,
  type Sweep,
  type SweepName,
  type Waiting
} from "../../../../src/conformance/fingerprint/result.ts"
import { nasty } from "../runs.ts"

const foreign = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constant(nasty),
  fc.constantFrom(
    "",
    "<b onclick=x>",
    "]]>",
    "&amp;",
    "\u202eabc",
    "\ufffe",
    "|\n|",
    "see www.example.org",
    "http://example.org/?a=1",
    "W".repeat(900)
  )
)

const few = fc.nat({ max: 4 })
const number = fc.oneof(fc.nat({ max: 80 }), fc.constantFrom(0, 1, 64, 100_000))
const size = { tasks: number, processes: few, residentBytes: fc.nat() }

const answered: fc.Arbitrary<Answered> = fc.record({ before: few, after: few, never: few })

const point: fc.Arbitrary<Point> = fc.record({
  asked: number,
  held: number,
  probes: fc.record(
    { warm: answered, missing: answered, malformed: answered, kept: answered },
    { requiredKeys: ["warm"] }
  ),
  ...size
})

const waiting: fc.Arbitrary<Waiting> = fc.record({
  call: foreign,
  place: foreign,
  threads: few,
  processes: few,
  dispatchers: few,
  besideDispatcher: few
})

const control: fc.Arbitrary<Control> = fc.record({
  name: foreign,
  holds: fc.boolean(),
  found: foreign
})

const stop = fc.option(number)

const sweep = (name: SweepName): fc.Arbitrary<Sweep> =>
  fc.record({
    name: fc.constant(name),
    outcome: fc.constantFrom("measured", "not-exercised", "inconclusive", "flaky"),
    why: foreign,
    stopsAt: stop,
    repeated: fc.array(stop, { maxLength: 4 }),
    heldMost: number,
    points: fc.array(point, { maxLength: 24 }),
    waiting: fc.array(waiting, { maxLength: 3 }),
    waitingProcesses: few,
    controls: fc.array(control, { maxLength: 3 })
  })

const verdict: fc.Arbitrary<StallVerdict> = fc.record({
  rule: fc.constantFrom("dispatcher/never-blocks", "caches/warm-needs-no-helper"),
  verdict: fc.constantFrom("kept", "broken", "not-exercised", "inconclusive"),
  outcome: foreign
})

export const anyFingerprint: fc.Arbitrary<Fingerprint> = fc.record({
  format: fc.constant(fingerprintFormat),
  version: foreign,
  subject: foreign,
  server: foreign,
  started: foreign,
  durationMillis: fc.nat(),
  method: fc.record({
    name: fc.option(fc.constantFrom(...Method.literals)),
    gaps: fc.array(foreign, { maxLength: 2 })
  }),
  settings: fc.record({ heldMax: number, patienceMillis: fc.nat(), repetitions: few }),
  baseline: fc.record({ warmMicrosMedian: fc.nat(), warmMicrosP95: fc.nat(), ...size }),
  sweeps: fc.record({
    requests: sweep("requests"),
    idle: sweep("idle"),
    lookup: sweep("lookup"),
    read: sweep("read")
  }),
  architecture: fc.record({
    name: fc.constantFrom(...ArchitectureName.literals),
    words: foreign,
    evidence: fc.array(foreign, { maxLength: 3 })
  }),
  verdicts: fc.array(verdict, { maxLength: 2 })
})
