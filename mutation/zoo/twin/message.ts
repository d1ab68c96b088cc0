/** Requests and answers as the twin holds them; text in which each character is one octet. */

export interface Request {
  readonly method: string
  readonly target: string
  /** Of HTTP/1. */
  readonly minor: number
  readonly lines: ReadonlyArray<string>
  readonly bodyLength: number | "chunked"
}

export interface Answer {
  readonly status: number
  readonly lines: ReadonlyArray<string>
  readonly body: Buffer
}

/** A request that is answered without a look at any file, and mostly the last one. */
export class Refusal {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}

const reasons: Readonly<Record<number, string>> = {
  100: "Continue",
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
  414: "URI Too Long",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  505: "HTTP Version Not Supported"
}

export const reasonOf = (status: number): string => reasons[status] ?? "Unknown"

/** The values of all fields of this name, without the whitespace around them. */
export const valuesOf = (lines: ReadonlyArray<string>, name: string): ReadonlyArray<string> =>
  lines
    .filter((line) => line.slice(0, line.indexOf(":")).toLowerCase() === name)
    .map((line) => line.slice(line.indexOf(":") + 1).replace(/^[ \t]+|[ \t]+$/g, ""))

export const valueOf = (lines: ReadonlyArray<string>, name: string): string | undefined =>
  valuesOf(lines, name)[0]

export const membersOf = (lines: ReadonlyArray<string>, name: string): ReadonlyArray<string> =>
  valuesOf(lines, name)
    .flatMap((value) => value.split(","))
    .map((member) => member.trim())
    .filter((member) => member !== "")

export const explained = (status: number, lines: ReadonlyArray<string> = []): Answer => ({
  status,
  lines: ["Content-Type: text/plain", ...lines],
  body: Buffer.from(`${status} ${reasonOf(status)}\n`)
})
