/** Exchanges made by hand, to be judged without a server. */
import type { Entry } from "../../../src/conformance/connection.ts"
import type { Exchange, Observed } from "../../../src/conformance/exchange.ts"
import { isInterim, readResponses } from "../../../src/conformance/response.ts"

interface Made {
  readonly label?: string
  /** Requests in all. */
  readonly requests?: number
  readonly end?: Exchange["end"]
  /** When the peer ended it. */
  readonly endMicros?: number
  readonly observed?: Observed
}

/** What a client would hold that received these octets. */
export const received = (pieces: ReadonlyArray<string | Uint8Array>, made: Made = {}): Exchange => {
  const { label = "made by hand", requests = 1, end = "fin", endMicros = 2_000, observed } = made
  const bytes = Buffer.concat(
    pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : piece))
  )
  const methods = Array.from({ length: requests }, () => "GET")
  const reading = readResponses(bytes, methods, end === "fin")
  const ending: ReadonlyArray<Entry> =
    end === "open"
      ? [{ kind: "quiet", atMicros: endMicros }]
      : [{ kind: end === "fin" ? "fin-received" : "reset", atMicros: endMicros }]
  return {
    label,
    entries: [
      { kind: "opened", atMicros: 0 },
      { kind: "received", atMicros: 1_000, bytes },
      ...ending
    ],
    responses: reading.responses,
    finals: reading.responses.filter((response) => !isInterim(response)),
    problems: reading.problems,
    leftoverBytes: bytes.length - reading.endOffset,
    receivedBytes: bytes.length,
    received: bytes,
    end,
    ...(observed === undefined ? {} : { observed })
  }
}

/** A response with this body, and a declared length of its own if it lies. */
export const response = (
  body: string | Uint8Array,
  {
    status = "200 OK",
    lines = [],
    declared = body.length
  }: {
    readonly status?: string
    readonly lines?: ReadonlyArray<string>
    readonly declared?: number
  } = {}
): Uint8Array => {
  const head = [`HTTP/1.1 ${status}`, `Content-Length: ${declared}`, ...lines, "", ""].join("\r\n")
  const octets = typeof body === "string" ? Buffer.from(body, "latin1") : body
  return Buffer.concat([Buffer.from(head, "latin1"), octets])
}
