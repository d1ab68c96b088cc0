/** Chapter B of the HTTP requirements: body framing. Each case is followed by a request that shows a desync. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, get, last, type Row } from "./rows.ts"

/** GET is answered 200, POST 405: both after the same body. */
const methods = [
  ["GET", 200],
  ["POST", 405]
] as const

const chunked = "Transfer-Encoding: chunked\r\n"

const skipped = (id: string, lines: string, body: string): ReadonlyArray<Row> =>
  methods.map(([method, status]) => ({
    id: `${id}, ${method}`,
    send: get("/hello.txt", lines, method) + body + last,
    statuses: [status, 200],
    closes: true,
    rules: ["read/complete"]
  }))

const refused = (
  id: string,
  lines: string,
  body: string,
  status: number,
  rule: Row["rules"][number]
): ReadonlyArray<Row> =>
  methods.map(([method]) => ({
    id: `${id}, ${method}`,
    send: get("/hello.txt", lines, method) + body + last,
    statuses: [status],
    closes: true,
    rules: [rule]
  }))

const lengths = ["abc", "-1", "+5", "5, 6", "5, 5", "0x5", "5 5", "", "5.0", "\xb2"]
const codings = [
  "chunked, gzip",
  "chunked;q=1",
  "chunked, chunked",
  "",
  ",",
  "xchunked, chunked;a=b"
]
const badSizes = ["xyz", "", "-5", "0x5", "5 ", "5 5", " 5", "5,", "5;a\x7f"]
const old = (lines: string): string =>
  `GET /hello.txt HTTP/1.0\r\nConnection: keep-alive\r\n${lines}\r\n`

const rows: ReadonlyArray<Row> = [
  ...skipped("B-01 chunked", chunked, "5\r\nAAAAA\r\n0\r\n\r\n"),
  ...skipped("B-01 chunked in other letters", "Transfer-Encoding: ,ChunKed,\r\n", "0\r\n\r\n"),
  ...skipped("B-01 many chunks", chunked, "1\r\nA\r\n".repeat(50) + "000\r\n\r\n"),
  ...refused(
    "B-02 an unknown coding",
    "Transfer-Encoding: foo\r\n",
    "",
    501,
    "read/coding-unknown"
  ),
  ...refused(
    "B-02 an unknown coding under chunked",
    "Transfer-Encoding: gzip, chunked\r\n",
    "0\r\n\r\n",
    501,
    "read/coding-unknown"
  ),
  ...refused(
    "B-03 length and coding",
    `Content-Length: 5\r\n${chunked}`,
    "0\r\n\r\n",
    400,
    "read/bad-framing"
  ),
  ...codings.flatMap((value) =>
    refused(
      `B-05 Transfer-Encoding: ${value}`,
      `Transfer-Encoding: ${value}\r\n`,
      "0\r\n\r\n",
      400,
      "read/bad-framing"
    )
  ),
  ...lengths.flatMap((value) =>
    refused(
      `B-06 Content-Length: ${value}`,
      `Content-Length: ${value}\r\n`,
      "AAAAA",
      400,
      "read/bad-framing"
    )
  ),
  ...refused(
    "B-06g a length of 23 digits",
    `Content-Length: ${"9".repeat(23)}\r\n`,
    "AAAAA",
    413,
    "read/body-too-large"
  ),
  ...refused(
    "B-06 one byte more than is skipped",
    "Content-Length: 1048577\r\n",
    "",
    413,
    "read/body-too-large"
  ),
  ...skipped("B-06 as long as is skipped", "Content-Length: 01048576\r\n", "A".repeat(1_048_576)),
  ...refused(
    "B-07a two equal lengths",
    "Content-Length: 5\r\nContent-Length: 5\r\n",
    "AAAAA",
    400,
    "read/bad-framing"
  ),
  ...refused(
    "B-07b two different lengths",
    "Content-Length: 5\r\nContent-Length: 6\r\n",
    "AAAAA",
    400,
    "read/bad-framing"
  ),
  ...refused(
    "B-08 a size of 18 digits",
    chunked,
    "FFFFFFFFFFFFFFFFF0\r\n",
    413,
    "read/body-too-large"
  ),
  ...refused(
    "B-08 a size that wraps to 5",
    chunked,
    "10000000000000005\r\nAAAAA\r\n",
    413,
    "read/body-too-large"
  ),
  ...refused(
    "B-08 too much in all",
    chunked,
    "fffff\r\n" + "A".repeat(0xfffff) + "\r\n2\r\n",
    413,
    "read/body-too-large"
  ),
  ...skipped("B-09 an extension", chunked, '5;foo=bar;a="b;c"\r\nAAAAA\r\n0;x\r\n\r\n'),
  ...badSizes.flatMap((size) =>
    refused(
      `B-10a size ${JSON.stringify(size)}`,
      chunked,
      `${size}\r\nAAAAA\r\n0\r\n\r\n`,
      400,
      "read/bad-chunk"
    )
  ),
  ...refused(
    "B-10b a size line ended by LF",
    chunked,
    "5\nAAAAA\r\n0\r\n\r\n",
    400,
    "read/bad-chunk"
  ),
  ...refused(
    "B-10 data not followed by CRLF",
    chunked,
    "5\r\nAAAAAA\r\n0\r\n\r\n",
    400,
    "read/bad-chunk"
  ),
  ...refused("B-10 data followed by LF", chunked, "5\r\nAAAAA\n0\r\n\r\n", 400, "read/bad-chunk"),
  ...refused(
    "B-10 extensions without end",
    chunked,
    `5;${"a".repeat(32_768)}`,
    400,
    "read/bad-chunk"
  ),
  ...skipped(
    "B-11 a trailer does not act",
    chunked,
    "0\r\nIf-None-Match: *\r\nConnection: x\r\n\r\n"
  ),
  ...skipped("B-12 a body of five octets", "Content-Length: 5\r\n", "AAAAA"),
  ...skipped("B-12 an empty body", "Content-Length: 000\r\n", ""),
  ...skipped("B-13 a request in a body", `Content-Length: ${get().length}\r\n`, get()),
  ...skipped(
    "B-13 a request in a chunk",
    chunked,
    `${get().length.toString(16)}\r\n${get()}\r\n0\r\n\r\n`
  )
]

for (const row of rows) it(row.id, () => checkRow(row))

it("B-04 a coding in HTTP/1.0 is refused", () =>
  checkRow({
    id: "B-04",
    send: old(chunked) + "0\r\n\r\n" + last,
    statuses: [400],
    closes: true,
    rules: ["read/bad-framing"]
  }))

it("B-12 HEAD and OPTIONS skip a body too", () =>
  checkRow({
    id: "B-12",
    send:
      get("/hello.txt", "Content-Length: 3\r\n", "HEAD") +
      "AAA" +
      get("/hello.txt", chunked, "OPTIONS") +
      "3\r\nAAA\r\n0\r\n\r\n" +
      last,
    statuses: [200, 204, 200],
    closes: true,
    methods: ["HEAD", "OPTIONS", "GET"],
    rules: ["read/options"],
    check: (responses) => assert.equal(responses.length, 3)
  }))
