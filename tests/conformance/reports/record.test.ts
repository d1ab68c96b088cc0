import { describe, expect, test } from "vitest"
import { activeCases, passiveCases } from "../../../src/conformance/cases/index.ts"
import type { Entry } from "../../../src/conformance/connection.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import {
  describeActive,
  describePassive,
  fullLimits,
  limitsFor,
  plainLimits,
  recordCase,
  recordExchanges
} from "../../../src/conformance/reports/record.ts"
import type { CaseResult } from "../../../src/conformance/result.ts"

const exchangeWith = (...entries: ReadonlyArray<Entry>): Exchange => ({
  label: "GET",
  entries,
  responses: [],
  finals: [],
  problems: [],
  leftoverBytes: 0,
  receivedBytes: 0,
  received: new Uint8Array(),
  end: "reset"
})

const result = (more: Partial<CaseResult> = {}): CaseResult => ({
  id: "R-06",
  title: "HTTP/1.1 without Host",
  level: "MUST",
  clauses: ["rfc9112#section-3.2-6"],
  why: "because",
  rules: ["read/bad-host"],
  chapter: "target",
  verdict: "deviates",
  outcome: "none",
  expected: "400",
  found: "200 (12), FIN",
  durationMillis: 1.6,
  exchanges: [],
  ...more
})

describe("an exchange", () => {
  test("keeps octets, times and its end in words", () => {
    const exchange = exchangeWith(
      { kind: "opened", atMicros: 0 },
      { kind: "sent", atMicros: 1.4, bytes: Buffer.from([0x80, 0xff]) },
      { kind: "reset", atMicros: 2.6 }
    )
    expect(recordExchanges([exchange], fullLimits)).toEqual([
      {
        label: "GET",
        end: "reset",
        found: "no bytes, RST",
        entries: [
          { kind: "opened", atMicros: 0 },
          { kind: "sent", atMicros: 1, octets: 2, base64: "gP8=" },
          { kind: "reset", atMicros: 3 }
        ],
        entriesLeftOut: 0
      }
    ])
  })

  test("is cut in octets and in entries, and says so", () => {
    const sent: Entry = { kind: "sent", atMicros: 0, bytes: Buffer.from("abcdef") }
    const limits = { exchangesMax: 1, entriesMax: 2, octetsMax: 3, caseOctetsMax: 9 }
    const [cut] = recordExchanges([exchangeWith(sent, sent, sent)], limits)
    const { entries = [], entriesLeftOut } = cut ?? {}
    expect([entries.length, entriesLeftOut]).toEqual([2, 1])
    expect(entries[0]).toEqual({ kind: "sent", atMicros: 0, octets: 6, base64: "YWJj" })
  })

  test("at the limit nothing is left out", () => {
    const sent: Entry = { kind: "sent", atMicros: 0, bytes: Buffer.from("abc") }
    const limits = { exchangesMax: 1, entriesMax: 1, octetsMax: 3, caseOctetsMax: 3 }
    expect(recordExchanges([exchangeWith(sent)], limits)).toMatchObject([
      { entries: [{ octets: 3, base64: "YWJj" }], entriesLeftOut: 0 }
    ])
  })

  test("has no octets left where the case's are used up", () => {
    const sent: Entry = { kind: "sent", atMicros: 0, bytes: Buffer.from("abc") }
    const limits = { exchangesMax: 2, entriesMax: 2, octetsMax: 9, caseOctetsMax: 4 }
    const told = recordExchanges([exchangeWith(sent), exchangeWith(sent, sent)], limits)
    const octets = told.flatMap(({ entries }) => entries.map(({ base64 }) => base64))
    expect(octets).toEqual(["YWJj", "YQ==", ""])
  })
})

describe("a case", () => {
  test("has whole milliseconds, and no key that says nothing", () => {
    const record = recordCase(result())
    expect(record).toMatchObject({ durationMillis: 2, tags: [], fix: {}, exchangesLeftOut: 0 })
    expect(Object.values(record)).not.toContain(undefined)
    expect(recordCase(result({ reason: "by design" })).reason).toBe("by design")
  })

  test("that passes tells less than any other", () => {
    expect(limitsFor(result({ verdict: "pass" }))).toBe(plainLimits)
    expect(limitsFor(result({ verdict: "choice" }))).toBe(plainLimits)
    expect(limitsFor(result({ verdict: "unclear" }))).toBe(fullLimits)
    expect(plainLimits.octetsMax).toBeLessThan(fullLimits.octetsMax)
    expect(plainLimits.entriesMax).toBeLessThan(fullLimits.entriesMax)
  })

  test("with more exchanges than are told says how many", () => {
    const exchanges = Array.from({ length: plainLimits.exchangesMax + 3 }, () => exchangeWith())
    const record = recordCase(result({ verdict: "pass", exchanges }))
    expect([record.exchanges.length, record.exchangesLeftOut]).toEqual([
      plainLimits.exchangesMax,
      3
    ])
  })

  test("takes its repetition and its file along", () => {
    const repetition = { runs: 3, passes: 2, low: 0.2, high: 0.9 }
    const record = recordCase(result(), { repetition, wireFile: "R-06.pcap" })
    expect(record).toMatchObject({ repetition, wireFile: "R-06.pcap" })
  })

  test("has the hints for its id, or none", () => {
    expect(recordCase(result({ id: "M-08" })).fix["apache"]).toBe("TraceEnable off")
    expect(recordCase(result({ id: "Z-99" })).fix).toEqual({})
  })
})

test("every case of the suite can be described", () => {
  const all = [
    ...activeCases.map(describeActive),
    ...passiveCases.map((each) => describePassive(each))
  ]
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.filter(({ expected, title }) => expected === "" || title === "")).toEqual([])
  expect(all.at(-1)?.chapter).toBe("passive")
})
