import fc from "fast-check"
import { expect, it } from "vitest"
import type { Entry } from "../../src/runtime/trace.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { randomChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { reference } from "../../src/state-machine/server.ts"

/** Adds up, for each connection, what the trace says of it. */
const totals = (entries: ReadonlyArray<Entry>) => {
  const received = new Map<number, string>()
  const handed = new Map<number, number>()
  const sent = new Map<number, number>()
  const taken = new Map<number, number>()
  const add = (map: Map<number, number>, id: number, bytes: number) =>
    map.set(id, (map.get(id) ?? 0) + bytes)
  for (const { what } of entries) {
    if (what._tag === "ClientReceived") taken.set(what.connection, what.bytes)
    if (what._tag !== "Step") continue
    const { event, commands } = what
    if (event._tag === "Sent") {
      add(sent, event.connection, event.bytes)
      expect(sent.get(event.connection)).toBeLessThanOrEqual(handed.get(event.connection) ?? 0)
    }
    if (event._tag === "Received")
      received.set(
        event.connection,
        (received.get(event.connection) ?? "") + String.fromCharCode(...event.bytes)
      )
    for (const command of commands) {
      if (command._tag !== "Send") continue
      expect(sent.get(command.connection) ?? 0).toBe(handed.get(command.connection) ?? 0)
      for (const part of command.parts)
        add(handed, command.connection, part._tag === "Text" ? part.text.length : part.lengthBytes)
    }
  }
  return { received, handed, sent, taken }
}

const runOf = (seed: number) => {
  const workload = generate(seed)
  const entries: Array<Entry> = []
  simulate({
    machine: reference(workload.settings),
    workload,
    chooser: randomChooser(seed),
    observe: (entry) => void entries.push(entry)
  })
  return { workload, ...totals(entries) }
}

it("the server receives what each client sent: in order, nothing lost between, nothing added", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { workload, received } = runOf(seed)
      for (const { id, segments } of workload.clients) {
        const script = segments.map(({ text }) => text).join("")
        expect(script.startsWith(received.get(id) ?? "")).toBe(true)
      }
    })
  )
})

it("bytes are neither made nor taken twice on their way to a client", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { handed, sent, taken } = runOf(seed)
      for (const [id, bytes] of sent) expect(bytes).toBeLessThanOrEqual(handed.get(id) ?? 0)
      for (const [id, bytes] of taken) expect(bytes).toBeLessThanOrEqual(handed.get(id) ?? 0)
    })
  )
})
