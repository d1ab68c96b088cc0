/** Whether two subjects answered alike: but for names that each start of a subject has anew. */
import { describe, expect, test } from "vitest"
import type { Facts } from "../../../src/conformance/case.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { sameAnswers, sameOutcome } from "../../../src/conformance/wire-file/same.ts"
import { exchangeOf } from "../../../src/conformance/wire-file/wire-file.ts"

const factsWith = (host: string, secret?: string): Facts => ({
  host,
  server: undefined,
  entityTag: undefined,
  lastModified: undefined,
  secret,
  rootFolder: undefined,
  profile: defaultProfile
})

type End = "fin-received" | "reset" | "quiet"

const exchange = (received: string, end: End = "fin-received"): Exchange =>
  exchangeOf({
    label: "GET",
    methods: ["GET", "GET"],
    isControl: false,
    entries: [
      { kind: "received", atMicros: 0, bytes: Buffer.from(received) },
      { kind: end, atMicros: 1 }
    ]
  })

const response = (body: string, ...lines: ReadonlyArray<string>): string =>
  ["HTTP/1.1 200 OK", ...lines, `Content-Length: ${body.length}`, "", body].join("\r\n")

const here = factsWith("localhost", "secret-1")
const there = factsWith("127.0.0.1:8080", "secret-2")
const same = (was: Exchange, is: Exchange): boolean => sameAnswers(was, here, is, there)
const sameText = (was: string, is: string): boolean => same(exchange(was), exchange(is))

describe("what may differ", () => {
  test.each([
    ["the date", response("x", "Date: one"), response("x", "Date: two")],
    ["a tag", response("x", 'ETag: "1"'), response("x", 'etag: "2"')],
    ["the order of methods", response("x", "Allow: GET, HEAD"), response("x", "Allow: HEAD,GET")],
    ["the secret", response("a secret-1"), response("a secret-2")],
    ["a port in a page", response("at localhost Port 80"), response("at 127.0.0.1 Port 9090")],
    ["a port behind a name", response("http://localhost:80/"), response("http://127.0.0.1:8080/")],
    ["a name without its port", response("of localhost"), response("of 127.0.0.1")],
    ["where it listens", response("I am [::1]:8080"), response("I am [::1]:9090")],
    [
      "a host in a field",
      response("x", "Location: http://localhost/a"),
      response("x", "Location: http://127.0.0.1:8080/a")
    ]
  ])("%s", (_, was, is) => {
    expect(sameText(was, is)).toBe(true)
  })
})

describe("what may not differ", () => {
  test.each([
    ["the status", response("x"), response("x").replace("200", "201")],
    ["the body", response("x"), response("y")],
    ["a field", response("x", "Allow: GET"), response("x", "Allow: HEAD")],
    ["a field that is missing", response("x", 'ETag: "1"'), response("x")],
    ["a number that is no port", response("page 8080"), response("page 9090")],
    ["how many there are", response("x"), response("x") + response("x")],
    ["what is no response", `${response("x")}x`, response("x")]
  ])("%s", (_, was, is) => {
    expect(sameText(was, is)).toBe(false)
  })

  test("whether the connection was closed", () => {
    expect(same(exchange(response("x")), exchange(response("x"), "quiet"))).toBe(false)
  })
})

test("outcomes are the same whatever tags they name, and nothing else", () => {
  const alike = (was: string, is: string) => sameOutcome(was, here, is, there)
  expect(alike('W/"1" for two contents', '"2" for two contents')).toBe(true)
  expect(alike("to localhost", "to 127.0.0.1:8080")).toBe(true)
  expect(alike('"1" for two contents', '"1" for three contents')).toBe(false)
})

describe("a reset", () => {
  const two = response("x") + response("y")

  test("destroys answers, and they are not missed", () => {
    expect(same(exchange(two), exchange(response("x"), "reset"))).toBe(true)
    expect(same(exchange(two.slice(0, -1), "reset"), exchange(two))).toBe(true)
  })

  test("leaves those that came to be compared", () => {
    expect(same(exchange(two), exchange(response("z"), "reset"))).toBe(false)
  })
})
