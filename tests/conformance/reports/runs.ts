/** Runs made by hand, for the tests of every report. */
import {
  type DescribedCase,
  type RecordedCase,
  type RecordedEntry,
  type RecordedExchange,
  type Run,
  type RunEvent,
  Verdict
} from "../../../src/conformance/reports/event.ts"
import { foldEvents } from "../../../src/conformance/reports/fold.ts"
import { countTotals } from "../../../src/conformance/reports/totals.ts"

export const described = (id: string, more: Partial<DescribedCase> = {}): DescribedCase => ({
  id,
  chapter: "target",
  title: "HTTP/1.1 without Host",
  level: "MUST",
  clauses: ["rfc9112#section-3.2-6"],
  why: "A front end and a server may choose different hosts.",
  fix: {},
  rules: ["read/bad-host"],
  tags: [],
  expected: "400",
  ...more
})

export const recorded = (
  verdict: RecordedCase["verdict"],
  id: string,
  more: Partial<RecordedCase> = {}
): RecordedCase => ({
  ...described(id, more),
  verdict,
  outcome: "none of the permitted outcomes",
  found: "200 (12), FIN",
  durationMillis: 3,
  exchanges: [],
  exchangesLeftOut: 0,
  ...more
})

export const entry = (
  kind: "sent" | "received",
  octets: string | Uint8Array,
  atMicros: number
): RecordedEntry => {
  const bytes = typeof octets === "string" ? Buffer.from(octets, "latin1") : Buffer.from(octets)
  return { kind, atMicros, octets: bytes.length, base64: bytes.toString("base64") }
}

export const exchange = (...entries: ReadonlyArray<RecordedEntry>): RecordedExchange => ({
  label: "no Host",
  end: "fin",
  found: "200 (12), FIN",
  entries,
  entriesLeftOut: 0
})

/** One request, its answer, and the end. */
export const hello = exchange(
  { kind: "opened", atMicros: 0 },
  entry("sent", "GET / HTTP/1.1\r\n\r\n", 120),
  entry("received", "HTTP/1.1 200 OK\r\n\r\nhello", 1_480),
  { kind: "fin-received", atMicros: 2_000 }
)

type Started = Extract<RunEvent, { readonly _tag: "RunStarted" }>

export const started = (
  cases: ReadonlyArray<DescribedCase>,
  more: Partial<Started> = {}
): Started => ({
  _tag: "RunStarted",
  format: "amped-run/1",
  version: "0.1.0",
  subject: "nginx -c nginx.conf",
  started: "2024-01-02T03:04:05.000Z",
  seed: 7,
  jobs: 4,
  cases,
  ...more
})

export const describedOf = (result: RecordedCase): DescribedCase => {
  const { id, chapter, title, level, clauses, why, fix, rules, tags, expected } = result
  return { id, chapter, title, level, clauses, why, fix, rules, tags, expected }
}

export const eventsOf = (
  cases: ReadonlyArray<RecordedCase>,
  more: Partial<Started> = {}
): ReadonlyArray<RunEvent> => [
  started(cases.map(describedOf), more),
  { _tag: "SubjectLearned", server: "nginx/1.22.1", brokenControls: [] },
  ...cases.map((result): RunEvent => ({ _tag: "CaseFinished", result })),
  { _tag: "RunEnded", durationMillis: 812, totals: countTotals(cases), exitCode: 1 }
]

export const folded = (events: ReadonlyArray<RunEvent>): Run => {
  const run = foldEvents(events)
  if (run === undefined) throw new Error("the events do not begin with RunStarted")
  return run
}

export const runOf = (
  cases: ReadonlyArray<RecordedCase>,
  more: Partial<Run> = {},
  start: Partial<Started> = {}
): Run => ({ ...folded(eventsOf(cases, start)), ...more })

/** Every octet as one character, and characters that no octet stands for. */
export const everyOctet = Array.from({ length: 256 }, (_, octet) =>
  String.fromCharCode(octet)
).join("")
export const nasty = `${everyOctet}\ud800\ufffe]]></script><img src=x onerror=alert(1)>"'&|::\u2028%0A`

/** One case of each verdict, told by a server that means ill. */
export const everyVerdict: ReadonlyArray<RecordedCase> = Verdict.literals.map((verdict, index) =>
  recorded(verdict, `V-${String(index).padStart(2, "0")}`, {
    chapter: index % 2 === 0 ? "target" : "framing",
    title: `how ${verdict} looks`,
    found: nasty,
    fix: { any: "read the clause" },
    exchanges: [
      exchange(
        entry(
          "received",
          Uint8Array.from(everyOctet, (c) => c.charCodeAt(0)),
          1
        )
      )
    ]
  })
)
