/** Reading in the face of time and of peers that end. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { Host } from "./host.ts"
import type { Peer } from "./peer.ts"
import { parseResponses } from "./responses.ts"
import { get, last, rowDisk } from "./rows.ts"

const started = (bytes: string): { readonly host: Host; readonly peer: Peer } => {
  const host = new Host({ disk: rowDisk() })
  return { host, peer: host.connect(bytes) }
}

const timerOf = ({ id }: Peer) => ({ _tag: "Connection", connection: id }) as const

const post = get("/hello.txt", "Content-Length: 5\r\n", "POST")

it("read/idle-timeout silence gets no answer, after the accept and after an answer", () => {
  for (const bytes of ["", get()]) {
    const { host, peer } = started(bytes)
    const out = peer.out
    const { headMillis, idleMillis } = host.settings.limits
    assert.equal(host.millisOf(timerOf(peer)), bytes === "" ? headMillis : idleMillis)
    host.expire(peer)
    assert.equal(peer.out, out)
    assert.ok(peer.finished)
    assert.ok(host.rules.includes("read/idle-timeout"))
  }
})

it("read/head-timeout the time of a head is total: its later bytes start no timer", () => {
  for (const before of ["", get()]) {
    const { host, peer } = started(before)
    host.send(peer, "G")
    assert.equal(host.millisOf(timerOf(peer)), host.settings.limits.headMillis)
    const count = host.commands.filter(({ _tag }) => _tag === "StartTimer").length
    for (const char of "ET /hello.txt HTTP/1.1\r\nX: a") host.send(peer, char)
    assert.equal(host.commands.filter(({ _tag }) => _tag === "StartTimer").length, count)
    host.expire(peer)
    assert.equal(parseResponses(peer.out).at(-1)?.status, 408)
    assert.ok(peer.finished)
    assert.equal(host.records.at(-1)?.target, "/hello.txt")
  }
})

it("read/head-timeout empty lines alone are the beginning of a head", () => {
  const { host, peer } = started(`${get()}\r\n`)
  host.expire(peer)
  assert.deepEqual(
    parseResponses(peer.out).map(({ status }) => status),
    [200, 408]
  )
})

it("read/body-timeout the time of a body is total", () => {
  const { host, peer } = started(post)
  assert.equal(host.millisOf(timerOf(peer)), host.settings.limits.bodyMillis)
  const count = host.commands.filter(({ _tag }) => _tag === "StartTimer").length
  host.send(peer, "A")
  host.send(peer, "A")
  assert.equal(host.commands.filter(({ _tag }) => _tag === "StartTimer").length, count)
  host.expire(peer)
  assert.equal(parseResponses(peer.out)[0]?.status, 408)
  assert.ok(host.rules.includes("read/body-timeout"))
  assert.equal(host.records.length, 1)
})

it("read/peer-ended complete requests are answered, the incomplete one is not", () => {
  for (const rest of ["", "\r\n", "GET", get().slice(0, -1), "POST"]) {
    const { host, peer } = started(get() + get() + rest)
    host.end(peer)
    assert.equal(parseResponses(peer.out).length, 2)
    assert.equal(peer.closed, "gracefully")
    assert.equal(host.records.length, 2)
    assert.equal(host.timers.size, 0)
  }
})

it("read/peer-ended a request whose body never came leaves its trace in the log", () => {
  for (const [lines, body] of [
    ["Content-Length: 5\r\n", "AAAA"],
    ["Transfer-Encoding: chunked\r\n", "5\r\nAAAAA\r\n0\r\n"]
  ] as const) {
    const { host, peer } = started(get("/hello.txt", lines, "POST") + body)
    host.end(peer)
    assert.equal(peer.out, "")
    assert.equal(peer.closed, "gracefully")
    assert.deepEqual(
      host.records.map(({ method, status, rule }) => [method, status, rule]),
      [["POST", 0, "read/peer-ended"]]
    )
  }
})

it("faults/peer-reset while a body is skipped, the request is logged; before, there is none", () => {
  for (const [bytes, records] of [
    [post, 1],
    [post.slice(0, -1), 0],
    ["", 0],
    [last, 1]
  ] as const) {
    const { host, peer } = started(bytes)
    host.reset(peer)
    assert.equal(host.records.length, records)
    assert.equal(host.timers.size, 0)
  }
})

it("read/held-bytes-bounded no Read beyond what may be held", () => {
  const host = new Host({ disk: rowDisk(), peersTake: false, receivedBytesMax: 1000 })
  const peer = host.connect(get("/big.bin"))
  const { pipelinedBytesMax } = host.settings.limits
  host.send(peer, "G".repeat(pipelinedBytesMax * 2))
  assert.equal(peer.reading, false)
  const taken = pipelinedBytesMax * 2 - peer.inbound.length
  assert.ok(taken >= pipelinedBytesMax && taken < pipelinedBytesMax + 1000)
})
