import { expect, it } from "vitest"
import type { Job } from "../../src/state-machine/command.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import { initial, type World } from "../../src/runtime-sim/world.ts"
import { after, applied, faults, file, labels, workload } from "./story.ts"

const locate = (path: string): Job => ({ _tag: "Locate", path })
const load = (path: string, offset: number, lengthBytes: number, version = "v1"): Job => ({
  _tag: "Load",
  path,
  version,
  offset,
  lengthBytes
})
const submit = (ticket: number, job: Job) => ({ _tag: "Submit", helper: 1, ticket, job }) as const
const spawn = { _tag: "SpawnHelper", helper: 1 } as const
const kill = { _tag: "KillHelper", helper: 1 } as const

const ready = (parts: Partial<Workload> = {}): World =>
  after(initial(workload({ files: [file("/a.txt", 10)], ...parts })), spawn, "helper 1 is ready")

const working = (parts: Partial<Workload> = {}, job: Job = locate("/a.txt")): World =>
  after(ready(parts), submit(7, job), "helper 1 takes its job")

/** What comes back for one job. */
const answer = (world: World, job: Job) => {
  const done = after(world, submit(7, job), "helper 1 takes its job", "helper 1 is done")
  const { event } = applied(done, "helper 1 notifies")
  return event?._tag === "Notified" ? event.outcome : event
}

it("a helper is ready, takes a job, is done and notifies, one thing after the other", () => {
  const world = after(initial(workload({ files: [file("/a.txt", 10)] })), spawn)
  expect(applied(world, "helper 1 is ready").event).toEqual({ _tag: "HelperReady", helper: 1 })
  expect(labels(world)).toEqual(["helper 1 is ready", "faults stop"])
  expect(labels(working())).toEqual(["helper 1 is done", "faults stop"])
  expect(labels(after(working(), "helper 1 is done"))).toEqual(["helper 1 notifies", "faults stop"])
})

it("each kind of name has its outcome", () => {
  const files = [
    file("/a.txt", 10),
    file("/sub/b.txt", 1),
    file("/fifo", 0, "special"),
    file("/link", 0, "outside"),
    file("/private", 0, "forbidden"),
    file("/empty", 0, "directory"),
    file("/later", 0, "missing")
  ]
  const tag = (path: string) => answer(ready({ files }), locate(path))?._tag
  expect(["/a.txt", "/sub", "/", "/empty", "/fifo"].map(tag)).toEqual([
    "Found",
    "Directory",
    "Directory",
    "Directory",
    "Special"
  ])
  expect(["/link", "/private", "/later", "/none"].map(tag)).toEqual([
    "Outside",
    "Forbidden",
    "Missing",
    "Missing"
  ])
})

it("a file in the second of its last change is not settled", () => {
  const files = [{ ...file("/a.txt", 10), modifiedSeconds: 1000 }, file("/b.txt", 10)]
  expect(answer(ready({ files }), locate("/a.txt"))).toMatchObject({ facts: { settled: false } })
  expect(answer(ready({ files }), locate("/b.txt"))).toMatchObject({ facts: { settled: true } })
})

it("a range of the right version is loaded; another version, or beyond the end, has changed", () => {
  expect(answer(ready(), load("/a.txt", 4, 6))).toEqual({ _tag: "Loaded", lengthBytes: 6 })
  expect(answer(ready(), load("/a.txt", 4, 7))).toEqual({ _tag: "Changed" })
  expect(answer(ready(), load("/a.txt", 0, 1, "v2"))).toEqual({ _tag: "Changed" })
  expect(answer(ready(), load("/gone", 0, 1))).toEqual({ _tag: "Changed" })
})

it("bytes are held from the notification of their Load until Forget", () => {
  const loaded = after(working({}, load("/a.txt", 2, 5)), "helper 1 is done", "helper 1 notifies")
  expect(loaded.chunks).toEqual([
    { ticket: 7, path: "/a.txt", version: "v1", offset: 2, lengthBytes: 5 }
  ])
  const forget = { _tag: "Forget", chunk: 7 } as const
  expect(after(loaded, forget).chunks).toEqual([])
  expect(() => after(loaded, forget, forget)).toThrow("not held")
})

