/**
 * What every response must satisfy, whatever was asked. Each finding belongs to a passive case,
 * so that one sloppy parser error among hundreds of good answers is found and blamed once.
 */
import type { Exchange } from "./exchange.ts"
import { type Response, isInterim } from "./response.ts"
import { type ProblemCode, fieldValue, fieldValues, listMembers } from "./response-lines.ts"

export type PassiveId = "P-10" | "B-15" | "C-05" | "M-14a" | "M-14b" | "M-15"

export interface Finding {
  readonly caseId: PassiveId
  /** Octets from the start of what was received. */
  readonly offset: number
  readonly detail: string
}

/** Which passive case a reading problem belongs to: the message's syntax, or its length. */
const problemCase: Record<ProblemCode, PassiveId> = {
  "bare-lf": "P-10",
  "bare-cr": "P-10",
  "status-line": "P-10",
  "field-line": "P-10",
  "field-name": "P-10",
  "field-value": "P-10",
  "obs-fold": "P-10",
  chunk: "P-10",
  "head-cut": "M-14b",
  "body-cut": "M-14b",
  "content-length": "M-14b",
  "not-a-response": "M-14b"
}

export const lint = (exchange: Exchange): ReadonlyArray<Finding> => {
  const requestIs10 = sentHttp10(exchange)
  const halfClosed = exchange.entries.some((entry) => entry.kind === "fin-sent")
  const findings: Array<Finding> = []
  for (const problem of exchange.problems) {
    const isCut = problem.code === "body-cut" || problem.code === "head-cut"
    // What is cut may have been cut by us, by a reset, or may still be on its way; only a FIN in
    // the middle of a message, to a client that still listens, is the server's own doing.
    if (isCut && (exchange.end !== "fin" || halfClosed || exchange.excusesCut === true)) continue
    const { code, offset, detail } = problem
    findings.push({ caseId: problemCase[code], offset, detail: `${code}: ${detail}` })
  }
  for (const response of exchange.responses) {
    findings.push(...lintCoding(response, requestIs10), ...lintDate(response))
  }
  findings.push(...lintClose(exchange))
  return findings
}

/** Whether the first request of the connection was HTTP/1.0. */
const sentHttp10 = (exchange: Exchange): boolean => {
  const sent = exchange.entries.find((entry) => entry.kind === "sent")
  if (sent === undefined || !("bytes" in sent)) return false
  const start = Buffer.from(sent.bytes.subarray(0, 256)).toString("latin1")
  return /^[^\r\n]* HTTP\/1\.0\r?\n/.test(start)
}

function* lintCoding(response: Response, requestIs10: boolean): Generator<Finding> {
  const { offset, status } = response
  const hasCoding = fieldValues(response, "transfer-encoding").length > 0
  const hasLength = fieldValues(response, "content-length").length > 0
  const noFraming = isInterim(response) || status === 204
  if (hasCoding && requestIs10) {
    yield { caseId: "B-15", offset, detail: "Transfer-Encoding in an answer to HTTP/1.0" }
  }
  if (hasCoding && hasLength) {
    yield { caseId: "B-15", offset, detail: "Transfer-Encoding beside Content-Length" }
  }
  if (noFraming && (hasCoding || hasLength)) {
    const name = hasCoding ? "Transfer-Encoding" : "Content-Length"
    yield { caseId: "B-15", offset, detail: `${name} in a ${status}` }
  }
  if (isInterim(response) && requestIs10) {
    yield { caseId: "M-15", offset, detail: `${status} to an HTTP/1.0 client` }
  }
}

const imfDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

export const isImfDate = (value: string): boolean =>
  imfDate.test(value) && !Number.isNaN(Date.parse(value))

function* lintDate(response: Response): Generator<Finding> {
  const { offset, status } = response
  // Required in 2xx, 3xx and 4xx; a server that answers 5xx may have lost its clock.
  if (status < 200 || status > 499) return
  const date = fieldValue(response, "date")
  if (date === undefined) yield { caseId: "M-14a", offset, detail: `no Date in a ${status}` }
  else if (!isImfDate(date)) {
    yield { caseId: "M-14a", offset, detail: `Date ${JSON.stringify(date)} is no IMF-fixdate` }
  }
}

function* lintClose(exchange: Exchange): Generator<Finding> {
  const closing = exchange.finals.findIndex((r) => listMembers(r, "connection").includes("close"))
  const response = exchange.finals[closing]
  if (response === undefined) return
  const { offset, status } = response
  if (closing < exchange.finals.length - 1) {
    yield { caseId: "C-05", offset, detail: `another answer after the ${status} that said close` }
  }
  // `quiet` shows that we waited as long as a server may take.
  const waited = exchange.entries.some((entry) => entry.kind === "quiet")
  if (exchange.end === "open" && waited && response.complete) {
    yield { caseId: "C-05", offset, detail: `the ${status} said close, but no FIN followed` }
  }
}
