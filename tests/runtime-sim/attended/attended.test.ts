/** What clients outside the world see of its network: the rules of sockets, by small machines. */
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { judge } from "../../../src/requirements/registry.ts"
import { replay } from "../../../src/runtime/replay.ts"
import type { Entry } from "../../../src/runtime/trace.ts"
import { Attended } from "../../../src/runtime-sim/attended/attended.ts"
import type { FullFile } from "../../../src/runtime-sim/attended/contents.ts"
import type { Peer } from "../../../src/runtime-sim/attended/peer.ts"
import { honestLaws, type Laws } from "../../../src/runtime-sim/laws.ts"
import type { WorldCommand } from "../../../src/runtime-sim/perform.ts"
import type { SimulatedMachine } from "../../../src/runtime-sim/simulate.ts"
import type { Event } from "../../../src/state-machine/event.ts"
import { defaultSettings } from "../../../src/state-machine/limits.ts"
import { reference } from "../../../src/state-machine/server.ts"
import { file, read, send } from "../story.ts"

/** A machine without memory: it accepts, and does this on each event besides. */
const doing = (
  commands: (event: Event) => ReadonlyArray<WorldCommand>
): SimulatedMachine<null> => ({
  initial: null,
  step: (state, event) => ({
    rules: [],
    state,
    commands: event._tag === "Started" ? [{ _tag: "ResumeAccept" }] : commands(event)
  })
})

const attend = <State>(
  machine: SimulatedMachine<State>,
  files: ReadonlyArray<FullFile> = []
): { readonly world: Attended<State>; readonly entries: Array<Entry> } => {
  const entries: Array<Entry> = []
  const observe = (entry: Entry) => void entries.push(entry)
  const options = { settings: defaultSettings, files, startUnixSeconds: 1_000_000, observe }
  return { world: new Attended({ machine, ...options }), entries }
}

/** A connection, and what its client is told. */
const connect = <State>(world: Attended<State>): { readonly peer: Peer; told: Array<string> } => {
  const told: Array<string> = []
  const peer = world.connect({
    onBytes: (bytes) => void told.push(Buffer.from(bytes).toString("latin1")),
    onEnd: (end) => void told.push(end)
  })
  if (peer === undefined) throw new Error("the connection was refused")
  return { peer, told }
}

const settle = <State>(world: Attended<State>): void => {
  while (world.progress());
}

const say = (peer: Peer, text: string, taken = () => {}): void =>
  peer.send(Buffer.from(text, "latin1"), taken)

const close = (how: "gracefully" | "reset" = "gracefully"): WorldCommand => ({
  _tag: "Close",
  connection: 0,
  how
})

const eventsOf = (entries: ReadonlyArray<Entry>): ReadonlyArray<Event> =>
  entries.flatMap(({ what }) => (what._tag === "Step" ? [what.event] : []))

const mebibyte = "x".repeat(1024 * 1024)

test("progress ends with each thing that a client is told", () => {
  const { world } = attend(doing(({ _tag }) => (_tag === "Accepted" ? [send(0, "hi")] : [])))
  const { told } = connect(world)
  expect([world.progress(), told]).toEqual([true, ["hi"]])
  expect([world.progress(), told]).toEqual([false, ["hi"]])
})

test("the end comes after all bytes, and the client may go on sending", () => {
  const { world, entries } = attend(
    doing(({ _tag }) => {
      if (_tag === "Accepted") return [send(0, "bye"), read(0)]
      return _tag === "Sent" ? [{ _tag: "Finish", connection: 0 }] : []
    })
  )
  const { peer, told } = connect(world)
  settle(world)
  expect(told).toEqual(["bye", "fin"])
  say(peer, "more")
  settle(world)
  expect(eventsOf(entries).at(-1)).toMatchObject({ _tag: "Received", connection: 0 })
  peer.close()
  expect(entries.at(-1)?.what).toMatchObject({ _tag: "ClientClosed", how: "server-ended" })
})

