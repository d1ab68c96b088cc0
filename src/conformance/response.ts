/**
 * Reads the bytes a server sent as a sequence of HTTP/1.x responses.
 *
 * Independent of the reference machine on purpose: reader and writer of one hand would agree on
 * their mistakes. It tolerates what it can read on past, but every such place is a `Problem`,
 * so leniency here never turns into a pass.
 */
import { readBody } from "./response-body.ts"
import {
  type Field,
  type Framing,
  type Line,
  type Problem,
  readFields,
  readLine
} from "./response-lines.ts"

export interface Response {
  /** The method of the request that this answers: HEAD decides that no body follows. */
  readonly method: string
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly fields: ReadonlyArray<Field>
  readonly framing: Framing
  /** After the transfer coding is removed. */
  readonly body: Uint8Array
  /** False if the stream stopped before the framing said so. */
  readonly complete: boolean
  readonly offset: number
  readonly endOffset: number
}

export interface Reading {
  readonly responses: ReadonlyArray<Response>
  readonly problems: ReadonlyArray<Problem>
  /** Where reading stopped; anything after it could not be understood. */
  readonly endOffset: number
}

export const isInterim = (response: Response): boolean =>
  response.status >= 100 && response.status < 200 && response.status !== 101

/**
 * Reads every response in `bytes`. `methods` are those of the requests, in order; `closed` says
 * whether the peer has ended the stream, which is what ends a body without a length.
 */
export const readResponses = (
  bytes: Uint8Array,
  methods: ReadonlyArray<string>,
  closed: boolean
): Reading => {
  const problems: Array<Problem> = []
  const responses: Array<Response> = []
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 0
  while (offset < octets.length) {
    const finals = responses.filter((response) => !isInterim(response)).length
    const response = readResponse(octets, offset, methods[finals] ?? "GET", closed, problems)
    if (response === undefined) break
    responses.push(response)
    offset = response.endOffset
    // After an upgrade or an open tunnel the bytes are no longer HTTP.
    if (!response.complete || switchesProtocol(response)) break
  }
  return { responses, problems, endOffset: offset }
}

const switchesProtocol = (response: Response): boolean =>
  response.status === 101 ||
  (response.method === "CONNECT" && response.status >= 200 && response.status < 300)

const readResponse = (
  octets: Buffer,
  offset: number,
  method: string,
  closed: boolean,
  problems: Array<Problem>
): Response | undefined => {
  const lines = readHead(octets, offset, problems)
  if (lines === undefined) return undefined
  const first = lines.texts[0]
  const statusLine = first === undefined ? undefined : readStatusLine(first, problems)
  if (statusLine === undefined) {
    const seen = octets.toString("latin1", offset, offset + 40)
    problems.push({ code: "not-a-response", offset, detail: JSON.stringify(seen) })
    return undefined
  }
  const fields = readFields(lines.texts.slice(1), problems)
  const body = readBody(octets, lines.endOffset, { method, ...statusLine, fields }, closed)
  problems.push(...body.problems)
  return {
    method,
    ...statusLine,
    fields,
    framing: body.framing,
    body: body.content,
    complete: body.complete,
    offset,
    endOffset: body.endOffset
  }
}

interface Head {
  readonly texts: ReadonlyArray<Line>
  readonly endOffset: number
}

/** The lines up to the empty one; undefined if that never comes. */
const readHead = (octets: Buffer, start: number, problems: Array<Problem>): Head | undefined => {
  const texts: Array<Line> = []
  let offset = start
  for (;;) {
    const next = readLine(octets, offset)
    if (next === undefined) {
      const isResponse = octets.toString("latin1", start, start + 5) === "HTTP/"
      const code = isResponse ? "head-cut" : "not-a-response"
      problems.push({ code, offset: start, detail: "no end of the header section" })
      return undefined
    }
    problems.push(...next.problems)
    if (next.line.text === "") return { texts, endOffset: next.endOffset }
    texts.push(next.line)
    offset = next.endOffset
  }
}

const readStatusLine = (
  line: Line,
  problems: Array<Problem>
): Pick<Response, "version" | "status" | "reason"> | undefined => {
  const match = /^HTTP\/(\d+\.\d+)[ \t]+(\d{3})(?:[ \t](.*))?$/s.exec(line.text)
  if (match === null) return undefined
  // The space after the status code is required even when the reason is empty (9112, 4-9).
  if (!/^HTTP\/1\.[01] [1-5]\d\d [\t\x20-\x7e\x80-\xff]*$/.test(line.text)) {
    problems.push({ code: "status-line", offset: line.offset, detail: JSON.stringify(line.text) })
  }
  return { version: match[1] ?? "", status: Number(match[2]), reason: match[3] ?? "" }
}
