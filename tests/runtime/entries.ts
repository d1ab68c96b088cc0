import fc from "fast-check"
import type { Command, Job, Part } from "../../src/state-machine/command.ts"
import type { Event, Outcome, TimerName } from "../../src/state-machine/event.ts"
import { transitionIds } from "../../src/state-machine/rules.ts"
import { type Entry, type Happening, Phase } from "../../src/runtime/trace.ts"

// Arbitrary entries of a trace, by hand: one record for each tag, so a new tag is a type error here.

const tagged = <Union extends { readonly _tag: string }>(records: {
  readonly [Tag in Union["_tag"]]: {
    readonly [Key in keyof Omit<Extract<Union, { readonly _tag: Tag }>, "_tag">]: fc.Arbitrary<
      Extract<Union, { readonly _tag: Tag }>[Key]
    >
  }
}): fc.Arbitrary<Union> =>
  fc.oneof(
    ...Object.entries(records).map(([tag, fields]) =>
      fc.record({ _tag: fc.constant(tag), ...(fields as object) }).map(withoutAbsent)
    )
  ) as unknown as fc.Arbitrary<Union>

/** An optional key is absent, not there with `undefined`. */
const withoutAbsent = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

const id = fc.nat()
const count = fc.integer()
// Quotes, backslashes, controls, octets, lone surrogates: whatever JSON must escape.
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", "\n", "\u2028")
)
const octets = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code))
})

const job = tagged<Job>({
  Locate: { path: text },
  Load: { path: text, version: text, offset: count, lengthBytes: count }
})

const facts = fc.record({
  path: text,
  version: text,
  sizeBytes: count,
  modifiedSeconds: count,
  mediaType: text,
  settled: fc.boolean()
})

const outcome = tagged<Outcome>({
  Found: { facts },
  Directory: {},
  Missing: {},
  Forbidden: {},
  Special: {},
  Outside: {},
  Loaded: { lengthBytes: count },
  Changed: {},
  Failed: { reason: text }
})

const timer = tagged<TimerName>({
  Connection: { connection: id },
  Job: { helper: id },
  Accept: {},
  Spawn: {},
  Drain: {}
})

const event = tagged<Event>({
  Started: { unixSeconds: count },
  ClockTicked: { unixSeconds: count },
  Accepted: { connection: id },
  AcceptFailed: { reason: text },
  Received: { connection: id, bytes: fc.uint8Array() },
  PeerEnded: { connection: id },
  PeerReset: { connection: id },
  Sent: { connection: id, bytes: count },
  HelperReady: { helper: id },
  HelperLost: { helper: id, reason: text },
  Notified: { helper: id, ticket: id, outcome },
  TimerFired: { timer },
  DrainRequested: {}
})

const part = tagged<Part>({
  Text: { text: octets },
  Slice: {
    chunk: id,
    chunkOffset: count,
    lengthBytes: count,
    path: text,
    version: text,
    offset: count
  }
})

const record = fc.record({
  connection: id,
  method: text,
  target: text,
  status: count,
  bodyBytes: count,
  rule: text
})

const command = tagged<Command>({
  ResumeAccept: {},
  PauseAccept: {},
  StopAccept: {},
  Read: { connection: id },
  Send: { connection: id, parts: fc.array(part, { maxLength: 3 }) },
  Finish: { connection: id },
  Close: { connection: id, how: fc.constantFrom("gracefully", "reset") },
  StartTimer: { timer, millis: count },
  StopTimer: { timer },
  SpawnHelper: { helper: id },
  KillHelper: { helper: id },
  Submit: { helper: id, ticket: id, job },
  Forget: { chunk: id },
  Log: { record },
  Stop: {}
})

const happening = tagged<Happening>({
  Step: {
    event,
    rules: fc.array(fc.constantFrom(...transitionIds), { maxLength: 3 }),
    commands: fc.array(command, { maxLength: 3 }),
    state: fc.option(count, { nil: undefined }) as fc.Arbitrary<number>
  },
  Blocked: { operation: text, millis: count },
  Slept: { ready: count },
  Observed: {
    phase: fc.constantFrom(...Phase.literals),
    thread: id,
    call: text,
    micros: count,
    connection: fc.option(id, { nil: undefined }) as fc.Arbitrary<number>,
    path: fc.option(text, { nil: undefined }) as fc.Arbitrary<string>
  },
  HelperTook: { helper: id, ticket: id, job },
  HelperDone: { helper: id, ticket: id, outcome },
  HelperDied: { helper: id },
  HelperHung: { helper: id },
  ClientSent: { connection: id, bytes: count },
  ClientReceived: { connection: id, bytes: count },
  ClientClosed: {
    connection: id,
    how: fc.constantFrom("ended", "reset", "server-ended", "server-reset")
  },
  FileChanged: { path: text, version: text, sizeBytes: count },
  FaultsStopped: {},
  Ended: { reason: fc.constantFrom("quiescent", "drained", "step-limit", "interrupted") }
})

const millis = fc.oneof(
  fc.nat(),
  fc.double({ min: 0, max: 1e9, noNaN: true }).map((at) => at + 0)
)

export const entry: fc.Arbitrary<Entry> = fc.record({
  sequence: id,
  atMillis: millis,
  actor: text,
  what: happening
})
