/** Sending when peers are slow, files change and helpers fail. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { defaultLimits, defaultPolicy, type Limits } from "../../src/state-machine/limits.ts"
import { fileOf } from "./files.ts"
import { Host } from "./host.ts"
import type { Peer } from "./peer.ts"
import { parseResponses } from "./responses.ts"
import { big, get, rowDisk } from "./rows.ts"

const hostOf = (limits: Partial<Limits> = {}): Host =>
  new Host({
    disk: rowDisk(),
    settings: { limits: { ...defaultLimits, ...limits }, policy: defaultPolicy },
    helpersAnswer: false,
    peersTake: false
  })

/** A peer whose answer has begun, with the job for its second chunk. */
const begun = (host: Host): Peer => {
  const peer = host.connect(get("/big.bin") + get())
  host.notify(host.job())
  host.notify(host.job())
  host.take(peer)
  return peer
}

const headBytes = (out: string): number => out.indexOf("\r\n\r\n") + 4

const record = (host: Host) => {
  assert.equal(host.records.length, 1)
  const { status, bodyBytes, rule } = host.records[0]!
  return [status, bodyBytes, rule]
}

const { chunkBytes } = defaultLimits

it("send/changed a file that changes while it is sent: the connection is reset", () => {
  const host = hostOf()
  const peer = begun(host)
  host.disk.set("/big.bin", fileOf("/big.bin", big, { version: "new" }))
  host.notify(host.job())
  assert.equal(peer.closed, "reset")
  assert.equal(peer.out.length, headBytes(peer.out) + chunkBytes)
  assert.deepEqual(record(host), [200, chunkBytes, "send/changed"])
})

it("send/failed a later chunk that can't be loaded: the connection is reset", () => {
  const host = hostOf()
  const peer = begun(host)
  host.notify(host.job(), { _tag: "Failed", reason: "EIO" })
  assert.equal(peer.closed, "reset")
  assert.deepEqual(record(host), [200, chunkBytes, "send/failed"])
})

it("send/failed a chunk of another length is no chunk", () => {
  const host = hostOf()
  const peer = begun(host)
  host.notify(host.job(), { _tag: "Loaded", lengthBytes: chunkBytes - 1 })
  assert.equal(peer.closed, "reset")
  assert.equal(host.chunks.size, 1)
})

it("send/stalled the log counts what left, not what was handed over", () => {
  const host = hostOf()
  const peer = host.connect(get("/big.bin"))
  host.notify(host.job())
  host.notify(host.job())
  host.take(peer, headBytes(peer.out) + 10)
  assert.equal(host.rules.at(-1), "send/progress")
  host.expire(peer)
  assert.equal(peer.closed, "reset")
  assert.deepEqual(record(host), [200, 10, "send/stalled"])
})

it("send/stalled a slow reader has no more time for each portion", () => {
  const host = hostOf()
  const peer = host.connect("nonsense\r\n")
  const count = host.commands.filter(({ _tag }) => _tag === "StartTimer").length
  host.take(peer, 1)
  host.take(peer, 1)
  assert.equal(host.commands.filter(({ _tag }) => _tag === "StartTimer").length, count)
  assert.equal(
    host.millisOf({ _tag: "Connection", connection: peer.id }),
    host.settings.limits.sendMillis
  )
  host.expire(peer)
  assert.deepEqual(record(host), [400, 0, "send/stalled"])
})

it("send/stalled a later chunk that does not come: the connection is reset", () => {
  const host = hostOf()
  const peer = begun(host)
  assert.equal(host.rules.at(-1), "send/load")
  host.expire(peer)
  assert.deepEqual(record(host), [200, chunkBytes, "send/stalled"])
  host.notify(host.job())
  assert.equal(host.rules.at(-1), "helpers/unclaimed")
})

it("faults/peer-reset while sending: no further command names the connection", () => {
  const host = hostOf()
  const peer = begun(host)
  host.reset(peer)
  assert.deepEqual(record(host), [200, chunkBytes, "faults/peer-reset"])
  host.give({ _tag: "Sent", connection: peer.id, bytes: 1 })
  assert.equal(host.rules.at(-1), "faults/late-event")
})

it("header/changed the file is found again once, then it is our fault", () => {
  const host = hostOf()
  const peer = host.connect(get())
  host.notify(host.job())
  host.notify(host.job(), { _tag: "Changed" })
  assert.equal(host.rules.includes("header/changed"), true)
  host.notify(host.job())
  host.notify(host.job(), { _tag: "Changed" })
  assert.equal(parseResponses(peer.out)[0]?.status, 500)
})

it("header/failed and header/timeout nothing has left, so it can be told", () => {
  for (const [status, fail] of [
    [500, (host: Host) => host.notify(host.job(), { _tag: "Failed", reason: "EIO" })],
    [503, (host: Host, peer: Peer) => host.expire(peer)]
  ] as const) {
    const host = hostOf()
    const peer = host.connect(get())
    host.notify(host.job())
    fail(host, peer)
    assert.equal(parseResponses(peer.out)[0]?.status, status)
  }
})

it("find/overload, header/overload, send/failed a full queue", () => {
  const host = hostOf({ queueMax: 1, helpersMax: 1 })
  const served = host.connect(get("/big.bin"))
  host.notify(host.job())
  host.notify(host.job())
  const finding = host.connect(get("/x-y.txt"))
  const queued = host.connect(get("/empty.txt"))
  const refused = host.connect(get("/sub/"))
  assert.equal(parseResponses(refused.out)[0]?.status, 503)
  assert.equal(host.rules.includes("find/overload"), true)
  // The job that this notification ends makes room for the one that waits, and that place is taken again.
  host.notify(host.job())
  assert.equal(host.state.pool.queue.length, 1)
  host.take(served)
  assert.equal(served.closed, "reset")
  assert.equal(finding.out, "")
  assert.equal(queued.out, "")
})

it("header/overload the content of a name that is known", () => {
  const host = hostOf({ queueMax: 1, helpersMax: 1 })
  host.connect(get())
  host.notify(host.job())
  const waiting = host.connect(get("/x-y.txt"))
  const refused = host.connect(get())
  assert.equal(parseResponses(refused.out)[0]?.status, 503)
  assert.ok(host.rules.includes("header/overload"))
  assert.equal(waiting.out, "")
})
