import { expect, it } from "vitest"
import { initial } from "../../src/runtime-sim/world.ts"
import { after, applied, client, connected, faults, labels, read, send, workload } from "./story.ts"

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

it("connections are accepted in the order in which they came, while accepting is on", () => {
  const arrived = after(
    initial(workload({ clients: [client(0, ""), client(1, "")] })),
    "client 1 connects",
    "client 0 connects"
  )
  expect(labels(arrived)).not.toContain("connection 1 is accepted")
  const accepting = after(arrived, { _tag: "ResumeAccept" })
  expect(applied(accepting, "connection 1 is accepted").event).toEqual({
    _tag: "Accepted",
    connection: 1
  })
  expect(labels(accepting)).not.toContain("connection 0 is accepted")
})

it("without a descriptor accepting fails, and the connection goes on waiting", () => {
  const clients = [client(0, ""), client(1, "")]
  const full = after(
    initial(workload({ clients, descriptorsMax: 1 })),
    { _tag: "ResumeAccept" },
    "client 0 connects",
    "client 1 connects",
    "connection 0 is accepted"
  )
  const failed = applied(full, "accept finds no descriptor")
  expect(failed.event).toEqual({ _tag: "AcceptFailed", reason: "EMFILE" })
  expect(failed.world.backlog).toEqual([1])
})

it("closing the listening socket resets who was not accepted and refuses who comes later", () => {
  const clients = [client(0, ""), client(1, "")]
  const world = after(initial(workload({ clients })), "client 0 connects", { _tag: "StopAccept" })
  expect(labels(world)).toEqual(["client 0 sees a reset", "client 1 is refused", "faults stop"])
})

it("a Read is answered once, with what has arrived", () => {
  const world = after(connected({ clients: [client(0, "GET")] }), read(0))
  expect(labels(world)).not.toContain("connection 0 receives 3")
  const received = applied(after(world, "client 0 sends 3"), "connection 0 receives 3")
  expect(received.event).toEqual({ _tag: "Received", connection: 0, bytes: bytes("GET") })
  expect(after(received.world, "client 0 half-closes").connections[0]?.reading).toBe(false)
  expect(() => applied(received.world, "connection 0 sees the end")).toThrow("not enabled")
})

it("the end of a client answers a Read after all its bytes", () => {
  const sent = after(
    connected({ clients: [client(0, "GET")] }),
    read(0),
    "client 0 sends 3",
    "client 0 half-closes"
  )
  expect(labels(sent)).not.toContain("connection 0 sees the end")
  const ended = applied(
    after(sent, "connection 0 receives 3", read(0)),
    "connection 0 sees the end"
  )
  expect(ended.event).toEqual({ _tag: "PeerEnded", connection: 0 })
})

it("the kernel takes no more than it has room for, until the client takes some", () => {
  const clients = [client(0, "", { takesBytesMax: 30 })]
  const world = after(
    connected({ clients, sendBufferBytes: 100 }),
    send(0, "x".repeat(120)),
    "connection 0 writes 100"
  )
  expect(labels(world).filter((label) => label.includes("writes"))).toEqual([])
  expect(labels(after(world, "client 0 takes 30"))).toContain("connection 0 writes 20")
})

it("a client that waits for an answer sends on when it took all of one", () => {
  const segments = [
    { text: "one", after: "nothing" },
    { text: "three", after: "answer" }
  ] as const
  const world = after(
    connected({ clients: [client(0, "", { segments })] }),
    "client 0 sends 3",
    read(0),
    "connection 0 receives 3"
  )
  expect(labels(world)).not.toContain("client 0 sends 5")
  const answered = after(world, send(0, "two"), "connection 0 writes 3")
  expect(labels(answered)).not.toContain("client 0 sends 5")
  expect(labels(after(answered, "client 0 takes 3"))).toContain("client 0 sends 5")
})

