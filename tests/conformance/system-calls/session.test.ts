/**
 * The workload and its holds, with a disk and a server in this process: what is sent when, and what
 * is noted of it.
 */
import { once } from "node:events"
import * as http from "node:http"
import * as net from "node:net"
import { tmpdir } from "node:os"
import { expect, onTestFinished, test } from "vitest"
import { probesDuring } from "../../../src/conformance/system-calls/blocking.ts"
import {
  type HoldingDisk,
  NotServed,
  runSession
} from "../../../src/conformance/system-calls/session.ts"

/** Lets requests for gated files wait, and tells of them, as a disk would. */
class Disk implements HoldingDisk {
  readonly log: Array<string> = []
  readonly #waiting = new Map<string, () => void>()
  #gated: RegExp | undefined
  #tell: () => void = () => {}

  readonly gate: HoldingDisk["gate"] = async ({ operations, pattern }) => {
    this.log.push(`gate ${operations.join()} ${pattern}`)
    this.#gated = new RegExp(pattern)
  }
  readonly ungate: HoldingDisk["ungate"] = async (name) => {
    this.log.push(`ungate ${name}`)
    this.#gated = undefined
    for (const resume of this.#waiting.values()) resume()
    this.#waiting.clear()
  }
  readonly evict: HoldingDisk["evict"] = async (paths) =>
    void this.log.push(`evict ${paths.join()}`)
  readonly held = () =>
    [...this.#waiting.keys()].map((path) => ({ operation: "read" as const, path, thread: 7 }))
  readonly changed: HoldingDisk["changed"] = (withinMillis) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMillis)
      this.#tell = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })

  /** Resolves when the file may be read. */
  read(path: string): Promise<void> {
    if (this.#gated?.test(path) !== true) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.set(path, resolve)
      this.#tell()
    })
  }
}

/** `isBlocking`: a request waits until those before it are done. */
const serverOn = async (
  disk: Disk,
  isBlocking: boolean,
  status = 200
): Promise<net.AddressInfo> => {
  let turn: Promise<unknown> = Promise.resolve()
  const server = http.createServer((request, response) => {
    const { url = "" } = request
    const answer = async (): Promise<void> => {
      await disk.read(url)
      response.writeHead(url.startsWith("/missing/") ? 404 : status).end(url)
    }
    turn = isBlocking ? turn.then(answer) : answer()
  })
  // Nonsense is answered by Node before anybody looks at it, in its turn at best.
  server.on("clientError", (_, socket) => {
    void (isBlocking ? turn : Promise.resolve()).then(() =>
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    )
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return server.address() as net.AddressInfo
}

/** One connection after the other: whoever comes waits until the one before has left. */
const iterative = async (): Promise<net.AddressInfo> => {
  const answering = http.createServer((request, response) => {
    response.writeHead(request.url?.startsWith("/missing/") ? 404 : 200).end(request.url)
  })
  const queue: Array<net.Socket> = []
  const next = (): void => {
    const [socket] = queue
    if (socket !== undefined) answering.emit("connection", socket)
    socket?.resume()
  }
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    socket.once("close", () => {
      queue.splice(queue.indexOf(socket), 1)
      next()
    })
    if (queue.push(socket) === 1) next()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    for (const socket of queue) socket.destroy()
    server.close()
  })
  return server.address() as net.AddressInfo
}

const times = { answerMillis: 8_000, holdMillis: 5_000, probeMillis: 1_000, probeFactor: 20 }

const session = async (
  disk: Disk,
  { isBlocking = false, status = 200, isSeen = true } = {}
): ReturnType<typeof runSession> => {
  // A server that knows all files by heart never asks the disk.
  const { port } = await serverOn(isSeen ? disk : new Disk(), isBlocking, status)
  return sessionWith(port, disk, isSeen)
}

const sessionWith = (port: number, disk: Disk, isSeen: boolean): ReturnType<typeof runSession> =>
  runSession({
    subject: "a server",
    running: {
      address: { hostname: "127.0.0.1", port },
      pid: 0,
      death: () => undefined,
      stderr: () => "",
      stop: async () => {}
    },
    folder: tmpdir(),
    disk,
    // What never comes need not be waited for long.
    times: isSeen ? times : { ...times, holdMillis: 50 }
  })

const answeredDuring = ({ holds, exchanges }: Awaited<ReturnType<typeof runSession>>) =>
  holds.map((hold) => {
    const probes = probesDuring(hold, exchanges)
    const early = probes.filter(
      ({ answeredMicros }) => answeredMicros !== null && answeredMicros < hold.releasedMicros
    )
    return `${early.length} of ${probes.length}`
  })

test("each hold is made cold, gated and released, in this order", async () => {
  const disk = new Disk()
  const { holds, exchanges } = await session(disk)
  expect(disk.log).toEqual([
    "evict /cold/4.bin",
    String.raw`gate read ^/cold/4\.bin$`,
    "ungate read",
    "evict /cold/5.bin",
    String.raw`gate lookup ^/cold/5\.bin$`,
    "ungate lookup"
  ])
  expect(holds.map(({ path, thread }) => [path, thread])).toEqual([
    ["/cold/4.bin", 7],
    ["/cold/5.bin", 7]
  ])
  const held = exchanges.filter(({ purpose }) => purpose === "held")
  for (const [index, { releasedMicros }] of holds.entries())
    expect(held[index]?.answeredMicros).toBeGreaterThan(releasedMicros)
})

test("probes are answered before the release where others wait for the disk", async () => {
  expect(answeredDuring(await session(new Disk()))).toEqual(["3 of 3", "3 of 3"])
})

test("probes wait for the release where the server does, and are answered then", async () => {
  const recording = await session(new Disk(), { isBlocking: true })
  expect(answeredDuring(recording)).toEqual(["0 of 3", "0 of 3"])
  const probes = recording.exchanges.filter(({ purpose }) => purpose === "probe")
  expect(probes.map(({ status }) => status)).toEqual([200, 200, 400, 200, 200, 400])
})

test("nothing is probed where nothing was held, and the gate is opened again", async () => {
  const disk = new Disk()
  const { holds, exchanges } = await session(disk, { isSeen: false })
  expect(holds).toEqual([])
  expect(exchanges.filter(({ purpose }) => purpose === "probe")).toEqual([])
  expect(disk.log.at(-1)).toBe("ungate lookup")
})

test("a server that doesn't serve the folder is told so, before anything is held", async () => {
  const disk = new Disk()
  await expect(session(disk, { status: 403 })).rejects.toThrow(NotServed)
  expect(disk.log).toEqual([])
})

test("a server of one connection at a time gets to answer all of them", async () => {
  const { port } = await iterative()
  const { exchanges } = await sessionWith(port, new Disk(), false)
  expect(exchanges.map(({ status }) => status)).not.toContain(null)
})

test("requests are told with their connection, their octets and their times", async () => {
  const { exchanges, startedMicros, endedMicros } = await session(new Disk())
  const [first, second] = exchanges
  expect(second?.port).toBe(first?.port)
  expect(second?.sentBytes).toBe(2 * (first?.sentBytes ?? 0))
  expect(second?.receivedBytes).toBeGreaterThan(first?.receivedBytes ?? 0)
  expect(new Set(exchanges.map(({ port }) => port)).size).toBeGreaterThan(10)
  for (const { sentMicros, answeredMicros, doneMicros } of exchanges) {
    const moments = [startedMicros, sentMicros, answeredMicros, doneMicros, endedMicros]
    expect(moments).toEqual(moments.toSorted((left, right) => Number(left) - Number(right)))
  }
  expect(exchanges.map(({ status }) => status)).not.toContain(null)
})
