/** Wire files with anything in them that a run could put there. */
import fc from "fast-check"
import type { Entry } from "../../../src/conformance/connection.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import type { WireConnection, WireFile } from "../../../src/conformance/wire-file/wire-file.ts"

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", '"', "a\nb", "[", "end", ": ", "\ufeff")
)
const maybeText = fc.option(text, { nil: undefined })
const micros = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e12, noNaN: true }))

/** Octets around the width of a line, with line feeds in every place. */
const octets = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .array(fc.constantFrom(0x0d, 0x0a, 0x22, 0x5c, 0x41), { maxLength: 200 })
    .map((all) => Uint8Array.from(all))
)

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("sent" as const, "received" as const),
    atMicros: micros,
    bytes: octets.map((bytes): Uint8Array => Buffer.from(bytes))
  }),
  fc.record({
    kind: fc.constantFrom(
      "opened" as const,
      "fin-sent" as const,
      "fin-received" as const,
      "reset" as const,
      "quiet" as const,
      "overflow" as const
    ),
    atMicros: micros
  })
)

export const connections: fc.Arbitrary<WireConnection> = fc.record(
  {
    label: text,
    methods: fc.array(fc.oneof(fc.constantFrom("GET", "HEAD"), text), { maxLength: 3 }),
    isControl: fc.boolean(),
    excusesCut: fc.boolean(),
    observed: fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(text, fc.nat()), {
      maxKeys: 3,
      noNullPrototype: true
    }),
    entries: fc.array(entry, { maxLength: 8 })
  },
  { requiredKeys: ["label", "methods", "isControl", "entries"] }
)

const facts = fc.record({
  host: text,
  server: maybeText,
  entityTag: maybeText,
  lastModified: maybeText,
  secret: maybeText,
  rootFolder: fc.constant(undefined),
  profile: fc
    .record({ seed: fc.integer(), headLimitMillis: fc.integer({ min: 1 }) })
    .map((some) => ({
      ...defaultProfile,
      ...some
    }))
})

export const wireFiles: fc.Arbitrary<WireFile> = fc.record(
  {
    caseId: text,
    title: text,
    level: fc.constantFrom("MUST" as const, "policy" as const),
    clauses: fc.array(text, { maxLength: 3 }),
    verdict: fc.constantFrom("deviates" as const, "expected-fail" as const, "crash" as const),
    outcome: text,
    expected: text,
    found: text,
    reason: text,
    subject: text,
    started: text,
    facts,
    connections: fc.array(connections, { maxLength: 3 })
  },
  {
    requiredKeys: [
      "caseId",
      "title",
      "level",
      "clauses",
      "verdict",
      "outcome",
      "expected",
      "found",
      "subject",
      "started",
      "facts",
      "connections"
    ]
  }
)