it("files change only after a helper has looked, each change in its way", () => {
  const budget = { faults: faults({ fileChange: 1 }) }
  const changes = (world: World) => labels(world).filter((label) => label.startsWith("file"))
  expect(changes(working(budget))).toEqual([])
  const looked = after(working(budget), "helper 1 is done")
  expect(changes(looked)).toEqual([
    "file /a.txt truncated",
    "file /a.txt grown",
    "file /a.txt rewritten",
    "file /a.txt replaced",
    "file /a.txt deleted"
  ])
  const sizes = changes(looked).map((label) => {
    const [deed] = applied(looked, label).deeds
    return deed?.what._tag === "FileChanged" && [deed.what.version, deed.what.sizeBytes]
  })
  expect(sizes).toEqual([
    ["v2", 5],
    ["v2", 21],
    ["v2", 10],
    ["v2", 11],
    ["v2", -1]
  ])
  expect(changes(after(looked, "file /a.txt grown"))).toEqual([])
})

it("a dead helper's notifications are read before its loss is seen", () => {
  const budget = { faults: faults({ helperDeath: 1 }) }
  const died = after(working(budget), "helper 1 is done", "helper 1 dies")
  expect(labels(died)).toEqual(["helper 1 notifies", "faults stop"])
  const lost = applied(after(died, "helper 1 notifies"), "helper 1 is lost")
  expect(lost.event).toEqual({ _tag: "HelperLost", helper: 1, reason: "exited" })
  expect(lost.world.helpers).toEqual([])
  const unheard = after(working(budget), "helper 1 is done", "helper 1 dies with its notifications")
  expect(labels(unheard)).toEqual(["helper 1 is lost", "faults stop"])
})

it("a helper that hangs is lost when it is killed, one that hangs for good never", () => {
  const budget = { faults: faults({ helperHang: 1, helperStuck: 1 }) }
  const hung = after(working(budget), "helper 1 hangs")
  expect(labels(hung)).toEqual(["faults stop"])
  expect(labels(after(hung, kill))).toEqual(["helper 1 is lost", "faults stop"])
  const stuck = after(working(budget), "helper 1 hangs for good", kill)
  expect(labels(stuck)).toEqual(["faults stop"])
})

it("what a killed helper wrote before is dropped, or comes late", () => {
  const budget = { faults: faults({ lateNotification: 1 }) }
  const killed = after(working(budget), "helper 1 is done", kill)
  expect(labels(killed)).toEqual(["helper 1 is lost", "helper 1 notifies late", "faults stop"])
  expect(applied(killed, "helper 1 notifies late").event).toMatchObject({ ticket: 7 })
  expect(labels(after(killed, "helper 1 is lost"))).toEqual(["faults stop"])
})

it("a job that took too long can be done just before its helper is gone", () => {
  const killed = after(working({ faults: faults({ lateNotification: 1, helperHang: 1 }) }), kill)
  const late = applied(killed, "helper 1 notifies late")
  expect(late.deeds.map(({ what }) => what._tag)).toEqual(["HelperDone"])
  expect(late.event).toMatchObject({ _tag: "Notified", ticket: 7, outcome: { _tag: "Found" } })
  expect(labels(late.world)).toEqual(["helper 1 is lost", "faults stop"])
})

it("a notification that comes twice says the same twice and holds its bytes once", () => {
  const budget = { faults: faults({ duplicateNotification: 1 }) }
  const done = after(working(budget, load("/a.txt", 0, 3)), "helper 1 is done")
  const first = applied(done, "helper 1 notifies, and will again")
  const second = applied(first.world, "helper 1 notifies")
  expect(second.event).toEqual(first.event)
  expect(second.world.chunks).toHaveLength(1)
})

it("a disk error and a failed start are told", () => {
  const budget = { faults: faults({ diskError: 1, spawnFailure: 1 }) }
  const failed = after(working(budget), "helper 1 meets a disk error")
  expect(applied(failed, "helper 1 notifies").event).toMatchObject({
    outcome: { _tag: "Failed", reason: "EIO" }
  })
  const spawned = after(initial(workload(budget)), spawn)
  expect(applied(spawned, "helper 1 fails to start").event).toMatchObject({ _tag: "HelperLost" })
})

it("after faults stop nothing new goes wrong, and what hangs goes on hanging", () => {
  const every = faults({ helperHang: 1, helperDeath: 9, diskError: 9, fileChange: 9 })
  const hung = after(working({ faults: every }), "helper 1 hangs", "faults stop")
  expect(labels(hung)).toEqual([])
  expect(hung.helpers[0]?.state).toBe("hung")
})
