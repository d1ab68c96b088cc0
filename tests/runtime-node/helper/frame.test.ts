import fc from "fast-check"
import { expect, test } from "vitest"
import type { Frame } from "../../../src/runtime-node/helper/frame.ts"
import { FrameBroken, frameHead, frameReader } from "../../../src/runtime-node/helper/frame.ts"

const frames = fc.array(
  fc.record({
    head: fc.record({ text: fc.string({ unit: "binary" }) }),
    body: fc.uint8Array({ maxLength: 40 })
  }),
  { minLength: 1, maxLength: 4 }
)

const wireOf = (sent: ReadonlyArray<{ head: unknown; body: Uint8Array }>): Buffer =>
  Buffer.concat(sent.flatMap(({ head, body }) => [frameHead(head, body.length), body]))

const read = (chunks: ReadonlyArray<Uint8Array>): ReadonlyArray<Frame> => {
  const got: Array<Frame> = []
  const push = frameReader((frame) => got.push(frame))
  for (const chunk of chunks) push(chunk)
  return got
}

const plain = (all: ReadonlyArray<{ head: unknown; body: Uint8Array }>) =>
  all.map(({ head, body }) => ({ head, body: [...body] }))

test("frames arrive as they were sent, wherever the stream is cut", () => {
  fc.assert(
    fc.property(frames, (sent) => {
      const wire = wireOf(sent)
      for (let cut = 0; cut <= wire.length; cut++)
        expect(plain(read([wire.subarray(0, cut), wire.subarray(cut)]))).toEqual(plain(sent))
      expect(plain(read(Array.from(wire, (octet) => Uint8Array.of(octet))))).toEqual(plain(sent))
    })
  )
})

test("a body doesn't share memory with the chunk that brought it", () => {
  const wire = wireOf([{ head: {}, body: Uint8Array.of(1, 2, 3) }])
  const [frame] = read([wire])
  wire.fill(0)
  expect([...(frame?.body ?? [])]).toEqual([1, 2, 3])
})

test.each([
  ["an empty head", Buffer.alloc(8)],
  ["a head without end", Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])],
  ["a body without end", Buffer.from([0, 0, 0, 1, 255, 255, 255, 255])],
  ["a head that is no JSON", Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0x7b])]
])("%s is refused", (_, wire) => {
  expect(() => read([wire])).toThrow(FrameBroken)
})
