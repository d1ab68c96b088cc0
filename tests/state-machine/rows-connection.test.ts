/** Chapters C and J of the HTTP requirements: how a connection goes on, ends, and what Expect does. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { Host } from "./host.ts"
import { parseResponses } from "./responses.ts"
import { big, checkRow, get, hello, last, type Row, rowDisk } from "./rows.ts"

const old = (lines = ""): string => `GET /hello.txt HTTP/1.0\r\n${lines}\r\n`
const expects = "Expect: 100-continue\r\n"

const rows: ReadonlyArray<Row> = [
  { id: "C-01 persistent", send: get() + get(), statuses: [200, 200], rules: ["send/complete"] },
  {
    id: "C-02 answers in order",
    send: get("/big.bin") + get() + get("/nope"),
    statuses: [200, 200, 404],
    rules: ["send/slice"],
    check: ([first, second]) => {
      assert.ok(first?.body === big)
      assert.equal(second?.body, hello)
    }
  },
  {
    id: "C-03 nothing after close",
    send: last + get(),
    statuses: [200],
    closes: true,
    rules: ["send/last"]
  },
  {
    id: "C-03 close among other options",
    send: get("/hello.txt", "Connection: keep-alive, CLOSE\r\n") + get(),
    statuses: [200],
    closes: true,
    rules: ["send/last"]
  },
  {
    id: "C-04a HTTP/1.0 closes",
    send: old() + get(),
    statuses: [200],
    closes: true,
    rules: ["send/last"]
  },
  {
    id: "C-04b HTTP/1.0 keeps alive when told",
    send: old("Connection: Keep-Alive\r\n") + old(),
    statuses: [200, 200],
    closes: true,
    rules: ["send/complete"],
    check: ([first]) => assert.equal(first?.fields.get("connection"), "keep-alive")
  },
  {
    id: "C-04 HTTP/1.0 that asks for both closes",
    send: old("Connection: keep-alive, close\r\n") + get(),
    statuses: [200],
    closes: true,
    rules: ["send/last"]
  },
  {
    id: "J-01 whoever waits for 100 gets the answer at once",
    send: get("/hello.txt", `${expects}Content-Length: 5\r\n`),
    statuses: [200],
    closes: true,
    rules: ["send/last"]
  },
  {
    id: "J-01 a body that comes nevertheless is not read as a request",
    send:
      get("/hello.txt", `${expects}Content-Length: ${get().length}\r\n`, "POST") + get() + get(),
    statuses: [405],
    closes: true,
    rules: ["read/method-not-allowed"]
  },
  {
    id: "J-01 without a body there is nothing to wait for",
    send: get("/hello.txt", expects) + last,
    statuses: [200, 200],
    closes: true,
    rules: ["send/complete"]
  },
  {
    id: "J-01 a body too long to skip",
    send: get("/hello.txt", `${expects}Content-Length: 99999999\r\n`),
    statuses: [413],
    closes: true,
    rules: ["read/body-too-large"]
  },
  {
    id: "J-02 HTTP/1.0 has no Expect",
    send: old(`Connection: keep-alive\r\n${expects}Content-Length: 5\r\n`) + "AAAAA" + old(),
    statuses: [200, 200],
    closes: true,
    rules: ["send/complete"]
  },
  {
    id: "J-02 HTTP/1.0 has no unknown expectation",
    send: old("Expect: foo\r\n"),
    statuses: [200],
    closes: true,
    rules: ["header/full"]
  },
  {
    id: "J-03 an unknown expectation",
    send: get("/hello.txt", "Expect: foo\r\n") + last,
    statuses: [417, 200],
    closes: true,
    rules: ["read/expectation-unknown"]
  },
  {
    id: "J-03 an unknown expectation with a body",
    send: get("/hello.txt", `Expect: foo\r\nContent-Length: ${get().length}\r\n`) + get() + last,
    statuses: [417, 200],
    closes: true,
    rules: ["read/expectation-unknown"]
  }
]

for (const row of rows) it(row.id, () => checkRow(row))

it("C-06 what comes after an error is read and dropped, so that the error arrives", () => {
  const host = new Host({ disk: rowDisk() })
  const peer = host.connect(get("/hello.txt", "Content-Length: 4194304\r\n", "POST"))
  assert.ok(peer.finished)
  host.send(peer, "A".repeat(4_194_304))
  assert.equal(peer.inbound, "")
  assert.equal(peer.closed, undefined)
  host.end(peer)
  assert.equal(peer.closed, "gracefully")
  assert.deepEqual(host.rules.slice(-2), ["send/linger", "send/linger-end"])
})

it("C-06 nobody is listened to for ever", () => {
  const host = new Host({ disk: rowDisk() })
  const peer = host.connect(last)
  host.send(peer, "A".repeat(host.settings.limits.lingerBytesMax + 1))
  assert.equal(peer.closed, "gracefully")
})

it("C-08 the end of what a client sends is not the end of its interest", () => {
  const host = new Host({ disk: rowDisk(), peersTake: false })
  const peer = host.connect(get("/big.bin") + get())
  host.end(peer)
  while (peer.unsentBytes > 0) host.take(peer)
  const responses = parseResponses(peer.out)
  assert.ok(responses[0]?.body === big)
  assert.equal(responses[1]?.body, hello)
  assert.equal(responses[1]?.fields.get("connection"), "close")
  assert.equal(peer.closed, "gracefully")
  assert.ok(host.rules.includes("faults/peer-ended"))
})

it("C-09 every two-way cut of a stream gives the same answers", () => {
  const stream =
    get("/hello.txt", "Range: bytes=0-4\r\n") +
    get("/hello.txt", "Transfer-Encoding: chunked\r\n") +
    `3\r\nabc\r\n0\r\n\r\n${last}`
  const whole = new Host({ disk: rowDisk() }).connect(stream).out
  for (let cut = 1; cut < stream.length; cut += 1) {
    const host = new Host({ disk: rowDisk() })
    const peer = host.connect(stream.slice(0, cut))
    host.send(peer, stream.slice(cut))
    assert.equal(peer.out, whole)
  }
})
