/** Chapter F of the HTTP requirements: fields. A field that should not exist must not act. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { diskOf } from "./files.ts"
import { Host } from "./host.ts"
import { checkRow, etagOf, get, hello, last, type Row } from "./rows.ts"

const refused = (
  id: string,
  lines: string,
  rule: Row["rules"][number] = "read/bad-field",
  status = 400
): Row => ({ id, send: get("/hello.txt", lines), statuses: [status], closes: true, rules: [rule] })

const tag = etagOf("/hello.txt")

const rows: ReadonlyArray<Row> = [
  refused("F-01 space before the colon", "If-None-Match : *\r\n"),
  refused("F-01 tab before the colon", "If-None-Match\t: *\r\n"),
  refused("F-02 a folded field", "If-None-Match:\r\n *\r\n"),
  refused("F-02 a folded field, by a tab", "X: a\r\n\tIf-None-Match: *\r\n"),
  refused("F-03 NUL in a value", "X: a\0b\r\n"),
  refused("F-03 DEL in a value", "X: a\x7fb\r\n"),
  refused("F-04a a name that is no token", "X[]: a\r\n"),
  refused("F-04b no colon", "garbage\r\n"),
  refused("F-04c no name", ": v\r\n"),
  refused("F-04 obs-text in a name", "X\xe4: v\r\n"),
  {
    id: "F-05 white space around a value",
    send: get("/hello.txt", `If-None-Match: \t ${tag} \t\r\n`),
    statuses: [304],
    rules: ["header/not-modified"]
  },
  {
    id: "F-06 names have no case",
    send: `GET /hello.txt HTTP/1.1\r\nhOsT: a\r\niF-nOnE-mAtCh: *\r\n\r\n`,
    statuses: [304],
    rules: ["header/not-modified"]
  },
  refused("F-07a a value of 64 KiB", `X: ${"a".repeat(65_536)}\r\n`, "read/head-too-large", 431),
  refused("F-07b 5000 fields", "X: a\r\n".repeat(5000), "read/head-too-large", 431),
  refused("F-07 one field too many", "X: a\r\n".repeat(100), "read/head-too-large", 431),
  {
    id: "F-07 as many fields as are allowed",
    send: get("/hello.txt", "X: a\r\n".repeat(98) + "If-None-Match: *\r\n"),
    statuses: [304],
    rules: ["header/not-modified"]
  },
  {
    id: "F-10 empty elements in Connection",
    send: get("/hello.txt", "Connection: ,close,\r\n") + get(),
    statuses: [200],
    closes: true,
    rules: ["send/last"]
  },
  {
    id: "F-10 empty elements in If-None-Match",
    send: get("/hello.txt", `If-None-Match: "zz", , ${tag}\r\n`),
    statuses: [304],
    rules: ["header/not-modified"]
  },
  {
    id: "F-08 an unknown field changes nothing",
    send: get("/hello.txt", "X-Unknown: 1\r\nUpgrade: h2c\r\n") + last,
    statuses: [200, 200],
    closes: true,
    rules: ["header/full"],
    check: ([first, second]) => {
      assert.equal(first?.body, hello)
      assert.equal(second?.head, `${first?.head}\r\nConnection: close`)
    }
  }
]

for (const row of rows) it(row.id, () => checkRow(row))

it("F-09 nothing is answered before the whole head is there", () => {
  const host = new Host({ disk: diskOf({ "/hello.txt": hello }) })
  const peer = host.connect(get().slice(0, -1))
  assert.equal(peer.out, "")
  assert.deepEqual(host.rules.slice(-1), ["read/partial"])
  host.send(peer, "\n")
  assert.ok(peer.out.startsWith("HTTP/1.1 200 OK\r\n"))
})