test("a close before all was read resets; what had reached the client stays readable", () => {
  const { world } = attend(
    doing(({ _tag }) => {
      if (_tag === "Accepted") return [send(0, "413")]
      return _tag === "Sent" ? [close()] : []
    })
  )
  const { peer, told } = connect(world)
  say(peer, "a body that nobody reads")
  settle(world)
  expect(told).toEqual(["413", "reset"])
})

test("a reset destroys what the client had no room for", () => {
  const { world } = attend(
    doing(({ _tag }) => {
      if (_tag === "Accepted") return [send(0, mebibyte)]
      return _tag === "Sent" ? [close("reset")] : []
    })
  )
  const { peer, told } = connect(world)
  peer.pause()
  settle(world)
  expect(told).toEqual([])
  peer.resume()
  settle(world)
  expect(told.join("").replace(/x+/, (run) => `${run.length} `)).toBe(`${128 * 1024} reset`)
})

test("bytes for a socket that is closed are answered with a reset", () => {
  const { world } = attend(doing(({ _tag }) => (_tag === "Accepted" ? [close()] : [])))
  const { peer, told } = connect(world)
  settle(world)
  expect(told).toEqual(["fin"])
  say(peer, "more")
  settle(world)
  expect(told).toEqual(["fin", "reset"])
})

test("such a reset, too, leaves what had reached the client", () => {
  const { world } = attend(
    doing(({ _tag }) => (_tag === "Accepted" ? [send(0, "bye"), close()] : []))
  )
  const { peer, told } = connect(world)
  peer.pause()
  settle(world)
  say(peer, "more")
  peer.resume()
  settle(world)
  expect(told).toEqual(["bye", "reset"])
})

test.each(["close", "abort"] as const)("after the client's %s the server meets a reset", (how) => {
  const { world, entries } = attend(
    doing(({ _tag }) => {
      if (_tag === "Accepted") return [read(0)]
      return _tag === "Received" || _tag === "Sent" ? [send(0, "answer")] : []
    })
  )
  const { peer, told } = connect(world)
  say(peer, "question")
  expect(world.progress()).toBe(true)
  peer[how]()
  settle(world)
  expect(eventsOf(entries).at(-1)).toEqual({ _tag: "PeerReset", connection: 0 })
  expect(told).toEqual(["answer"])
  expect(world.connections).toBe(0)
})

test("behind a client that does not read, output backs up", () => {
  const { world, entries } = attend(
    doing(({ _tag }) => (_tag === "Accepted" ? [send(0, mebibyte)] : []))
  )
  const { peer, told } = connect(world)
  peer.pause()
  settle(world)
  const sentBytes = () =>
    eventsOf(entries).reduce((sum, each) => sum + (each._tag === "Sent" ? each.bytes : 0), 0)
  expect([sentBytes(), told]).toEqual([512 * 1024, []])
  peer.resume()
  settle(world)
  expect([sentBytes(), told.join("").length]).toEqual([1024 * 1024, 1024 * 1024])
})

test("behind a server that does not read, input backs up; its end comes after all of it", () => {
  let reading = false
  const { world, entries } = attend(
    doing(({ _tag }) => {
      if (_tag === "TimerFired") reading = true
      if (_tag === "Accepted") return [{ _tag: "StartTimer", timer: { _tag: "Drain" }, millis: 5 }]
      return reading && _tag !== "PeerEnded" ? [read(0)] : []
    })
  )
  const { peer } = connect(world)
  const taken: Array<number> = []
  for (const index of [0, 1, 2]) say(peer, mebibyte, () => void taken.push(index))
  peer.finish()
  settle(world)
  expect(taken).toEqual([0])
  world.passTime(5)
  expect([world.progress(), taken]).toEqual([true, [0, 1]])
  settle(world)
  expect(taken).toEqual([0, 1, 2])
  const events = eventsOf(entries)
  const receivedBytes = events.reduce(
    (sum, event) => sum + (event._tag === "Received" ? event.bytes.length : 0),
    0
  )
  expect([receivedBytes, events.at(-1)?._tag]).toEqual([3 * 1024 * 1024, "PeerEnded"])
})

