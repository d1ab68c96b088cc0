/** Answers as they leave, to the octet. */
import { expect, test } from "vitest"
import { bodyBytes, reasonOf, renderHead, textAnswer } from "../../src/state-machine/answer.ts"
import { defaultSettings } from "../../src/state-machine/limits.ts"
import { refusedRequest } from "../../src/state-machine/message.ts"
import { nowSeconds } from "./told.ts"

test("each status has the phrase of RFC 9110, and any other is unknown", () => {
  const statuses = [
    200, 204, 206, 301, 304, 400, 403, 404, 405, 408, 412, 413, 414, 416, 417, 431, 500, 501, 503,
    505
  ]
  expect(statuses.map((status) => `${status} ${reasonOf(status)}`)).toEqual([
    "200 OK",
    "204 No Content",
    "206 Partial Content",
    "301 Moved Permanently",
    "304 Not Modified",
    "400 Bad Request",
    "403 Forbidden",
    "404 Not Found",
    "405 Method Not Allowed",
    "408 Request Timeout",
    "412 Precondition Failed",
    "413 Content Too Large",
    "414 URI Too Long",
    "416 Range Not Satisfiable",
    "417 Expectation Failed",
    "431 Request Header Fields Too Large",
    "500 Internal Server Error",
    "501 Not Implemented",
    "503 Service Unavailable",
    "505 HTTP Version Not Supported"
  ])
  expect(reasonOf(299)).toBe("Unknown")
})

const dateLine = "Date: Sat, 01 Jun 2024 00:00:00 GMT\r\n"

test("a head has its fields in one order, and Server only when it has a name", () => {
  const answer = textAnswer(503, false, "X: y\r\n")
  const own =
    "X: y\r\nRetry-After: 1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 24\r\n"
  expect(renderHead(answer, "close", nowSeconds, "amped")).toBe(
    `HTTP/1.1 503 Service Unavailable\r\n${dateLine}Server: amped\r\n${own}Connection: close\r\n\r\n`
  )
  expect(renderHead(answer, "keep", nowSeconds, "")).toBe(
    `HTTP/1.1 503 Service Unavailable\r\n${dateLine}${own}\r\n`
  )
  expect(renderHead(answer, "keep-told", nowSeconds, "")).toBe(
    `HTTP/1.1 503 Service Unavailable\r\n${dateLine}${own}Connection: keep-alive\r\n\r\n`
  )
})

test("an answer of text says its status, to HEAD by its length alone", () => {
  const fields = "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 14\r\n"
  expect(textAnswer(404, false)).toEqual({
    status: 404,
    fields,
    body: [{ _tag: "Text", text: "404 Not Found\n" }],
    facts: undefined
  })
  expect(textAnswer(404, true)).toEqual({ status: 404, fields, body: [], facts: undefined })
})

test("the bytes of a body are those of its texts and its ranges", () => {
  expect(bodyBytes([])).toBe(0)
  expect(
    bodyBytes([
      { _tag: "Text", text: "four" },
      { _tag: "Range", offset: 100, lengthBytes: 30 }
    ])
  ).toBe(34)
})

test("what is not set is as documented", () => {
  expect(defaultSettings.policy).toEqual({
    indexNames: ["index.html"],
    hiddenServed: false,
    serverName: "amped",
    boundary: "amped-part"
  })
  expect(refusedRequest("GET", "/a")).toStrictEqual({
    method: "GET",
    target: "/a",
    query: "",
    persistence: "close",
    conditions: {
      ifMatch: undefined,
      ifNoneMatch: undefined,
      ifModifiedSince: undefined,
      ifUnmodifiedSince: undefined,
      ifRange: undefined,
      range: undefined
    }
  })
})
