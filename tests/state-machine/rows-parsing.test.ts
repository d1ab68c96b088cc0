/** Chapter P of the HTTP requirements: octets, lines and versions. A hidden `If-None-Match: *` must not act. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, get, hello, last, type Row } from "./rows.ts"

const version = (text: string): string => `GET /hello.txt ${text}\r\nHost: localhost\r\n\r\n`

const rows: ReadonlyArray<Row> = [
  {
    id: "P-01 obs-text in a value is opaque",
    send: get("/hello.txt", "X-A: \x80\xff\r\n"),
    statuses: [200],
    rules: ["read/complete"]
  },
  {
    id: "P-02 a request of bare line feeds",
    send: "GET /hello.txt HTTP/1.1\nHost: localhost\n\n",
    statuses: [400],
    closes: true,
    rules: ["read/bad-request-line"]
  },
  {
    id: "P-02 one field ended by a bare line feed",
    send: get("/hello.txt", "X: a\nIf-None-Match: *\r\n"),
    statuses: [400],
    closes: true,
    rules: ["read/bad-field"]
  },
  {
    id: "P-03 a bare CR hides a field",
    send: get("/hello.txt", "X: a\rIf-None-Match: *\r\n"),
    statuses: [400],
    closes: true,
    rules: ["read/bad-field"]
  },
  {
    id: "P-03 a bare CR in the request line",
    send: "GET /hello.txt\r HTTP/1.1\r\nHost: localhost\r\n\r\n",
    statuses: [400],
    closes: true,
    rules: ["read/bad-request-line"]
  },
  { id: "P-04 one empty line", send: `\r\n${get()}`, statuses: [200], rules: ["read/complete"] },
  {
    id: "P-04 as many empty lines as are allowed",
    send: `\r\n\r\n\r\n\r\n${get()}`,
    statuses: [200],
    rules: ["read/complete"]
  },
  {
    id: "P-04 one empty line too many",
    send: `\r\n\r\n\r\n\r\n\r\n${get()}`,
    statuses: [400],
    closes: true,
    rules: ["read/bad-request-line"]
  },
  {
    id: "P-05 white space before the first field",
    send: `GET /hello.txt HTTP/1.1\r\n If-None-Match: *\r\nHost: localhost\r\n\r\n`,
    statuses: [400],
    closes: true,
    rules: ["read/bad-field"]
  },
  {
    id: "P-06 the greeting of TLS",
    send: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    statuses: [400],
    closes: true,
    rules: ["read/not-http"]
  },
  ...["http/1.1", "HTTP/1.10", "HTTP/01.1", "HTTP/1", "HTTP/1.", "HTP/1.1", "HTTP/1.1 "].map(
    (text): Row => ({
      id: `P-07 ${JSON.stringify(text)}`,
      send: version(text),
      statuses: [400],
      closes: true,
      rules: ["read/bad-request-line"]
    })
  ),
  ...["HTTP/3.0", "HTTP/2.0", "HTTP/0.9"].map((text): Row => ({
    id: `P-08 ${text}`,
    send: version(text),
    statuses: [505],
    closes: true,
    rules: ["read/version-unsupported"]
  })),
  {
    id: "P-09 a higher minor version is served",
    send: version("HTTP/1.2"),
    statuses: [200],
    rules: ["header/full"]
  },
  {
    id: "P-10 nothing of a target comes back as a line of the head",
    send: get("/sub%0d%0aSet-Cookie:a") + get("/sub?a=%0d%0ab") + last,
    statuses: [404, 301, 200],
    closes: true,
    rules: ["find/missing", "find/directory-redirect"],
    check: ([, redirect, full]) => {
      assert.equal(redirect?.fields.get("location"), "/sub/?a=%0d%0ab")
      assert.equal(full?.body, hello)
    }
  }
]

for (const row of rows) it(row.id, () => checkRow(row))
