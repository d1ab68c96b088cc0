import { describe, expect, test } from "vitest"
import { readResponses } from "../../src/conformance/response.ts"

const read = (text: string, methods: ReadonlyArray<string> = ["GET"], closed = true) =>
  readResponses(Buffer.from(text, "latin1"), methods, closed)

const codes = (text: string, methods?: ReadonlyArray<string>): ReadonlyArray<string> =>
  read(text, methods).problems.map(({ code }) => code)

describe("the end of a body", () => {
  test("by Content-Length, and the next response right behind it", () => {
    const { responses, problems, endOffset } = read(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      ["GET", "GET"]
    )
    expect(problems).toEqual([])
    expect(responses.map(({ status, offset }) => [status, offset])).toEqual([
      [200, 0],
      [404, 40]
    ])
    expect(Buffer.from(responses[0]?.body ?? []).toString()).toBe("hi")
    expect(endOffset).toBe(85)
  })

  test("by chunks, with an extension and a trailer field", () => {
    const { responses, problems } = read(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n3\r\n yo\r\n0\r\nX: y\r\n\r\n"
    )
    expect(problems).toEqual([])
    expect(Buffer.from(responses[0]?.body ?? []).toString()).toBe("hi yo")
    expect(responses[0]).toMatchObject({ framing: "chunked", complete: true })
  })

  test("by the close, and only by a real one", () => {
    const text = "HTTP/1.0 200 OK\r\n\r\nall of it"
    expect(read(text).responses[0]).toMatchObject({ framing: "close", complete: true })
    expect(read(text, ["GET"], false).responses[0]?.complete).toBe(false)
  })

  test.each([
    ["HEAD", "200 OK"],
    ["GET", "304 Not Modified"],
    ["GET", "204 No Content"]
  ])("there is none after %s and %s, whatever the length says", (method, status) => {
    const { responses, endOffset } = read(`HTTP/1.1 ${status}\r\nContent-Length: 9\r\n\r\n`, [
      method
    ])
    expect(responses[0]).toMatchObject({ framing: "none", complete: true })
    expect(endOffset).toBe(responses[0]?.endOffset)
  })

  test("an interim response does not use up the method of the request", () => {
    const { responses, problems } = read(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
      ["HEAD"]
    )
    expect(problems).toEqual([])
    expect(responses.map(({ status, framing }) => [status, framing])).toEqual([
      [100, "none"],
      [200, "none"]
    ])
  })
})

describe("what is wrong is said, with its offset", () => {
  test.each([
    ["bare-lf", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"],
    ["bare-cr", "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n"],
    ["status-line", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"],
    ["status-line", "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n"],
    ["field-line", "HTTP/1.1 200 OK\r\ngarbage\r\nContent-Length: 0\r\n\r\n"],
    ["field-name", "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n"],
    ["field-value", "HTTP/1.1 200 OK\r\nX: \u0001\r\nContent-Length: 0\r\n\r\n"],
    ["obs-fold", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"],
    ["head-cut", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"],
    ["body-cut", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi"],
    ["body-cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi"],
    ["chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    ["chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhiya\r\n"],
    ["content-length", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n"],
    ["content-length", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"],
    ["not-a-response", "<html>\r\n\r\n"],
    ["not-a-response", "\u0015\u0003\u0001"]
  ])("%s", (code, text) => {
    expect(codes(text)).toContain(code)
  })

  test("a body that HEAD must not have is no response of its own", () => {
    const { problems, endOffset } = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", [
      "HEAD"
    ])
    expect(problems).toEqual([
      { code: "not-a-response", offset: endOffset, detail: "no end of the header section" }
    ])
  })

  test("a good response has no problem", () => {
    expect(codes("HTTP/1.1 200 \r\nX:\ta\x80\r\nContent-Length: 0\r\n\r\n")).toEqual([])
  })
})