test("what waits is given up with the connection", () => {
  const { world, entries } = attend(doing(() => []))
  const { peer } = connect(world)
  const taken: Array<number> = []
  for (const index of [0, 1]) say(peer, mebibyte, () => void taken.push(index))
  peer.close()
  const before = entries.length
  say(peer, "nobody is there", () => void taken.push(2))
  peer.finish()
  peer.abort()
  expect(taken).toEqual([0, 1, 2])
  expect(entries.length).toBe(before)
})

test("time stops at what is asked for, and neither timers nor seconds are passed over", () => {
  const timer = { _tag: "Drain" } as const
  const { world, entries } = attend(
    doing(({ _tag }) => (_tag === "Accepted" ? [{ _tag: "StartTimer", timer, millis: 2_000 }] : []))
  )
  connect(world)
  settle(world)
  const passed = [700, 600, 4_000, 4_000, 4_000, 4_000, 4_000].map((millis) => {
    world.passTime(millis)
    return world.nowMillis
  })
  expect(passed).toEqual([700, 700, 1_000, 2_000, 2_000, 3_000, 4_000])
  expect(eventsOf(entries).slice(2)).toEqual([
    { _tag: "ClockTicked", unixSeconds: 1_000_001 },
    { _tag: "ClockTicked", unixSeconds: 1_000_002 },
    { _tag: "TimerFired", timer },
    { _tag: "ClockTicked", unixSeconds: 1_000_003 },
    { _tag: "ClockTicked", unixSeconds: 1_000_004 }
  ])
})

test("a handler that blocks lets time pass, and the trace says so", () => {
  const block: WorldCommand = { _tag: "Block", operation: "stat", millis: 40 }
  const { world, entries } = attend(doing(({ _tag }) => (_tag === "Accepted" ? [block] : [])))
  connect(world)
  settle(world)
  expect(world.nowMillis).toBe(40)
  const what = { _tag: "Blocked", operation: "stat", millis: 40 }
  const blocked = entries.find((entry) => entry.what._tag === "Blocked")
  expect(blocked).toMatchObject({ actor: "dispatcher", what })
  expect(entries.at(-1)?.what).toMatchObject({ commands: [] })
})

test("a machine brings the laws of its world with it", () => {
  const deaf: Laws = {
    ...honestLaws,
    perform: (world, command) =>
      command._tag === "Send" ? world : honestLaws.perform(world, command)
  }
  const machine = doing(({ _tag }) => (_tag === "Accepted" ? [send(0, "hi"), close()] : []))
  const { world } = attend({ ...machine, laws: deaf })
  const { told } = connect(world)
  settle(world)
  expect(told).toEqual(["fin"])
})

test("a machine that finds no rest is our own defect", () => {
  const { world } = attend(
    doing(({ _tag }) => (_tag === "Accepted" || _tag === "PeerEnded" ? [read(0)] : []))
  )
  connect(world).peer.finish()
  expect(() => world.progress()).toThrow("no rest")
})

test("a run of the reference is a trace like any other, and leaves nothing behind", () => {
  const hello = { ...file("/hello.txt", 5), bytes: Buffer.from("hello") }
  const { world, entries } = attend(reference(defaultSettings), [hello])
  for (let round = 0; round < 20; round++) {
    const { peer, told } = connect(world)
    say(peer, "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n")
    settle(world)
    expect(told.join("")).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\nhello$/)
    if (round < 19) peer.close()
    settle(world)
    expect(world.connections).toBe(round < 19 ? 0 : 1)
  }
  world.end()
  expect(world.connections).toBe(0)
  expect(world.connect({ onBytes: () => {}, onEnd: () => {} })).toBe(undefined)
  const judgement = judge(entries)
  expect(judgement.violations).toEqual([])
  expect(entries.map(({ what }) => what._tag)).toContain("FaultsStopped")
  expect(entries.at(-1)?.what).toEqual({ _tag: "Ended", reason: "quiescent" })
  expect(Result.isSuccess(replay(reference(defaultSettings), entries))).toBe(true)
})
