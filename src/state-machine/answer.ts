/**
 * An answer as data: status, fields and a body of texts and ranges of one file. Deciding it is `decide.ts`,
 * sending it is `request.ts`.
 */
import type { FileFacts } from "./event.ts"
import { formatDate } from "./date.ts"
import type { ByteRange } from "./range.ts"

export type Segment =
  | { readonly _tag: "Text"; readonly text: string }
  | ({ readonly _tag: "Range" } & ByteRange)

export interface Answer {
  readonly status: number
  /** Lines of the head that belong to this answer, each ended by CRLF. */
  readonly fields: string
  readonly body: ReadonlyArray<Segment>
  /** What the ranges are ranges of; `undefined` when the body is all text. */
  readonly facts: FileFacts | undefined
}

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported"
}

/** Phrases for every status that the machine sends. */
export const reasonOf = (status: number): string => reasons[status] ?? "Unknown"

export const allowed = "GET, HEAD, OPTIONS"

/** Who is told that the server is busy is told as well when to come again. */
const retryFields = (status: number): string => (status === 503 ? "Retry-After: 1\r\n" : "")

/** An answer that says no more than its status. `extra` are further lines of the head. */
export const textAnswer = (status: number, headOnly: boolean, extra = ""): Answer => {
  const text = `${status} ${reasonOf(status)}\n`
  const type = "Content-Type: text/plain; charset=utf-8\r\n"
  return {
    status,
    fields: `${extra}${retryFields(status)}${type}Content-Length: ${text.length}\r\n`,
    body: headOnly ? [] : [{ _tag: "Text", text }],
    facts: undefined
  }
}

/** How the connection goes on after the answer. */
export type Persistence =
  | "close"
  | "keep"
  /** HTTP/1.0 has to be told. */
  | "keep-told"

const persistenceFields: Readonly<Record<Persistence, string>> = {
  close: "Connection: close\r\n",
  keep: "",
  "keep-told": "Connection: keep-alive\r\n"
}

/** The head with its blank line. Date is the second of sending, also in answers to malformed requests. */
export const renderHead = (
  answer: Answer,
  persistence: Persistence,
  nowSeconds: number,
  serverName: string
): string =>
  `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\r\nDate: ${formatDate(nowSeconds)}\r\n` +
  `${serverName === "" ? "" : `Server: ${serverName}\r\n`}${answer.fields}` +
  `${persistenceFields[persistence]}\r\n`

export const bodyBytes = (body: ReadonlyArray<Segment>): number =>
  body.reduce((sum, part) => sum + (part._tag === "Text" ? part.text.length : part.lengthBytes), 0)
