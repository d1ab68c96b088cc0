/** Trials on servers of known architectures and a disk that holds what it is told to. */
import { describe, expect, test } from "vitest"
import { heldTrial } from "../../../src/conformance/fingerprint/held-trial.ts"
import { FakeDisk } from "./fake-disk.ts"
import { type Model, standOf, standWith } from "./fake-stand.ts"
import { nobodyThere } from "./small-server.ts"

const trialOf = async (model: Model, steps = [1, 2, 3], disk = new FakeDisk()) => {
  const seen: Array<readonly [number, boolean]> = []
  const found = await heldTrial(await standOf(model, disk), {
    operation: "read",
    steps,
    asksKept: true,
    onPoint: (held, isStopped) => seen.push([held, isStopped])
  })
  expect(disk.isOpen).toBe(true)
  const failed = found.controls.filter(({ holds }) => !holds).map(({ name }) => name)
  return { ...found, seen, failed, last: found.points.at(-1)?.probes, disk }
}

const all = (before: number) => ({ before, after: 0, never: 0 })

describe("where it stops", { timeout: 30_000 }, () => {
  test("one loop: at one, for all, and one that is let go revives it", async () => {
    const { stopsAt, stoppedAsked, heldMost, failed, last, controls } = await trialOf({ loops: 1 })
    expect({ stopsAt, stoppedAsked, heldMost, failed }).toEqual({
      stopsAt: 1,
      stoppedAsked: 1,
      heldMost: 1,
      failed: []
    })
    expect(last).toMatchObject({ warm: { before: 0, after: 16, never: 0 } })
    expect(last?.malformed).toEqual({ before: 0, after: 2, never: 0 })
    expect(controls.find(({ name }) => name.startsWith("letting"))?.found).toBe("after 1 of 1")
  })

  test("two loops: at two", async () => {
    const { stopsAt, seen, failed } = await trialOf({ loops: 2 })
    expect({ stopsAt, seen, failed }).toEqual({
      stopsAt: 2,
      seen: [
        [1, false],
        [2, true]
      ],
      failed: []
    })
  })

  test("two helpers that warm files need too: at two, and what needs no disk is answered", async () => {
    const { stopsAt, failed, last } = await trialOf({ helpers: 2 })
    expect({ stopsAt, failed }).toEqual({ stopsAt: 2, failed: [] })
    expect(last?.malformed).toEqual(all(2))
    expect(last?.missing).toEqual({ before: 0, after: 2, never: 0 })
    expect(last?.kept?.before).toBe(0)
  })

  test("two helpers and a cache: never, and no more than two are held", async () => {
    const { stopsAt, stoppedAsked, heldMost, seen, failed, last } = await trialOf({
      helpers: 2,
      caches: true
    })
    expect({ stopsAt, stoppedAsked, heldMost }).toEqual({
      stopsAt: null,
      stoppedAsked: undefined,
      heldMost: 2
    })
    expect(seen.map(([held]) => held)).toEqual([1, 2, 2])
    expect([failed, last?.warm, last?.kept]).toEqual([[], all(4), all(2)])
  })

  test("who is slow to answer what is no request is alive all the same", async () => {
    const { stopsAt, last } = await trialOf({ helpers: 8, malformedMillis: 300 })
    expect([stopsAt, last?.malformed, last?.warm]).toEqual([null, all(2), all(4)])
  })

  test("many helpers: never, and as many are held as were asked for", async () => {
    const { stopsAt, heldMost, points, failed } = await trialOf({ helpers: 8 })
    expect({ stopsAt, heldMost, failed }).toEqual({ stopsAt: null, heldMost: 3, failed: [] })
    expect(points).toMatchObject([
      { asked: 1, held: 1, tasks: 3, processes: 2, residentBytes: 1_000 },
      { asked: 2, held: 2 },
      { asked: 3, held: 3 }
    ])
  })
})

describe("controls", { timeout: 40_000 }, () => {
  test("nothing is held of a server that remembers all", async () => {
    const { controls, failed } = await trialOf({ remembers: true }, [2])
    expect(controls[0]).toEqual({
      name: "operations that were held",
      holds: false,
      found: "none, and 2 of 2 cold files were answered past the gate"
    })
    expect(failed).toContain("no cold file was answered while it was held")
  })

  test("a request that is lost after the release", async () => {
    const { failed } = await trialOf({ loses: 1 }, [1])
    expect(failed).toEqual(["after the release everybody was answered"])
  })

  test("who waits in front of the probes is let go before the held", async () => {
    const { stopsAt, stoppedAsked, failed, controls } = await trialOf({ helpers: 2 }, [4])
    expect({ stopsAt, stoppedAsked, failed }).toEqual({ stopsAt: 2, stoppedAsked: 4, failed: [] })
    expect(controls.find(({ name }) => name.startsWith("letting"))?.found).toBe("after 1 of 2")
  })

  test("a disk that can't let single ones go is not asked to", async () => {
    const { stopsAt, failed, controls } = await trialOf(
      { loops: 1 },
      [1],
      new FakeDisk({ freesSingly: false })
    )
    expect([stopsAt, failed]).toEqual([1, []])
    expect(controls.some(({ name }) => name.startsWith("letting"))).toBe(false)
  })
})

test("each trial takes files of its own, made cold before they are held", async () => {
  const { disk } = await trialOf({}, [1, 2])
  expect(disk.evicted).toEqual(["/cold/0.bin", "/cold/1.bin"])
})

test("a gate that can't be shut is told, and nothing stays behind", async () => {
  const disk = new FakeDisk()
  const refusing = Object.assign(disk, { gate: () => Promise.reject(new Error("no gate")) })
  await expect(trialOf({}, [1], refusing)).rejects.toThrow("no gate")
  expect(disk.isOpen).toBe(true)
})

test("a subject that is not there any more is no fault of ours", { timeout: 30_000 }, async () => {
  const stand = {
    ...standWith(nobodyThere()),
    assertAlive: () => {
      throw new Error("it has died")
    }
  }
  const trial = { operation: "read", steps: [1], asksKept: true, onPoint: () => {} } as const
  await expect(heldTrial(stand, trial)).rejects.toThrow("it has died")
})
