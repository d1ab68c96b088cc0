/** From what a case gave to the events that are told of it: nothing but data, and no more than a reader needs. */
import type { ActiveCase, CaseBase } from "../case.ts"
import type { Entry } from "../connection.ts"
import { type Exchange, describeExchange } from "../exchange.ts"
import { fixes } from "../fixes/index.ts"
import type { CaseResult } from "../result.ts"
import type { DescribedCase, RecordedCase, RecordedEntry, RecordedExchange } from "./event.ts"

/** How much of the evidence is told; what is beyond is counted, and stands in the wire file. */
export interface RecordLimits {
  readonly exchangesMax: number
  /** Of an exchange. */
  readonly entriesMax: number
  /** Of an entry: a body of 8 MiB is no help in a report. */
  readonly octetsMax: number
  /** Of all entries of a case: a few exchanges with long bodies fill a report as well. */
  readonly caseOctetsMax: number
}

/** Enough to see what was asked and answered. */
export const plainLimits: RecordLimits = {
  exchangesMax: 8,
  entriesMax: 16,
  octetsMax: 1_024,
  caseOctetsMax: 8_192
}

/** Enough to judge the case again, and to write to a server's authors. */
export const fullLimits: RecordLimits = {
  exchangesMax: 32,
  entriesMax: 64,
  octetsMax: 16_384,
  caseOctetsMax: 65_536
}

const isPlain = ({ verdict }: CaseResult): boolean => verdict === "pass" || verdict === "choice"

export const limitsFor = (result: CaseResult): RecordLimits =>
  isPlain(result) ? plainLimits : fullLimits

const describe = (
  each: CaseBase,
  chapter: CaseResult["chapter"],
  expected: string
): DescribedCase => ({
  id: each.id,
  chapter,
  title: each.title,
  level: each.level,
  clauses: each.clauses,
  why: each.why,
  fix: fixes[each.id] ?? {},
  rules: each.rules,
  tags: each.tags ?? [],
  expected
})

export const describeActive = (each: ActiveCase): DescribedCase =>
  describe(each, each.chapter, each.judge.expected)

/** A case that sends nothing of its own. */
export const describePassive = (
  each: CaseBase & { readonly expected: string },
  chapter: "passive" | "multipliers" = "passive"
): DescribedCase => describe(each, chapter, each.expected)

const natural = (value: number): number => Math.max(0, Math.round(value))

export const recordEntry = (entry: Entry, octetsMax: number): RecordedEntry => {
  const { kind } = entry
  const atMicros = natural(entry.atMicros)
  if (!("bytes" in entry)) return { kind, atMicros }
  const { bytes } = entry
  const { buffer, byteOffset, byteLength } = bytes.subarray(0, octetsMax)
  const base64 = Buffer.from(buffer, byteOffset, byteLength).toString("base64")
  return { kind, atMicros, octets: bytes.length, base64 }
}

/** The exchanges of a case. The first entries come first where octets have to be left out. */
export const recordExchanges = (
  exchanges: ReadonlyArray<Exchange>,
  limits: RecordLimits
): ReadonlyArray<RecordedExchange> => {
  let octetsLeft = limits.caseOctetsMax
  const withinLimits = (entry: Entry): RecordedEntry => {
    const octetsMax = Math.min(limits.octetsMax, octetsLeft)
    if ("bytes" in entry) octetsLeft -= Math.min(octetsMax, entry.bytes.length)
    return recordEntry(entry, octetsMax)
  }
  return exchanges.slice(0, limits.exchangesMax).map((exchange) => ({
    label: exchange.label,
    end: exchange.end,
    found: describeExchange(exchange),
    entries: exchange.entries.slice(0, limits.entriesMax).map(withinLimits),
    entriesLeftOut: Math.max(0, exchange.entries.length - limits.entriesMax)
  }))
}

const fingerprintIn = ({ exchanges }: CaseResult): Partial<Pick<RecordedCase, "fingerprint">> => {
  const fingerprint = exchanges.find((each) => each.fingerprint !== undefined)?.fingerprint
  return fingerprint === undefined ? {} : { fingerprint }
}

/** What is known of a case beside its result. */
export type RecordMore = Partial<Pick<RecordedCase, "repetition" | "wireFile">>

export const recordCase = (
  result: CaseResult,
  more: RecordMore = {},
  limits: RecordLimits = limitsFor(result)
): RecordedCase => ({
  ...describe(result, result.chapter, result.expected),
  verdict: result.verdict,
  outcome: result.outcome,
  found: result.found,
  ...(result.reason === undefined ? {} : { reason: result.reason }),
  durationMillis: natural(result.durationMillis),
  ...more,
  ...fingerprintIn(result),
  exchanges: recordExchanges(result.exchanges, limits),
  exchangesLeftOut: Math.max(0, result.exchanges.length - limits.exchangesMax)
})
