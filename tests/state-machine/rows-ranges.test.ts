/** Chapter I of the HTTP requirements: ranges. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, etagOf, get, hello, last, type Row } from "./rows.ts"

const tag = etagOf("/hello.txt")
const written = "Tue, 02 Jan 2024 03:04:05 GMT"
const later = "Tue, 02 Jan 2024 03:04:06 GMT"

const asked = (lines: ReadonlyArray<string>, target = "/hello.txt"): string =>
  get(target, lines.map((line) => `${line}\r\n`).join("")) + last

const part = (id: string, first: number, end: number, ...lines: ReadonlyArray<string>): Row => ({
  id: `${id}: ${lines.join(" | ")}`,
  send: asked(lines),
  statuses: [206, 200],
  closes: true,
  rules: ["header/range"],
  check: ([answer]) => {
    assert.equal(answer?.body, hello.slice(first, end))
    assert.equal(answer?.fields.get("content-range"), `bytes ${first}-${end - 1}/12`)
    assert.equal(answer?.fields.get("etag"), tag)
    assert.equal(answer?.fields.get("last-modified"), written)
    assert.equal(answer?.fields.get("content-type"), "text/plain")
  }
})

const full = (id: string, ...lines: ReadonlyArray<string>): Row => ({
  id: `${id}: ${lines.join(" | ").slice(0, 60)}`,
  send: asked(lines),
  statuses: [200, 200],
  closes: true,
  rules: ["header/full"],
  check: ([answer]) => {
    assert.equal(answer?.body, hello)
    assert.equal(answer?.fields.get("content-range"), undefined)
  }
})

const unsatisfiable = (id: string, range: string): Row => ({
  id: `${id}: ${range}`,
  send: asked([`Range: bytes=${range}`]),
  statuses: [416, 200],
  closes: true,
  rules: ["header/range-unsatisfiable"],
  check: ([answer]) => assert.equal(answer?.fields.get("content-range"), "bytes */12")
})

const range = "Range: bytes=0-4"

const rows: ReadonlyArray<Row> = [
  part("I-01", 0, 5, range),
  part("I-02a", 9, 12, "Range: bytes=-3"),
  part("I-02b", 5, 12, "Range: bytes=5-"),
  part("I-02c", 5, 12, "Range: bytes=5-9999"),
  part("I-02d", 0, 12, "Range: bytes=-9999"),
  part("I-02 the last byte", 11, 12, "Range: bytes=11-11"),
  unsatisfiable("I-03a", "100-"),
  unsatisfiable("I-03 just beyond", "12-12"),
  unsatisfiable("I-03b", "-0"),
  unsatisfiable("I-09d", "18446744073709551616-"),
  full("I-04a", "Range: lines=0-4"),
  part("I-04b", 0, 5, "Range: BYTES=0-4"),
  part("I-06a", 0, 5, range, `If-Range: ${tag}`),
  full("I-06b", range, 'If-Range: "zz"'),
  full("I-06c", range, `If-Range: W/${tag}`),
  part("I-06d", 0, 5, range, `If-Range: ${written}`),
  full("I-06e", range, `If-Range: ${later}`),
  full("I-06 no date", range, "If-Range: yesterday"),
  full("I-06 two of them", range, 'If-Range: "zz"', 'If-Range: "yy"'),
  part("I-07b one that is satisfiable", 0, 1, "Range: bytes=0-0,100-200"),
  full("I-08 many", `Range: bytes=${"0-0,".repeat(1000)}2-2`),
  full("I-08 overlapping", "Range: bytes=0-,0-,0-"),
  full("I-08 twice the same", "Range: bytes=0-3,3-5"),
  full("I-09a", "Range: bytes=4-1"),
  full("I-09b", "Range: bytes=a-b"),
  full("I-09 nothing", "Range: bytes="),
  full("I-09 no unit", "Range: 0-4"),
  full("I-09 one wrong spoils all", "Range: bytes=0-4,x"),
  full("I-09 twice", range, range),
  part("I-09c", 0, 12, `Range: bytes=0-${"9".repeat(26)}`),
  {
    id: "I-05 HEAD has no ranges",
    send: get("/hello.txt", `${range}\r\n`, "HEAD") + last,
    statuses: [200, 200],
    closes: true,
    methods: ["HEAD", "GET"],
    rules: ["header/full"],
    check: ([answer]) => assert.equal(answer?.fields.get("content-length"), "12")
  },
  {
    id: "I-07 several ranges",
    send: asked(["Range: bytes=6-10, 0-0"]),
    statuses: [206, 200],
    closes: true,
    rules: ["header/ranges"],
    check: ([answer]) => {
      const head = (from: number, to: number): string =>
        `--amped-part\r\nContent-Type: text/plain\r\nContent-Range: bytes ${from}-${to}/12\r\n\r\n`
      assert.equal(answer?.body, `${head(6, 10)}world\r\n${head(0, 0)}h\r\n--amped-part--\r\n`)
      assert.equal(answer?.fields.get("content-type"), "multipart/byteranges; boundary=amped-part")
      assert.equal(answer?.fields.get("content-range"), undefined)
    }
  },
  {
    id: "I-11 If-None-Match comes before Range",
    send: asked([range, `If-None-Match: ${tag}`]),
    statuses: [304, 200],
    closes: true,
    rules: ["header/not-modified"]
  },
  ...["0-0", "-1", "-0", "0-"].map((wanted): Row => ({
    id: `I-12 ${wanted} of an empty file`,
    send: asked([`Range: bytes=${wanted}`], "/empty.txt"),
    statuses: [200, 200],
    closes: true,
    rules: ["header/full"],
    check: ([answer]) => assert.equal(answer?.fields.get("content-length"), "0")
  }))
]

for (const row of rows) it(row.id, () => checkRow(row))
