/** Trials with connections that want nothing yet, on servers of known architectures. */
import type * as net from "node:net"
import { describe, expect, test } from "vitest"
import { connectionTrial } from "../../../src/conformance/fingerprint/connection-trial.ts"
import type { CrowdKind } from "../../../src/conformance/fingerprint/crowd.ts"
import { standWith } from "./fake-stand.ts"
import { answer, goodServer, onRequests, type Small, smallServer } from "./small-server.ts"

/** So many workers, each with one connection until that ends. */
const poolServer = (workers: number): Promise<Small> => {
  const queue: Array<net.Socket> = []
  let free = workers
  const take = (): void => {
    const socket = free > 0 ? queue.shift() : undefined
    if (socket === undefined) return
    free -= 1
    socket.once("close", () => {
      free += 1
      take()
    })
    onRequests(socket, (asked) => answer(socket, asked))
  }
  return smallServer((socket) => {
    queue.push(socket)
    take()
  })
}

const trialOn = async ({ asking }: Small, crowd: CrowdKind, steps = [1, 2, 3]) => {
  const seen: Array<readonly [number, boolean]> = []
  const found = await connectionTrial(standWith(asking), {
    crowd,
    steps,
    onPoint: (open, isStopped) => seen.push([open, isStopped])
  })
  const failed = found.controls.filter(({ holds }) => !holds).map(({ name }) => name)
  return { ...found, seen, failed }
}

describe("where it stops", { timeout: 30_000 }, () => {
  test.for(["requests", "idle"] as const)("a loop: never with %s", async (crowd) => {
    const { stopsAt, heldMost, failed, seen } = await trialOn(await goodServer(), crowd)
    expect({ stopsAt, heldMost, failed }).toEqual({ stopsAt: null, heldMost: 3, failed: [] })
    expect(seen).toEqual([
      [1, false],
      [2, false],
      [3, false]
    ])
  })

  test.for(["requests", "idle"] as const)("a pool of two: at two %s", async (crowd) => {
    const { stopsAt, stoppedAsked, failed, points } = await trialOn(await poolServer(2), crowd)
    expect({ stopsAt, stoppedAsked, failed }).toEqual({ stopsAt: 2, stoppedAsked: 2, failed: [] })
    expect(points.at(-1)?.probes).toEqual({
      warm: { before: 0, after: 16, never: 0 },
      missing: { before: 0, after: 2, never: 0 },
      malformed: { before: 0, after: 2, never: 0 }
    })
  })

  test("one after the other: at one", async () => {
    const { stopsAt, failed } = await trialOn(await poolServer(1), "requests")
    expect({ stopsAt, failed }).toEqual({ stopsAt: 1, failed: [] })
  })
})

describe("controls", { timeout: 30_000 }, () => {
  test("a server that keeps no connection is not exercised with idle ones", async () => {
    const small = await smallServer((socket) =>
      onRequests(socket, (asked) => answer(socket, { ...asked, closes: true }))
    )
    const { controls } = await trialOn(small, "idle", [1])
    expect(controls[0]).toEqual({
      name: "connections that stayed open",
      holds: false,
      found: "none"
    })
  })

  test("a server that closes incomplete requests, all but one, as soon as others ask", async () => {
    const small = await smallServer((socket) =>
      onRequests(socket, (asked) => {
        answer(socket, asked)
        for (const each of small.sockets.slice(1, 3)) each.destroy()
      })
    )
    const { controls, failed, stopsAt } = await trialOn(small, "requests", [3])
    expect([stopsAt, failed]).toEqual([null, ["incomplete requests stayed open to the end"]])
    expect(controls.at(-1)?.found).toBe("1 of 3")
  })

  test("a server that forgets who waited for a worker", async () => {
    const others: Array<net.Socket> = []
    const small = await smallServer((socket) => {
      if (small.sockets.length > 1) return void others.push(socket)
      onRequests(socket, (asked) => answer(socket, asked))
      socket.once("close", () => {
        for (const each of others) each.resetAndDestroy()
      })
    })
    const { failed, stopsAt } = await trialOn(small, "requests", [1])
    expect([stopsAt, failed]).toEqual([1, ["after they were closed everybody was answered"]])
  })
})
