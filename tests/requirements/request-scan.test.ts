/** The requests that are found in what a client sent, apart from the machine. */
import { expect, test } from "vitest"
import { RequestScan } from "../../src/requirements/request-scan.ts"
import { octets } from "../state-machine/told.ts"

const scanned = (...texts: ReadonlyArray<string>) => {
  const scan = new RequestScan()
  const requests = texts.flatMap((text, sequence) => scan.take(octets(text), sequence))
  return { scan, requests }
}
const head = (fields: string, line = "GET /a HTTP/1.1") => `${line}\r\n${fields}\r\n`

test("a request is found with its last byte, wherever it was cut", () => {
  const fields = "Host: h\r\nContent-Length: 3\r\n"
  const { scan, requests } = scanned(
    "\r\n",
    head(fields).slice(0, 20),
    `${head(fields).slice(20)}abc`
  )
  expect(requests).toEqual([
    {
      method: "GET",
      target: "/a",
      version: "HTTP/1.1",
      fields: fields.slice(0, -2),
      whole: true,
      bodyBytes: 3,
      bytes: head(fields).length + 3,
      sequence: 2
    }
  ])
  expect([scan.pendingBytes, scan.missingBytes, scan.lost]).toEqual([0, 0, false])
})

test("a body is waited for before the next request", () => {
  const { scan, requests } = scanned(`${head("Content-Length: \t4 \r\n")}ab`)
  expect(requests.map(({ bodyBytes }) => bodyBytes)).toEqual([4])
  expect([scan.pendingBytes, scan.missingBytes]).toEqual([0, 2])
  expect(scan.take(octets(`cd${head("")}`), 1).map(({ target }) => target)).toEqual(["/a"])
  expect(scan.take(octets(`\r\n${head("", "HEAD /b HTTP/1.0")}GE`), 2)).toMatchObject([
    { method: "HEAD", target: "/b", version: "HTTP/1.0", fields: "", bodyBytes: 0 }
  ])
  expect([scan.pendingBytes, scan.lost]).toEqual([2, false])
})

test.each([
  ["two empty lines", "\r\n\r\n"],
  ["no request line", head("", "GET /a")],
  ["another version", head("", "GET /a HTTP/2.0")],
  ["something after the version", head("", "GET /a HTTP/1.1 ")],
  ["a bare LF", head("A: b\nC: d\r\n")],
  ["a bare CR", head("A: b\rC: d\r\n")],
  ["a NUL", head("A: \0\r\n")],
  ["a folded field", head(" A: b\r\n")],
  ["a folded field later", head("A: b\r\n\tc\r\n")],
  ["a coding", head("Transfer-Encoding: chunked\r\n")],
  ["a coding with a space", head("A: b\r\ntransfer-encoding :x\r\n")],
  ["an expectation", head("A: b\r\nexpect:x\r\n")],
  ["an expectation with spaces", head("Expect \t: 100-continue\r\n")],
  ["a length that is none", head("Content-Length: 5x\r\n")],
  ["a length that is none, with spaces", head("A: b\r\nContent-Length \t: x\r\n")],
  ["two lengths", head("Content-Length: 5\r\nContent-Length: 5\r\n")]
])("after %s nothing is said any more", (_, text) => {
  const { scan, requests } = scanned(text, head(""))
  expect(requests).toEqual([])
  expect(scan.lost).toBe(true)
})

test.each([
  "A: transfer-encoding: chunked\r\n",
  "A: expect: x\r\n",
  "A-Content-Length: x\r\n",
  "Expected: x\r\n",
  "A: content-length: 5\r\n",
  "Content-Length: 5\r\nX: content-length: 7\r\n"
])("%j leaves no doubt", (fields) => {
  expect(scanned(head(fields)).requests.length).toBe(1)
})

test("of an unfinished request is known what its line tells, unless it may be a HEAD", () => {
  const unfinished = (text: string) => scanned(text).scan.unfinished(9)
  const none = {
    method: "",
    target: "",
    version: "",
    fields: "",
    whole: false,
    bodyBytes: 0,
    bytes: 0,
    sequence: 9
  }
  expect(unfinished("")).toEqual(none)
  expect(unfinished("GET /a")).toEqual(none)
  expect(unfinished("POST /a HTTP/1.1\r\nA: b")).toEqual({
    ...none,
    method: "POST",
    target: "/a",
    version: "HTTP/1.1"
  })
  expect(unfinished("HEAD /a HTTP/1.1\r\nA")).toMatchObject({ method: "HEAD" })
  expect(unfinished("HEAD /a")).toBeUndefined()
  expect(unfinished("HEAD")).toEqual(none)
})
