import { describe, expect, test } from "vitest"
import type { End, Entry, Mark } from "../../src/conformance/connection.ts"
import type { Exchange } from "../../src/conformance/exchange.ts"
import { lint } from "../../src/conformance/lint.ts"
import { isInterim, readResponses } from "../../src/conformance/response.ts"

const date = "Date: Tue, 02 Jan 2024 03:04:05 GMT\r\n"
const get = "GET / HTTP/1.1\r\n\r\n"

const exchange = (
  received: string,
  end: End = "fin",
  sent = get,
  marks: ReadonlyArray<Mark> = []
): Exchange => {
  const bytes = Buffer.from(received, "latin1")
  const { responses, problems, endOffset } = readResponses(bytes, ["GET"], end === "fin")
  const entries: ReadonlyArray<Entry> = [
    { kind: "sent", atMicros: 0, bytes: Buffer.from(sent, "latin1") },
    { kind: "received", atMicros: 1, bytes },
    ...marks.map((kind) => ({ kind, atMicros: 2 }))
  ]
  return {
    label: "GET",
    entries,
    responses,
    finals: responses.filter((each) => !isInterim(each)),
    problems,
    leftoverBytes: bytes.length - endOffset,
    receivedBytes: bytes.length,
    received: bytes,
    end
  }
}

const found = (...given: Parameters<typeof exchange>): ReadonlyArray<string> =>
  lint(exchange(...given)).map(({ caseId }) => caseId)

const ok = `HTTP/1.1 200 OK\r\n${date}Content-Length: 0\r\n`

describe("lint", () => {
  test("finds nothing in a good response", () => {
    expect(found(`${ok}\r\n`)).toEqual([])
    expect(found(`${ok}Connection: close\r\n\r\n`)).toEqual([])
  })

  test.each([
    ["a missing Date", "M-14a", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"],
    [
      "a Date in an old format",
      "M-14a",
      "HTTP/1.1 200 OK\r\nDate: Tue Jan  2 03:04:05 2024\r\nContent-Length: 0\r\n\r\n"
    ],
    ["an octet too many", "M-14b", `${ok}\r\n!`],
    ["an octet too few", "M-14b", `HTTP/1.1 200 OK\r\n${date}Content-Length: 2\r\n\r\n!`],
    ["a bare LF", "P-10", `HTTP/1.1 200 OK\n${date}Content-Length: 0\r\n\r\n`],
    ["two framings", "B-15", `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["a length in a 204", "B-15", `HTTP/1.1 204 No Content\r\n${date}Content-Length: 0\r\n\r\n`]
  ])("finds %s", (_, caseId, received) => {
    expect(found(received)).toContain(caseId)
  })

  test("needs no Date where the clause needs none", () => {
    expect(found("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")).toEqual([])
    expect(found(`HTTP/1.1 100 Continue\r\n\r\n${ok}\r\n`)).toEqual([])
  })

  test("finds what HTTP/1.0 does not know", () => {
    const sent = "GET / HTTP/1.0\r\n\r\n"
    const chunked = `HTTP/1.1 200 OK\r\n${date}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    expect(found(chunked)).toEqual([])
    expect(found(chunked, "fin", sent)).toEqual(["B-15"])
    expect(found(`HTTP/1.1 100 Continue\r\n\r\n${ok}\r\n`, "fin", sent)).toEqual(["M-15"])
  })

  test("holds a server to its close, but only after waiting for it", () => {
    const closing = `${ok}Connection: close\r\n\r\n`
    expect(found(closing, "open")).toEqual([])
    expect(found(closing, "open", get, ["quiet"])).toEqual(["C-05"])
    expect(found(`${closing}${ok}\r\n`)).toEqual(["C-05"])
  })

  test("does not blame the server for what we cut short", () => {
    const cut = `HTTP/1.1 200 OK\r\n${date}Content-Length: 9\r\n\r\n!`
    expect(found(cut, "open")).toEqual([])
    expect(found(cut, "reset")).toEqual([])
    expect(found(cut, "fin", get, ["fin-sent"])).toEqual([])
  })
})
