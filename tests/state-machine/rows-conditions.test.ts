/** Chapter H of the HTTP requirements: conditional requests. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, etagOf, get, last, type Row } from "./rows.ts"

const tag = etagOf("/hello.txt")
const written = "Tue, 02 Jan 2024 03:04:05 GMT"
const later = "Tue, 02 Jan 2024 03:04:06 GMT"
const earlier = "Tue, 02 Jan 2024 03:04:04 GMT"

const ruleOf = {
  200: "header/full",
  304: "header/not-modified",
  412: "header/precondition-failed"
} as const

/** Followed by a plain request: no answer may bring a byte too many. */
const row = (id: string, status: keyof typeof ruleOf, ...lines: ReadonlyArray<string>): Row => ({
  id: `${id}: ${lines.join(" | ")}`,
  send: get("/hello.txt", lines.map((line) => `${line}\r\n`).join("")) + last,
  statuses: [status, 200],
  closes: true,
  rules: [ruleOf[status]],
  check: ([first, second]) => {
    assert.equal(first?.fields.get("etag"), tag)
    assert.equal(first?.fields.get("last-modified"), written)
    assert.equal(first?.fields.get("date"), second?.fields.get("date"))
    if (status === 304) assert.equal(first?.fields.get("content-type"), undefined)
  }
})

const rows: ReadonlyArray<Row> = [
  row("H-01a, H-02", 304, `If-None-Match: ${tag}`),
  row("H-01b", 304, `If-None-Match: W/${tag}`),
  row("H-01c", 304, `If-None-Match: "zz", , ${tag}`),
  row("H-01c on two lines", 304, 'If-None-Match: "zz"', `If-None-Match: ${tag}`),
  row("H-01d", 304, "If-None-Match: *"),
  row("H-01 a mismatch", 200, 'If-None-Match: "zz"'),
  row("H-01 nothing", 200, "If-None-Match:"),
  row("H-01e", 200, `If-None-Match: ${tag.slice(1, -1)}`),
  row("H-01e a tag with more", 200, `If-None-Match: ${tag}x`),
  row("H-01e W has case", 200, `If-None-Match: w/${tag}`),
  row("H-03a", 304, `If-Modified-Since: ${written}`),
  row("H-03d", 304, `If-Modified-Since: ${later}`),
  row("H-03 modified since", 200, `If-Modified-Since: ${earlier}`),
  row("H-03b", 304, "If-Modified-Since: Tuesday, 02-Jan-24 03:04:05 GMT"),
  row("H-03c", 304, "If-Modified-Since: Tue Jan  2 03:04:05 2024"),
  row("H-03b modified since", 200, "If-Modified-Since: Tuesday, 02-Jan-24 03:04:04 GMT"),
  row("H-03c modified since", 200, "If-Modified-Since: Tue Jan  2 03:04:04 2024"),
  row("H-03f", 200, 'If-None-Match: "zz"', `If-Modified-Since: ${written}`),
  row("H-03e", 200, "If-Modified-Since: yesterday"),
  row("H-03e no such day", 200, "If-Modified-Since: Tue, 31 Feb 2024 03:04:05 GMT"),
  row("H-04a", 412, 'If-Match: "zz"'),
  row("H-04b", 412, `If-Match: W/${tag}`),
  row("H-04 nothing", 412, "If-Match:"),
  row("H-04 a match", 200, `If-Match: "zz", ${tag}`),
  row("H-04 any", 200, "If-Match: *"),
  row("H-05", 412, `If-Unmodified-Since: ${earlier}`),
  row("H-05 unmodified", 200, `If-Unmodified-Since: ${written}`),
  row("H-05 no date", 200, "If-Unmodified-Since: yesterday"),
  row("H-06", 200, `If-Match: ${tag}`, `If-Unmodified-Since: ${earlier}`),
  row("H-06 then the rest", 304, `If-Match: ${tag}`, `If-None-Match: ${tag}`),
  row("H-06 the first that fails", 412, 'If-Match: "zz"', "If-None-Match: *"),
  {
    id: "H-07 conditions of what is missing",
    send: get("/nope", 'If-None-Match: *\r\nIf-Match: "zz"\r\n') + last,
    statuses: [404, 200],
    closes: true,
    rules: ["find/missing"]
  },
  {
    id: "H-07 conditions of what is not allowed",
    send: get("/hello.txt", 'If-None-Match: *\r\nIf-Match: "zz"\r\n', "DELETE") + last,
    statuses: [405, 200],
    closes: true,
    rules: ["read/method-not-allowed"]
  },
  {
    id: "H-07 conditions of a redirect",
    send: get("/sub", 'If-None-Match: *\r\nIf-Match: "zz"\r\n') + last,
    statuses: [301, 200],
    closes: true,
    rules: ["find/directory-redirect"]
  }
]

for (const each of rows) it(each.id, () => checkRow(each))
