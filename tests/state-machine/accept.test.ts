/** Accepting, overload and drain. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { defaultLimits, defaultPolicy, type Limits } from "../../src/state-machine/limits.ts"
import { Host, type HostOptions } from "./host.ts"
import type { Peer } from "./peer.ts"
import { parseResponses } from "./responses.ts"
import { get, last, rowDisk } from "./rows.ts"

const hostOf = (limits: Partial<Limits>, options: HostOptions = {}): Host =>
  new Host({
    disk: rowDisk(),
    settings: { limits: { ...defaultLimits, ...limits }, policy: defaultPolicy },
    ...options
  })

const accept = { _tag: "Accept" } as const
const drain = { _tag: "Drain" } as const

it("accept/over-limit one too many is told so, and accept/full beyond that it is reset", () => {
  const host = hostOf({ connectionsMax: 2, overloadMax: 1 })
  const served = [host.connect(), host.connect()]
  const told = host.connect(get())
  const [answer] = parseResponses(told.out)
  assert.equal(answer?.status, 503)
  assert.equal(answer?.fields.get("retry-after"), "1")
  assert.equal(host.listening, "paused")
  assert.equal(told.finished, true)
  const reset = host.connect(get())
  assert.equal(reset.closed, "reset")
  assert.equal(reset.out, "")
  host.end(told)
  assert.equal(told.closed, "gracefully")
  assert.equal(host.listening, "paused")
  host.reset(served[0]!)
  assert.equal(host.listening, "accepting")
  assert.ok(host.rules.includes("accept/resume"))
})

it("accept/exhausted accepting pauses, once, and goes on after a while", () => {
  const host = hostOf({})
  assert.equal(host.listening, "accepting")
  host.give({ _tag: "AcceptFailed", reason: "EMFILE" })
  host.give({ _tag: "AcceptFailed", reason: "EMFILE" })
  assert.equal(host.listening, "paused")
  assert.equal(host.commands.filter(({ _tag }) => _tag === "PauseAccept").length, 1)
  assert.equal(host.millisOf(accept), host.settings.limits.acceptPauseMillis)
  host.fire(accept)
  assert.equal(host.listening, "accepting")
})

it("accept/full a want of descriptors does not end the pause for too many connections", () => {
  const host = hostOf({ connectionsMax: 1, overloadMax: 1 })
  const peer = host.connect()
  host.connect()
  host.give({ _tag: "AcceptFailed", reason: "EMFILE" })
  assert.equal(host.timers.has(JSON.stringify(accept)), false)
  assert.equal(host.listening, "paused")
  host.reset(peer)
  host.end([...host.peers.values()][1]!)
  assert.equal(host.listening, "accepting")
})

it("accept/full connections on their way can fill the server while descriptors want", () => {
  const host = hostOf({ connectionsMax: 1, overloadMax: 1 })
  host.give({ _tag: "AcceptFailed", reason: "EMFILE" })
  const peer = host.connect()
  const other = host.connect()
  host.fire(accept)
  assert.equal(host.listening, "paused")
  host.reset(peer)
  host.end(other)
  assert.equal(host.listening, "accepting")
})

const drained = (host: Host): void => {
  assert.ok(host.stopped)
  assert.equal(host.rules.filter((rule) => rule === "dispatcher/drained").length, 1)
  assert.equal(host.millisOf(drain), undefined)
}

it("dispatcher/drain an idle server stops at once", () => {
  const host = hostOf({})
  host.give({ _tag: "DrainRequested" })
  assert.equal(host.listening, "stopped")
  drained(host)
})

it("dispatcher/drain each phase ends as it should, and the last of them stops the run", () => {
  const host = hostOf({}, { helpersAnswer: false, peersTake: false })
  const idle = host.connect()
  const begun = host.connect("GET /nope")
  const finding = host.connect(get() + get())
  const heading = host.connect(get("/x-y.txt"))
  host.jobs.reverse()
  host.notify(host.job())
  const sending = host.connect("nonsense\r\n")
  host.give({ _tag: "DrainRequested" })
  host.give({ _tag: "DrainRequested" })
  assert.ok(idle.finished)
  assert.equal(host.connect(get()).closed, "reset")
  host.send(begun, " HTTP/1.1\r\nHost: a\r\n\r\n")
  while (host.jobs.length > 0) host.notify(host.job())
  while (host.jobs.length > 0) host.notify(host.job())
  for (const peer of [begun, finding, heading, sending]) {
    host.take(peer)
    const [answer, ...more] = parseResponses(peer.out)
    assert.equal(answer?.fields.get("connection"), "close")
    assert.equal(more.length, 0)
    assert.ok(peer.finished)
    assert.equal(host.stopped, false)
    host.end(peer)
    assert.equal(peer.closed, "gracefully")
  }
  host.end(idle)
  drained(host)
})

it("dispatcher/drain an answer whose head has left is finished, and no other follows", () => {
  const host = hostOf({}, { peersTake: false })
  const peer = host.connect(get() + get())
  host.give({ _tag: "DrainRequested" })
  host.take(peer)
  assert.equal(parseResponses(peer.out).length, 1)
  assert.ok(peer.finished)
})

it("dispatcher/drain-timeout what is open is reset, and understood requests are logged", () => {
  const host = hostOf({}, { helpersAnswer: false, peersTake: false })
  const peers: ReadonlyArray<Peer> = [
    host.connect("GET"),
    host.connect(get("/hello.txt", "Content-Length: 5\r\n")),
    host.connect(get()),
    host.connect("nonsense\r\n")
  ]
  host.give({ _tag: "DrainRequested" })
  host.fire(drain)
  for (const peer of peers) assert.equal(peer.closed, "reset")
  assert.deepEqual(
    host.records.map(({ status, rule }) => [status, rule]),
    [
      [0, "dispatcher/drain-timeout"],
      [0, "dispatcher/drain-timeout"],
      [400, "dispatcher/drain-timeout"]
    ]
  )
  drained(host)
})

it("dispatcher/drain-timeout a connection that only lingers is closed", () => {
  const host = hostOf({})
  const peer = host.connect(last)
  host.give({ _tag: "DrainRequested" })
  assert.equal(host.stopped, false)
  host.fire(drain)
  assert.equal(peer.closed, "gracefully")
  drained(host)
})