it("a graceful close lets the client take what was handed over, then see the end", () => {
  const world = after(connected({ clients: [client(0, "")] }), send(0, "bye"), {
    _tag: "Close",
    connection: 0,
    how: "gracefully"
  })
  expect(labels(world)).not.toContain("client 0 sees the end")
  const ended = applied(after(world, "client 0 takes 3"), "client 0 sees the end")
  expect(ended.deeds.map(({ what }) => what)).toEqual([
    { _tag: "ClientClosed", connection: 0, how: "server-ended" }
  ])
})

it("a close before all was read resets, and the answer is lost: why a server lingers", () => {
  const world = after(
    connected({ clients: [client(0, "body")] }),
    send(0, "413"),
    "connection 0 writes 3",
    "client 0 sends 4",
    { _tag: "Close", connection: 0, how: "gracefully" }
  )
  expect(labels(world)).toEqual(["client 0 sees a reset", "faults stop"])
})

it("what the client's kernel holds outlives a reset: the client reads it before it sees the reset", () => {
  const world = connected({ clients: [client(0, "GET")] })
  const bounded = { ...world, bounds: { ...world.bounds, receiveBufferBytes: 4 } }
  const closed = after(bounded, send(0, "413413"), "connection 0 writes 6", "client 0 sends 3", {
    _tag: "Close",
    connection: 0,
    how: "gracefully"
  })
  expect(closed.connections[0]?.outboundBytes).toBe(4)
  expect(labels(closed)).toContain("client 0 takes 4")
  expect(labels(closed)).not.toContain("client 0 sees a reset")
  expect(labels(after(closed, "client 0 takes 4"))).toContain("client 0 sees a reset")
})

it("bytes for a closed socket reset it too", () => {
  const world = after(
    connected({ clients: [client(0, "body")] }),
    send(0, "413"),
    "connection 0 writes 3",
    { _tag: "Close", connection: 0, how: "gracefully" },
    "client 0 sends 4"
  )
  expect(labels(world)).toEqual(["client 0 sees a reset", "faults stop"])
})

it("a client that left answers what still comes with a reset", () => {
  const world = after(
    connected({ clients: [client(0, "", { end: "leaves" })] }),
    "client 0 leaves",
    send(0, "late"),
    "connection 0 writes 4"
  )
  const reset = applied(world, "connection 0 sees a reset")
  expect(reset.event).toEqual({ _tag: "PeerReset", connection: 0 })
  expect(labels(reset.world)).toEqual(["faults stop"])
})

it("transfers are cut after the first byte, in the middle, before the last byte", () => {
  const clients = [client(0, "abcdefgh")]
  const world = after(
    connected({ clients, faults: faults({ shortRead: 1, shortWrite: 1 }) }),
    "client 0 sends 8",
    read(0),
    send(0, "xy")
  )
  expect(labels(world).filter((label) => label.includes("only"))).toEqual([
    "connection 0 receives only 1",
    "connection 0 receives only 4",
    "connection 0 receives only 7",
    "connection 0 writes only 1"
  ])
  const cut = applied(world, "connection 0 receives only 4")
  expect(cut.event).toMatchObject({ bytes: bytes("abcd") })
  expect(labels(after(cut.world, read(0)))).toContain("connection 0 receives 4")
  expect(labels(after(cut.world, read(0)))).not.toContain("connection 0 receives only 1")
})

it("what a right machine never asks is refused loudly", () => {
  const world = connected({ clients: [client(0, "")] })
  expect(() => after(world, read(0), read(0))).toThrow("already has a Read")
  expect(() => after(world, send(0, "a"), send(0, "b"))).toThrow("already has a Send")
  expect(() => after(world, send(0, ""))).toThrow("Send of nothing")
  expect(() => after(world, read(1))).toThrow("no connection 1")
  const finish = { _tag: "Finish", connection: 0 } as const
  expect(() => after(world, send(0, "a"), finish)).toThrow("before all was sent")
  expect(() => after(world, finish, send(0, "a"))).toThrow("after Finish")
  const close = { _tag: "Close", connection: 0, how: "reset" } as const
  expect(() => after(world, close, read(0))).toThrow("not open")
})
