/** Finding when helpers fail, hang or know better. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { fileOf } from "./files.ts"
import { Host, startSeconds } from "./host.ts"
import { parseResponses } from "./responses.ts"
import { get, rowDisk } from "./rows.ts"

const statuses = (out: string): ReadonlyArray<number> =>
  parseResponses(out).map(({ status }) => status)

/** A host that has served `/hello.txt` once, some seconds ago. */
const served = (seconds: number): Host => {
  const host = new Host({ disk: rowDisk(), helpersAnswer: false })
  host.connect(get())
  host.notify(host.job())
  host.notify(host.job())
  host.give({ _tag: "ClockTicked", unixSeconds: startSeconds + seconds })
  return host
}

it("find/warm a fresh name and resident bytes need no helper", () => {
  const host = served(1)
  const peer = host.connect(get())
  assert.deepEqual(statuses(peer.out), [200])
  assert.equal(host.jobs.length, 0)
  assert.ok(host.rules.includes("find/warm"))
})

it("find/stale what is remembered is served when no helper answers in time", () => {
  const host = served(2)
  const peer = host.connect(get())
  assert.equal(peer.out, "")
  const timer = { _tag: "Connection", connection: peer.id } as const
  assert.equal(host.millisOf(timer), host.settings.limits.staleMillis)
  host.expire(peer)
  assert.deepEqual(statuses(peer.out), [200])
  assert.ok(host.rules.includes("find/stale"))
  host.notify(host.job())
  assert.equal(host.rules.at(-1), "helpers/unclaimed")
})

it("find/stale a lookup that fails says nothing against what is remembered", () => {
  const host = served(2)
  const peer = host.connect(get())
  host.notify(host.job(), { _tag: "Failed", reason: "EIO" })
  assert.deepEqual(statuses(peer.out), [200])
  assert.ok(host.rules.includes("find/stale"))
})

it("find/failed a lookup that fails for an unknown name is our fault", () => {
  const host = served(2)
  const peer = host.connect(get("/x-y.txt"))
  host.notify(host.job(), { _tag: "Failed", reason: "EIO" })
  assert.deepEqual(statuses(peer.out), [500])
})

it("find/stale, helpers/lost-fail a job that kills its helpers does not take a known name with it", () => {
  const host = served(2)
  const peer = host.connect(get())
  for (let tries = 0; tries < host.settings.limits.triesMax; tries += 1) {
    host.give({ _tag: "HelperLost", helper: host.job().helper, reason: "killed" })
  }
  assert.ok(host.rules.includes("helpers/lost-fail"))
  assert.deepEqual(statuses(peer.out), [200])
})

it("find/timeout, helpers/hung an unknown name is 503 when every helper hangs", () => {
  const host = new Host({ disk: rowDisk(), helpersAnswer: false })
  const peer = host.connect(get())
  const { helper } = host.job()
  host.fire({ _tag: "Job", helper })
  assert.ok(host.rules.includes("helpers/lost-retry"))
  host.expire(peer)
  assert.deepEqual(statuses(peer.out), [503])
  assert.ok(host.rules.includes("find/timeout"))
})

it("header/date the head of a file that is younger than a clock set back", () => {
  const host = new Host({ disk: rowDisk() })
  host.disk.set("/new.txt", fileOf("/new.txt", "new", { modifiedSeconds: startSeconds - 10 }))
  const peer = host.connect(get("/new.txt"))
  host.give({ _tag: "ClockTicked", unixSeconds: startSeconds - 100 })
  host.send(peer, get("/new.txt"))
  assert.deepEqual(statuses(peer.out), [200, 200])
})

it("caches/coherent bytes of a version that may not be final are not kept", () => {
  const host = new Host({ disk: rowDisk() })
  const young = (content: string, settled: boolean) =>
    fileOf("/young.txt", content, { version: "same", settled })
  host.disk.set("/young.txt", young("AAAA", false))
  const peer = host.connect(get("/young.txt"))
  host.disk.set("/young.txt", young("BBBB", true))
  host.give({ _tag: "ClockTicked", unixSeconds: startSeconds + 60 })
  host.send(peer, get("/young.txt"))
  assert.deepEqual(
    parseResponses(peer.out).map(({ body, fields }) => [body, fields.get("etag")]),
    [
      ["AAAA", 'W/"same"'],
      ["BBBB", '"same"']
    ]
  )
  assert.ok(host.rules.includes("helpers/submit"))
})

it("find/next-index several names are tried in order", () => {
  const host = new Host({ disk: rowDisk() })
  const { limits, policy } = host.settings
  const names = ["a.html", "b.html", "index.html"]
  const several = new Host({
    disk: rowDisk(),
    settings: { limits, policy: { ...policy, indexNames: names } }
  })
  assert.deepEqual(statuses(several.connect(get("/sub/")).out), [200])
  assert.equal(several.rules.filter((rule) => rule === "find/next-index").length, 2)
  const none = new Host({
    disk: rowDisk(),
    settings: { limits, policy: { ...policy, indexNames: [] } }
  })
  assert.deepEqual(statuses(none.connect(get("/sub/")).out), [404])
})
