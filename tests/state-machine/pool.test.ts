/** Helpers that die, hang, come late and come back. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { defaultLimits, defaultPolicy, type Limits } from "../../src/state-machine/limits.ts"
import { Host } from "./host.ts"
import { parseResponses } from "./responses.ts"
import { get, hello, rowDisk } from "./rows.ts"

const hostOf = (limits: Partial<Limits>, helpersStart = true): Host =>
  new Host({
    disk: rowDisk(),
    settings: { limits: { ...defaultLimits, ...limits }, policy: defaultPolicy },
    helpersAnswer: false,
    helpersStart
  })

const spawn = { _tag: "Spawn" } as const

it("helpers/spawn-failed a helper that dies before it answered once is replaced after a pause", () => {
  const host = hostOf({ helpersMin: 1 })
  host.give({ _tag: "HelperLost", helper: 1, reason: "killed" })
  assert.deepEqual(host.rules.slice(-2), ["helpers/lost", "helpers/spawn-failed"])
  assert.equal(host.state.pool.helpers.length, 0)
  host.fire(spawn)
  assert.equal(host.state.pool.helpers[0]?.id, 2)
})

it("helpers/lost a helper in reserve that dies is replaced", () => {
  const host = hostOf({ helpersMin: 1 })
  host.connect(get())
  host.notify(host.job())
  host.notify(host.job())
  host.give({ _tag: "HelperLost", helper: 1, reason: "killed" })
  assert.ok(host.rules.includes("helpers/lost"))
  assert.equal(host.state.pool.helpers.length, 1)
  assert.equal(host.state.pool.helpers[0]?.id, 2)
})

it("helpers/spawn-failed, helpers/spawn-again no helper is spawned for a while, then one is", () => {
  const host = hostOf({ helpersMin: 1 }, false)
  const peer = host.connect(get())
  host.give({ _tag: "HelperLost", helper: 1, reason: "EAGAIN" })
  assert.equal(host.rules.at(-1), "helpers/spawn-failed")
  assert.equal(host.state.pool.helpers.length, 0)
  assert.equal(host.millisOf(spawn), host.settings.limits.spawnPauseMillis)
  host.fire(spawn)
  const [helper] = host.state.pool.helpers
  assert.equal(helper?._tag, "Starting")
  host.give({ _tag: "HelperReady", helper: helper!.id })
  host.notify(host.job())
  host.notify(host.job())
  assert.equal(parseResponses(peer.out)[0]?.body, hello)
})

it("helpers/hung, helpers/late-notification the answer of a helper that was given up changes nothing", () => {
  const host = hostOf({ helpersMax: 1 })
  const peer = host.connect(get())
  host.notify(host.job())
  const hung = host.job()
  host.fire({ _tag: "Job", helper: hung.helper })
  const again = host.job()
  assert.notEqual(again.helper, hung.helper)
  assert.notEqual(again.ticket, hung.ticket)
  host.notify(hung)
  assert.equal(host.rules.at(-1), "helpers/late-notification")
  assert.equal(peer.out, "")
  assert.equal(host.chunks.has(hung.ticket), false)
  host.give({ _tag: "HelperLost", helper: hung.helper, reason: "killed" })
  host.notify(again)
  assert.equal(parseResponses(peer.out)[0]?.body, hello)
  host.notify(again)
  assert.equal(host.rules.at(-1), "helpers/late-notification")
  assert.ok(host.chunks.has(again.ticket), "the bytes of a repeated notification are in use")
})

it("caches/evict the chunk used least recently is forgotten, and asked for again", () => {
  const host = hostOf({ contentBytesMax: 2 * 1024 + 40, cacheableBytesMax: 2048 })
  const load = (path: string): void => {
    host.connect(get(path))
    while (host.jobs.length > 0) host.notify(host.job())
  }
  load("/hello.txt")
  load("/x-y.txt")
  load("/hello.txt")
  load("/50%25.txt")
  assert.ok(host.rules.includes("caches/evict"))
  const paths = [...host.state.caches.contents.nodes].map(([, { value }]) => value.path)
  assert.deepEqual(paths.toSorted(), ["/50%.txt", "/hello.txt"])
  assert.equal(host.chunks.size, 2)
})
