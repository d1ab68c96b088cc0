import { describe, expect, test } from "vitest"
import { contents, Memory } from "../../src/requirements/monitors/contents.ts"
import type { Command, Job } from "../../src/state-machine/command.ts"
import { file, settings, tickWith } from "./pool-builder.ts"
import { breaks, holds, teller } from "./told.ts"
import { kill, load, loaded, locate, lost, notified, send, slice, submit } from "./trace-builder.ts"

const told = teller(settings)
const asks = (job: Job) => tickWith(...submit(1, 1, job))
const begun = asks(load("/a", "v1", 4, 4))
const came = notified(1, 1, loaded(4))
const sends = (chunkOffset: number, lengthBytes: number): Command =>
  send(1, slice(1, file, { chunkOffset, offset: 4 + chunkOffset, lengthBytes }))
const sendsAll = tickWith(sends(0, 4))
const absent = "connection 1 is sent ticket 1, which is not in memory"

describe("slices", () => {
  const rule = "caches/unknown-goes-to-helper"

  test("caches/unknown-goes-to-helper: a helper that is gone brings nothing", () => {
    expect(told(contents, rule, [begun, came, sendsAll])).toEqual(holds(1))
    expect(told(contents, rule, [begun, lost(1), came, sendsAll])).toEqual(breaks(1, absent))
    expect(told(contents, rule, [begun, tickWith(kill(1)), came, sendsAll])).toEqual(
      breaks(1, absent)
    )
  })

  test("caches/unknown-goes-to-helper: a job that looks for a name brings no bytes", () => {
    expect(told(contents, rule, [asks(locate("/a")), came, sendsAll])).toEqual(breaks(1, absent))
  })

  test("caches/unknown-goes-to-helper: a slice begins and ends within its chunk", () => {
    const part = (chunkOffset: number, lengthBytes: number) =>
      told(contents, rule, [begun, came, tickWith(sends(chunkOffset, lengthBytes))])
    expect(part(3, 1)).toEqual(holds(1))
    expect(part(3, 2)).toEqual(breaks(1, "2 bytes of /a at 7 are not in ticket 1"))
    expect(part(-1, 1)).toEqual(breaks(1, "1 bytes of /a at 3 are not in ticket 1"))
  })
})

describe("bytes in memory", () => {
  const holding = (...lengths: ReadonlyArray<number>) =>
    told(contents, "caches/bounded", [
      begun,
      ...lengths.map((bytes) => notified(1, 1, loaded(bytes)))
    ])

  test("caches/bounded: the bound itself may be reached", () => {
    expect(holding(16)).toEqual(holds(1))
    expect(holding(17)).toEqual(breaks(1, "17 bytes of contents are held"))
  })

  test("caches/bounded: a chunk that is told twice is held once", () => {
    expect(holding(12, 12)).toEqual(holds(2))
  })

  test("caches/bounded: an older chunk that is forgotten leaves the newer one in its place", () => {
    const memory = new Memory()
    for (const ticket of [1, 2]) {
      memory.submitted(1, ticket, load("/a", "v1", 0, 4))
      memory.loaded(1, ticket, 4)
    }
    const newer = memory.held.get(2)
    memory.forgotten(1)
    expect(newer).toBeDefined()
    expect(memory.at("/a", "v1", 0)).toBe(newer)
    memory.forgotten(2)
    expect(memory.at("/a", "v1", 0)).toBeUndefined()
    expect(memory.heldBytes).toBe(0)
  })
})
