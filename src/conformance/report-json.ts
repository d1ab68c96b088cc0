/** The report as JSON: for each case all that a script needs, with octets as base64. */
import type { Exchange } from "./exchange.ts"
import type { CaseResult, Report } from "./result.ts"

/** Longer pieces are cut, and say so: a body of 8 MiB is no help in a report. */
const octetsKeptMax = 16_384

export const reportToJson = (report: Report): string =>
  JSON.stringify({ format: 1, ...report, cases: report.cases.map(caseToJson) }, null, 2)

const caseToJson = (result: CaseResult) => {
  const { exchanges, durationMillis, ...rest } = result
  const isPlain = result.verdict === "pass" || result.verdict === "choice"
  return {
    ...rest,
    durationMillis: Math.round(durationMillis),
    ...(isPlain ? {} : { exchanges: exchanges.map(exchangeToJson) })
  }
}

const exchangeToJson = ({ label, end, entries }: Exchange) => ({
  label,
  end,
  entries: entries.map((entry) =>
    "bytes" in entry
      ? {
          kind: entry.kind,
          atMicros: entry.atMicros,
          octets: entry.bytes.length,
          base64: Buffer.from(entry.bytes.subarray(0, octetsKeptMax)).toString("base64")
        }
      : entry
  )
})
