/**
 * Workloads, faults and schedules for fast-check: structural, so that a counterexample shrinks to few clients,
 * few segments, few faults and a short schedule. Sizes and limits sit on the multiples of the chunk size.
 */
import fc from "fast-check"
import { defaultLimits, defaultPolicy, type Limits } from "../../src/state-machine/limits.ts"
import {
  type ClientScript,
  faultNames,
  type Faults,
  type File,
  type Segment,
  type Workload
} from "../../src/runtime-sim/workload.ts"

const chunkBytes = 64
const startUnixSeconds = 1_700_000_000

/** The first entry of each is what a counterexample shrinks to. */
const limitsArbitrary: fc.Arbitrary<Limits> = fc
  .record({
    helpersMax: fc.constantFrom(1, 2, 4),
    helpersMin: fc.constantFrom(0, 1),
    queueMax: fc.constantFrom(8, 1, 2),
    connectionsMax: fc.constantFrom(16, 2, 1),
    headBytesMax: fc.constantFrom(512, 256),
    pipelinedBytesMax: fc.constantFrom(512, 64, 16),
    readBytesMax: fc.constantFrom(4096, 16, 1),
    namesMax: fc.constantFrom(16, 2, 1),
    contentBytesMax: fc.constantFrom(16 * 2048, 2048),
    freshSeconds: fc.constantFrom(1, 0, 5)
  })
  .map((some) => ({
    ...defaultLimits,
    ...some,
    overloadMax: 1,
    requestLineBytesMax: 256,
    fieldsMax: 8,
    bodyBytesMax: 64,
    lingerBytesMax: 256,
    rangesMax: 2,
    chunkBytes,
    cacheableBytesMax: 1024,
    headsMax: some.namesMax
  }))

const sizes = [
  chunkBytes,
  0,
  1,
  chunkBytes - 1,
  chunkBytes + 1,
  3 * chunkBytes,
  3 * chunkBytes + 1,
  1025
]

const fileArbitrary = (path: string): fc.Arbitrary<File> =>
  fc
    .record({
      sizeBytes: fc.constantFrom(...sizes),
      modifiedSeconds: fc.constantFrom(
        startUnixSeconds - 100_000,
        startUnixSeconds - 1,
        startUnixSeconds + 100
      )
    })
    .map((some) => ({ path, kind: "file", version: 1, mediaType: "text/plain", ...some }))

const filesArbitrary: fc.Arbitrary<ReadonlyArray<File>> = fc
  .tuple(fileArbitrary("/a"), fileArbitrary("/b"), fileArbitrary("/sub/index.html"))
  .map((files) => [
    ...files,
    { ...files[0], path: "/fifo", kind: "special" },
    { ...files[0], path: "/link", kind: "outside" }
  ])

const head = (line: string, ...fields: ReadonlyArray<string>): string =>
  [line, "Host: h", ...fields, "", ""].join("\r\n")

/** Right requests first, then those that a rule answers; then bytes that end in the middle of something. */
const requests: ReadonlyArray<string> = [
  head("GET /a HTTP/1.1"),
  head("GET /b HTTP/1.1"),
  head("HEAD /a HTTP/1.1"),
  head("GET /sub HTTP/1.1"),
  head("GET /sub/ HTTP/1.1"),
  head("GET /missing HTTP/1.1"),
  head("GET /a HTTP/1.1", "Connection: close"),
  head("GET /a HTTP/1.1", "Range: bytes=0-0"),
  head("GET /b HTTP/1.1", "Range: bytes=0-0,63-64"),
  head("GET /a HTTP/1.1", "Range: bytes=999999-"),
  head("GET /a HTTP/1.1", "If-None-Match: *"),
  head("GET /a HTTP/1.1", 'If-Match: "x"'),
  head("GET /a HTTP/1.0", "Connection: keep-alive"),
  head("GET /a HTTP/1.0"),
  head("GET /fifo HTTP/1.1"),
  head("GET /link HTTP/1.1"),
  head("GET /%2e%2e/secret HTTP/1.1"),
  head("POST /a HTTP/1.1", "Content-Length: 5") + "abcde",
  head("GET /a HTTP/1.1", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n",
  head("POST /a HTTP/1.1", "Content-Length: 65") + "b".repeat(65),
  head("DELETE /a HTTP/1.1"),
  head("OPTIONS * HTTP/1.1"),
  head("BREW /a HTTP/1.1"),
  head("GET /a HTTP/1.1", "Host: again"),
  head(`GET /${"x".repeat(240)} HTTP/1.1`),
  head("GET /a HTTP/1.1", `X: ${"y".repeat(600)}`),
  "GET /a HTTP/1.1\r\nHos",
  "\x16\x03\x01"
]

const segmentsArbitrary: fc.Arbitrary<ReadonlyArray<Segment>> = fc
  .array(
    fc.record({
      text: fc.constantFrom(...requests),
      after: fc.constantFrom("answer" as const, "nothing" as const),
      cut: fc.nat({ max: 40 })
    }),
    { minLength: 1, maxLength: 4 }
  )
  .map((all) =>
    all.flatMap(({ text, after, cut }, index): ReadonlyArray<Segment> => {
      const first = index === 0 ? "nothing" : after
      if (cut === 0 || cut >= text.length) return [{ text, after: first }]
      return [
        { text: text.slice(0, cut), after: first },
        { text: text.slice(cut), after: "nothing" }
      ]
    })
  )

const clientsArbitrary: fc.Arbitrary<ReadonlyArray<ClientScript>> = fc
  .array(
    fc.record({
      segments: segmentsArbitrary,
      takesBytesMax: fc.constantFrom(65_536, 64, 1),
      end: fc.constantFrom(...(["half-closes", "waits", "leaves", "resets"] as const))
    }),
    { minLength: 1, maxLength: 5 }
  )
  .map((clients) => clients.map((client, id) => ({ id, ...client })))

const faultsArbitrary: fc.Arbitrary<Faults> = fc
  .array(fc.constantFrom(...faultNames), { maxLength: 6 })
  .map((drawn) => {
    const count = (name: string) => drawn.filter((other) => other === name).length
    return Object.fromEntries(faultNames.map((name) => [name, count(name)])) as unknown as Faults
  })

export const workloadArbitrary: fc.Arbitrary<Workload> = fc
  .record({
    limits: limitsArbitrary,
    clients: clientsArbitrary,
    files: filesArbitrary,
    faults: faultsArbitrary,
    drain: fc.constantFrom(...(["never", "after-clients", "any-time"] as const)),
    descriptorsMax: fc.constantFrom(64, 1, 2),
    sendBufferBytes: fc.constantFrom(65_536, 200, 16)
  })
  .map(({ limits, ...rest }) => ({
    ...rest,
    settings: { limits, policy: defaultPolicy },
    startUnixSeconds
  }))

/** Each number picks among what is enabled; after the last one the fair order goes on. */
export const scheduleArbitrary: fc.Arbitrary<ReadonlyArray<number>> = fc.array(
  fc.nat({ max: 5039 }),
  {
    maxLength: 120,
    size: "max"
  }
)
