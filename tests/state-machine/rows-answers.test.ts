/** Chapter M of the HTTP requirements: methods, status, metadata of answers. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, etagOf, get, hello, last, type Row } from "./rows.ts"

const notAllowed = (method: string): Row => ({
  id: `M-05 ${method}`,
  send: get("/hello.txt", "Content-Length: 0\r\n", method) + last,
  statuses: [405, 200],
  closes: true,
  rules: ["read/method-not-allowed"],
  check: ([first]) => assert.equal(first?.fields.get("allow"), "GET, HEAD, OPTIONS")
})

/** HEAD, then GET of the same target: one head, without and with its body. */
const headLikeGet = (target: string, status: number): Row => ({
  id: `M-02, M-13 HEAD ${target}`,
  send: get(target, "", "HEAD") + get(target) + last,
  statuses: [status, status, 200],
  closes: true,
  methods: ["HEAD", "GET", "GET"],
  rules: ["send/first"],
  check: ([head, full]) => {
    assert.equal(head?.head, full?.head)
    assert.equal(full?.body.length, Number(head?.fields.get("content-length")))
  }
})

const refusedHead = (id: string, send: string, status: number): Row => ({
  id: `M-13 HEAD, ${id}`,
  send,
  statuses: [status],
  closes: true,
  methods: ["HEAD"],
  rules: ["send/last"],
  check: ([answer]) => assert.equal(answer?.body, "")
})

const rows: ReadonlyArray<Row> = [
  headLikeGet("/hello.txt", 200),
  headLikeGet("/big.bin", 200),
  headLikeGet("/empty.txt", 200),
  headLikeGet("/nope", 404),
  headLikeGet("/fifo", 403),
  headLikeGet("/broken.txt", 500),
  headLikeGet("/sub", 301),
  headLikeGet("/../x", 400),
  headLikeGet("/.hidden", 404),
  refusedHead("an unknown coding", get("/", "Transfer-Encoding: x\r\n", "HEAD"), 501),
  refusedHead("no Host", "HEAD / HTTP/1.1\r\n\r\n", 400),
  refusedHead("a bad field", get("/", "a b\r\n", "HEAD"), 400),
  refusedHead("a bad chunk", `${get("/", "Transfer-Encoding: chunked\r\n", "HEAD")}x\r\n`, 400),
  {
    id: "M-13 HEAD and a failed condition",
    send: get("/hello.txt", 'If-Match: "zz"\r\n', "HEAD") + last,
    statuses: [412, 200],
    closes: true,
    methods: ["HEAD", "GET"],
    rules: ["header/precondition-failed"]
  },
  {
    id: "M-04 methods have case",
    send: get("/hello.txt", "", "get") + last,
    statuses: [501, 200],
    closes: true,
    rules: ["read/method-unknown"]
  },
  ...["DELETE", "PUT", "POST", "PATCH", "TRACE"].map(notAllowed),
  {
    id: "M-07 OPTIONS says what is allowed, without a helper",
    send: get("/hello.txt", "", "OPTIONS"),
    statuses: [204],
    rules: ["read/options"],
    check: ([first], host) => {
      assert.equal(first?.fields.get("allow"), "GET, HEAD, OPTIONS")
      assert.ok(!host.rules.includes("helpers/submit"))
    }
  },
  {
    id: "M-08 TRACE echoes nothing",
    send: get("/hello.txt", "Authorization: secret\r\n", "TRACE"),
    statuses: [405],
    rules: ["read/method-not-allowed"],
    check: ([first]) => assert.ok(!`${first?.head}${first?.body}`.includes("secret"))
  },
  {
    id: "M-09 a missing file",
    send: get("/nope") + last,
    statuses: [404, 200],
    closes: true,
    rules: ["find/missing"],
    check: ([first]) => assert.equal(first?.body, "404 Not Found\n")
  },
  { id: "M-10 no index", send: get("/nolist/"), statuses: [404], rules: ["find/missing"] },
  {
    id: "M-11 a directory without a slash",
    send: get("/sub?a=b") + last,
    statuses: [301, 200],
    closes: true,
    rules: ["find/directory-redirect"],
    check: ([first]) => assert.equal(first?.fields.get("location"), "/sub/?a=b")
  },
  {
    id: "M-11 a redirect names no other host",
    send: get("//sub") + get("/\\sub"),
    statuses: [301, 400],
    closes: true,
    rules: ["find/directory-redirect"],
    check: ([first]) => assert.equal(first?.fields.get("location"), "/sub/")
  },
  {
    id: "M-14a the parser's own errors have a Date",
    send: "garbage\r\n\r\n",
    statuses: [400],
    closes: true,
    rules: ["read/bad-request-line"],
    check: ([first]) => assert.equal(first?.fields.get("date"), "Sat, 01 Jun 2024 00:00:00 GMT")
  },
  {
    id: "M-14c metadata of a file",
    send: get(),
    statuses: [200],
    rules: ["header/full"],
    check: ([first]) => {
      assert.equal(first?.fields.get("content-type"), "text/plain")
      assert.equal(first?.fields.get("last-modified"), "Tue, 02 Jan 2024 03:04:05 GMT")
      assert.equal(first?.fields.get("etag"), etagOf("/hello.txt"))
      assert.equal(first?.body, hello)
    }
  },
  {
    id: "M-14d a file from the future was modified now",
    send:
      get("/future.txt") +
      get("/future.txt", "If-Modified-Since: Sat, 01 Jun 2024 00:00:00 GMT\r\n"),
    statuses: [200, 304],
    rules: ["header/full"],
    check: ([first]) => assert.equal(first?.fields.get("last-modified"), first?.fields.get("date"))
  },
  {
    id: "M-14e a file that was just written has a weak tag",
    send:
      get("/young.txt") +
      get("/young.txt", `If-Match: W/${etagOf("/young.txt")}\r\n`) +
      get("/young.txt", `If-None-Match: ${etagOf("/young.txt")}\r\n`),
    statuses: [200, 412, 304],
    rules: ["header/full"],
    check: ([first]) => assert.equal(first?.fields.get("etag"), `W/${etagOf("/young.txt")}`)
  },
  {
    id: "M-15 no 1xx, least of all to HTTP/1.0",
    send: "POST /hello.txt HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nA",
    statuses: [405],
    closes: true,
    rules: ["read/method-not-allowed"]
  }
]

for (const row of rows) it(row.id, () => checkRow(row))
