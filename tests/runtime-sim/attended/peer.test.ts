import { expect, test } from "vitest"
import {
  freshPeer,
  isOver,
  peerChoices,
  scriptless,
  without,
  withSegment
} from "../../../src/runtime-sim/attended/peer.ts"
import { labelOf, type Choice } from "../../../src/runtime-sim/choice.ts"
import type { World } from "../../../src/runtime-sim/world.ts"
import { after, client, connected, read, send } from "../story.ts"

const two = connected({ clients: [client(0, ""), client(1, "")], sendBufferBytes: 200_000 })
const listener = { onBytes: () => {}, onEnd: () => {} }

const offered = (world: World, state = freshPeer(0, listener)): ReadonlyArray<string> => {
  const choices: Array<Choice> = []
  peerChoices(world, new Map([[0, state]]), choices)
  return choices.map(labelOf)
}

test("a connection is over when both sides have ended, and then nothing of it is left", () => {
  const ended = after(two, { _tag: "Close", connection: 0, how: "gracefully" })
  expect(isOver(ended, 0)).toBe(false)
  const over = after(ended, "client 0 sees the end")
  expect(isOver(over, 0)).toBe(true)
  const left = without(over, 0)
  expect(left.clients.map(({ id }) => id)).toEqual([1])
  expect(left.connections.map(({ id }) => id)).toEqual([1])
})

test("what a client without a script sends becomes its script, octet for octet", () => {
  const world = { ...two, clients: [{ ...scriptless(0), state: "connected" as const }] }
  const sending = withSegment(world, 0, Uint8Array.from([0, 0x80, 0xff]))
  const arrived = after(sending, read(0), "client 0 sends 3")
  expect(arrived.connections[0]?.inbound).toBe("\0\x80\xff")
  const more = after(withSegment(arrived, 0, Buffer.from("x")), "client 0 sends 1")
  expect(more.clients[0]).toMatchObject({ sentBytes: 4 })
})

test("a client takes at most what one read brings, then sees the end, once", () => {
  const sent = after(two, send(0, "x".repeat(100_000)), "connection 0 writes 100000")
  expect(offered(sent)).toEqual(["client 0 takes 65536"])
  expect(offered(sent, { ...freshPeer(0, listener), paused: true })).toEqual([])
  const ended = after(two, { _tag: "Close", connection: 0, how: "gracefully" })
  expect(offered(ended)).toEqual(["client 0 sees the end"])
  expect(offered(ended, { ...freshPeer(0, listener), sawEnd: true })).toEqual([])
  const reset = after(two, { _tag: "Close", connection: 0, how: "reset" })
  expect(offered(reset)).toEqual(["client 0 sees a reset"])
  expect(offered(reset, { ...freshPeer(0, listener), gone: true })).toEqual([])
})
