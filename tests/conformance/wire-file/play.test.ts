/** Recorded connections sent again: in the same pieces, each after what came before it. */
import type * as net from "node:net"
import { describe, expect, test } from "vitest"
import { Barrier } from "../../../src/conformance/barrier.ts"
import type { Entry } from "../../../src/conformance/connection.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { socketNetwork } from "../../../src/conformance/network.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { playConnection } from "../../../src/conformance/wire-file/play.ts"
import type { WireConnection } from "../../../src/conformance/wire-file/wire-file.ts"
import { CaseWire } from "../../../src/conformance/wire.ts"
import { listen } from "./small-server.ts"

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

const octetsOf = (kind: "sent" | "received", text: string): Entry => ({
  kind,
  atMicros: 0,
  bytes: Buffer.from(text)
})
const sent = (text: string): Entry => octetsOf("sent", text)
const received = (text: string): Entry => octetsOf("received", text)
const mark = (kind: "fin-sent" | "fin-received" | "quiet", atMicros = 0): Entry => ({
  kind,
  atMicros
})

const recordedOf = (...entries: ReadonlyArray<Entry>): WireConnection => ({
  label: "GET",
  methods: ["GET", "GET"],
  isControl: false,
  entries: [{ kind: "opened", atMicros: 0 }, ...entries]
})

interface Played {
  readonly exchange: Exchange
  /** What the server saw, read by read, and "FIN". */
  readonly seen: ReadonlyArray<string>
  /** How often there was a pause between two pieces. */
  readonly pauses: number
}

/** Plays against a server that does this with each read, the first being 0. */
const played = async (
  recorded: WireConnection,
  onRead: (socket: net.Socket, read: number) => void,
  { sendsBeforeReading = false, passesBarrier = false } = {}
): Promise<Played> => {
  const seen: Array<string> = []
  let pauses = 0
  let wasRead = (): void => {}
  const server = await listen((socket) => {
    socket.on("error", () => socket.destroy())
    socket.on("data", (bytes) => {
      seen.push(bytes.toString("latin1"))
      onRead(socket, seen.length - 1)
      wasRead()
    })
    socket.on("end", () => seen.push("FIN"))
  })
  const network = socketNetwork({ hostname: "127.0.0.1", port: server.port })
  const wire = new CaseWire(network, { ...defaultProfile, patienceMillis: 200 })
  const barrier = new Barrier(network)
  try {
    const exchange = await playConnection({
      wire,
      recorded,
      substitute: (pieces) => ({ pieces, counts: new Map() }),
      sendsBeforeReading,
      // The server itself tells when it has read: no clock decides what is one read.
      between: () => {
        pauses += 1
        if (passesBarrier) return barrier.pass(0)
        return new Promise((resolve) => {
          wasRead = resolve
          if (seen.length >= pauses) resolve()
        })
      },
      onSubstituted: () => {}
    })
    return { exchange, seen, pauses }
  } finally {
    barrier.close()
    wire.closeAll()
    server.close()
  }
}

const answers = (socket: net.Socket): void => void socket.write(ok)
const silent = (): void => {}

describe("what was sent", () => {
  test("in pieces is sent in these pieces", async () => {
    const recorded = recordedOf(sent("GET / "), sent("HTTP/1.1\r\n"), sent("\r\n"))
    const { seen, pauses } = await played(recorded, (socket, read) => {
      if (read === 2) socket.end(ok)
    })
    expect(seen.slice(0, 3)).toEqual(["GET / ", "HTTP/1.1\r\n", "\r\n"])
    expect(pauses).toBe(2)
  })

  test("after an answer waits for it, and takes no pause besides", async () => {
    const recorded = recordedOf(sent("one"), received(ok), sent("two"), received(ok))
    const { seen, pauses, exchange } = await played(recorded, answers)
    expect([seen.slice(0, 2), pauses]).toEqual([["one", "two"], 0])
    const order = exchange.entries.map(({ kind }) => kind)
    expect(order.slice(0, 5)).toEqual(["opened", "sent", "received", "sent", "received"])
  })

  test("after a longer answer waits for a whole one only", async () => {
    const longer = ok.replace("Content-Length", "X: 1\r\nContent-Length")
    const recorded = recordedOf(sent("one"), received(longer), sent("two"))
    const { exchange } = await played(recorded, answers)
    const quiet = exchange.entries.findIndex(({ kind }) => kind === "quiet")
    const second = exchange.entries.findLastIndex(({ kind }) => kind === "sent")
    expect(quiet).toBeGreaterThan(second)
  })

  test("after an answer that does not come waits once, and not for each piece", async () => {
    const recorded = recordedOf(
      ...[sent("one"), received("x"), sent("two"), received("x")],
      ...[sent("three"), received("x"), sent("four")]
    )
    const { exchange } = await played(recorded, silent)
    const kinds = exchange.entries.map(({ kind }) => kind)
    expect(kinds).toEqual(["opened", "sent", "quiet", "sent", "sent", "sent", "quiet"])
  })

  test("after silence waits as long as that was", async () => {
    const recorded = recordedOf(sent("one"), mark("quiet", 40_000), sent("two"))
    const { exchange } = await played(recorded, silent)
    const [first, quiet, second] = exchange.entries.slice(1)
    expect([first?.kind, quiet?.kind, second?.kind]).toEqual(["sent", "quiet", "sent"])
    expect((quiet?.atMicros ?? 0) - (first?.atMicros ?? 0)).toBeGreaterThanOrEqual(39_000)
  })

  test("is not sent to who has closed now", async () => {
    const recorded = recordedOf(sent("one"), received(ok), sent("two"))
    const { exchange } = await played(recorded, (socket) => void socket.end(ok.slice(0, 9)))
    expect(exchange.entries.filter(({ kind }) => kind === "sent")).toHaveLength(1)
  })

  test("is sent to who has closed now where it had closed then", async () => {
    const recorded = recordedOf(sent("one"), received(ok), mark("fin-received"), sent("two"))
    const { exchange } = await played(recorded, (socket) => void socket.end(ok))
    expect(exchange.entries.filter(({ kind }) => kind === "sent")).toHaveLength(2)
  })
})

test("a half-close comes where it came", async () => {
  const recorded = recordedOf(sent("one"), mark("fin-sent"), received(ok))
  const { seen, exchange } = await played(recorded, silent)
  expect(seen).toEqual(["one", "FIN"])
  expect(exchange.entries.map(({ kind }) => kind).slice(0, 3)).toEqual([
    "opened",
    "sent",
    "fin-sent"
  ])
})

test("nothing is read before everything is sent, where that was so", async () => {
  const recorded = recordedOf(sent("one"), sent("two"), received(ok))
  // Beside what was sent the server has answered a later request: so its answer was there to read.
  const orderOf = async (sendsBeforeReading: boolean) => {
    const how = { sendsBeforeReading, passesBarrier: true }
    const { exchange } = await played(recorded, answers, how)
    return exchange.entries.map(({ kind }) => kind).slice(0, 4)
  }
  expect(await orderOf(true)).toEqual(["opened", "sent", "sent", "received"])
  expect(await orderOf(false)).toEqual(["opened", "sent", "received", "sent"])
})

test("the answers are read by the methods of the requests", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
  const recorded = { ...recordedOf(sent("HEAD")), methods: ["HEAD"], excusesCut: true }
  const { exchange } = await played(recorded, (socket) => void socket.end(head))
  expect(exchange).toMatchObject({ excusesCut: true, problems: [], finals: [{ method: "HEAD" }] })
})
