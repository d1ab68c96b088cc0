import { rmSync, writeFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import type { Job } from "../../src/state-machine/command.ts"
import type { Outcome } from "../../src/state-machine/event.ts"
import { largeBytes, pattern } from "./subject/folder.ts"
import type { ByHand } from "./subject/world.ts"
import { byHand, kinds, quiet } from "./subject/world.ts"

const started = async ({ perform, next }: ByHand, helper = 1) => {
  perform({ _tag: "SpawnHelper", helper })
  expect(await next("HelperReady")).toEqual({ _tag: "HelperReady", helper })
}

const pidOf = ({ handle }: ByHand): number => {
  const pid = handle.stats().helpers[0]?.pid
  if (typeof pid !== "number") throw new Error("no helper process")
  return pid
}

const large = { path: "/large.bin", lengthBytes: 128 * 1024 } as const

/** Locates and loads, and gives the loaded bytes to a client, so that they are seen as a peer would. */
const story = async (world: ByHand): Promise<ReadonlyArray<Outcome>> => {
  const outcomes: Array<Outcome> = []
  let ticket = 0
  const done = async (job: Job): Promise<Outcome> => {
    ticket += 1
    world.perform({ _tag: "Submit", helper: 1, ticket, job })
    const { outcome, ...rest } = await world.next("Notified")
    expect(rest).toEqual({ _tag: "Notified", helper: 1, ticket })
    outcomes.push(outcome)
    return outcome
  }
  for (const path of ["/large.bin", "/missing", "/sub", "/escape.txt", "/a b ü.txt"])
    await done({ _tag: "Locate", path })
  const found = await done({ _tag: "Locate", path: large.path })
  const version = found._tag === "Found" ? found.facts.version : ""
  await done({ _tag: "Load", ...large, version: "another", offset: 0 })
  await done({ _tag: "Load", ...large, version, offset: 1000 })
  expect(world.handle.stats().heldBytes).toBe(large.lengthBytes)

  const { socket, connection } = await world.client()
  const slice = { _tag: "Slice", chunk: ticket, version, path: large.path } as const
  world.perform(
    {
      _tag: "Send",
      connection,
      parts: [{ ...slice, chunkOffset: 24, lengthBytes: 100_000, offset: 1024 }]
    },
    { _tag: "Forget", chunk: ticket },
    { _tag: "Finish", connection }
  )
  expect(world.handle.stats().heldBytes).toBe(0)
  const body = Buffer.concat(await socket.toArray())
  expect(body.equals(pattern(largeBytes).subarray(1024, 101_024))).toBe(true)
  return outcomes
}

describe.each(kinds)("helpers as %s", { timeout: 30_000 }, (helpers) => {
  test("do their jobs", () =>
    byHand(
      async (world) => {
        await started(world)
        const tags = (await story(world)).map(({ _tag }) => _tag)
        const both = ["Found", "Missing", "Directory", "Outside", "Found", "Found"]
        expect(tags).toEqual([...both, "Changed", "Loaded"])
      },
      { helpers }
    ))

  test("that hang answer nothing; killed, they are lost once, and nothing comes after", () => {
    const holdFile = `/tmp/amped-hold-${process.pid}-${helpers}`
    return byHand(
      async (world) => {
        const { perform, next, untaken, root } = world
        await started(world)
        writeFileSync(holdFile, "")
        perform({ _tag: "Submit", helper: 1, ticket: 7, job: { _tag: "Locate", path: "/" } })
        await quiet(100)
        expect([...untaken("Notified"), ...untaken("HelperLost")]).toEqual([])
        perform({ _tag: "KillHelper", helper: 1 }, { _tag: "KillHelper", helper: 1 })
        expect((await next("HelperLost")).helper).toBe(1)
        rmSync(holdFile)
        perform({ _tag: "Submit", helper: 1, ticket: 8, job: { _tag: "Locate", path: "/" } })
        await started(world, 2)
        expect([...untaken("Notified"), ...untaken("HelperLost")]).toEqual([])
        expect(root).not.toBe("")
      },
      { helpers, holdFile }
    )
  })

  test("whose root went away are lost, not ready", () =>
    byHand(
      async ({ perform, next, untaken, root }) => {
        rmSync(root, { recursive: true })
        perform({ _tag: "SpawnHelper", helper: 1 })
        expect((await next("HelperLost")).helper).toBe(1)
        expect(untaken("HelperReady")).toEqual([])
      },
      { helpers }
    ))

  test("answer in the order in which they were asked", () =>
    byHand(
      async (world) => {
        await started(world)
        for (let ticket = 1; ticket <= 100; ticket++)
          world.perform({
            _tag: "Submit",
            helper: 1,
            ticket,
            job: { _tag: "Locate", path: "/sub" }
          })
        for (let ticket = 1; ticket <= 100; ticket++)
          expect((await world.next("Notified")).ticket).toBe(ticket)
      },
      { helpers }
    ))
})

test("both kinds answer the same to the same jobs", async () => {
  const told: Array<string> = []
  for (const helpers of kinds)
    await byHand(
      async (world) => {
        await started(world)
        // Each run has a folder of its own, so versions differ in their time stamps only.
        told.push(JSON.stringify(await story(world)).replaceAll(/-[0-9a-z]+-[0-9a-z]+"/g, '"'))
      },
      { helpers }
    )
  expect(told[0]?.replaceAll(/"modifiedSeconds":\d+/g, "")).toBe(
    told[1]?.replaceAll(/"modifiedSeconds":\d+/g, "")
  )
})

test("kill -9 is one HelperLost", () =>
  byHand(
    async (world) => {
      await started(world)
      process.kill(pidOf(world), "SIGKILL")
      expect(await world.next("HelperLost")).toMatchObject({ reason: "killed by SIGKILL" })
      await quiet(50)
      expect(world.untaken("HelperLost")).toEqual([])
      expect(world.handle.stats().helpers).toEqual([])
    },
    { helpers: "processes" }
  ))

test("a helper that is stopped by SIGSTOP can still be killed", () =>
  byHand(
    async (world) => {
      await started(world)
      process.kill(pidOf(world), "SIGSTOP")
      world.perform(
        { _tag: "Submit", helper: 1, ticket: 1, job: { _tag: "Locate", path: "/" } },
        { _tag: "KillHelper", helper: 1 }
      )
      await world.next("HelperLost")
      expect(world.untaken("Notified")).toEqual([])
    },
    { helpers: "processes" }
  ))

test("Ctrl-C and a service manager's SIGTERM, which reach helpers too, don't end them", () =>
  byHand(
    async (world) => {
      await started(world)
      process.kill(pidOf(world), "SIGINT")
      process.kill(pidOf(world), "SIGTERM")
      world.perform({ _tag: "Submit", helper: 1, ticket: 1, job: { _tag: "Locate", path: "/sub" } })
      expect((await world.next("Notified")).outcome).toEqual({ _tag: "Directory" })
    },
    { helpers: "processes" }
  ))
