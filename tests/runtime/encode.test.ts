import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeEntry, decodeHeader, decodeTrace, EntryLine } from "../../src/runtime/decode.ts"
import { encodeEntry, encodeHeader } from "../../src/runtime/encode.ts"
import type { Entry, TraceHeader } from "../../src/runtime/trace.ts"
import { entry } from "./entries.ts"

const bySchema = Schema.encodeSync(EntryLine)
const runs = { numRuns: 1000 }

describe("an entry", () => {
  it("is encoded by hand as its schema encodes it", () => {
    fc.assert(
      fc.property(entry, (each) => {
        expect(encodeEntry(each)).toBe(JSON.stringify(bySchema(each)))
      }),
      runs
    )
  })

  it("is one line", () => {
    fc.assert(
      fc.property(entry, (each) => {
        expect(encodeEntry(each)).not.toContain("\n")
      }),
      runs
    )
  })

  // Written out, so that a phase that is renamed or forgotten shows: others write such traces too.
  const observed = (phase: string): string =>
    `{"sequence":0,"atMillis":1,"actor":"worker 1","what":{"_tag":"Observed",` +
    `"phase":"${phase}","thread":7,"call":"read","micros":3}}`

  it.each(["Accept", "Read", "Find", "Load", "Notify", "Header", "Send", "Close"])(
    "may be of the phase %s, and of no other",
    (phase) => {
      expect(Result.isSuccess(decodeEntry(observed(phase), 1))).toBe(true)
      expect(Result.isFailure(decodeEntry(observed(`${phase}s`), 1))).toBe(true)
      expect(Result.isFailure(decodeEntry(observed(""), 1))).toBe(true)
    }
  )

  it("is decoded as it was", () => {
    fc.assert(
      fc.property(entry, (each) => {
        expect(Result.getOrThrow(decodeEntry(encodeEntry(each), 1))).toEqual(each)
      }),
      runs
    )
  })

  it("shows bytes as text", () => {
    const bytes = Uint8Array.from([71, 69, 84, 0x0d, 0x0a, 0xff])
    const received: Entry = {
      sequence: 3,
      atMillis: 12.5,
      actor: "dispatcher",
      what: {
        _tag: "Step",
        event: { _tag: "Received", connection: 1, bytes },
        rules: ["read/partial"],
        commands: [{ _tag: "Read", connection: 1 }]
      }
    }
    expect(encodeEntry(received)).toBe(
      '{"sequence":3,"atMillis":12.5,"actor":"dispatcher","what":{"_tag":"Step",' +
        '"event":{"_tag":"Received","connection":1,"bytes":"GET\\r\\n\xff"},' +
        '"rules":["read/partial"],"commands":[{"_tag":"Read","connection":1}]}}'
    )
  })
})

const header: TraceHeader = {
  format: "amped-trace/1",
  subject: "simulation",
  seed: 7,
  settings: { limits: { queueMax: 1 } }
}
const first: Entry = { sequence: 0, atMillis: 0, actor: "world", what: { _tag: "FaultsStopped" } }
const lines = (...entries: ReadonlyArray<Entry>) =>
  [encodeHeader(header), ...entries.map(encodeEntry)].join("\n") + "\n"

const problem = (text: string): string =>
  Result.match(decodeTrace(text), {
    onSuccess: () => "none",
    onFailure: ({ message }) => message
  })

describe("a trace", () => {
  it("is read as it was written", () => {
    expect(Result.getOrThrow(decodeTrace(lines(first)))).toEqual({ header, entries: [first] })
    expect(Result.getOrThrow(decodeHeader(encodeHeader(header)))).toEqual(header)
  })

  it("that holds nothing is an error", () => {
    expect(problem("")).toBe("line 1: the trace is empty")
    expect(problem(lines())).toBe("line 2: the trace has a header and no entry")
  })

  it("with a gap is an error at the line after it", () => {
    expect(problem(lines(first, { ...first, sequence: 2 }))).toBe("line 3: entry 2 where 1 is due")
  })

  it("with a wrong line names the line and what is wrong there", () => {
    const wrong =
      lines(first) + encodeEntry({ ...first, sequence: 1 }).replace("FaultsStopped", "No")
    expect(problem(wrong)).toMatch(/^line 3: .*_tag/)
    expect(problem(`${lines(first)}{`)).toMatch(/^line 3: /)
    expect(problem(lines(first).replace("amped-trace/1", "other"))).toMatch(/^line 1: .*format/)
  })

  it("with a character that no octet has, where bytes are, is an error", () => {
    const bytes = Uint8Array.of(71)
    const received: Entry = {
      ...first,
      what: {
        _tag: "Step",
        event: { _tag: "Received", connection: 1, bytes },
        rules: [],
        commands: []
      }
    }
    expect(problem(lines(received).replace('"G"', '"\u0147"'))).toMatch(/^line 2: .*octets/)
  })
})
