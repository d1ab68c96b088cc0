import fc from "fast-check"
import { expect, it } from "vitest"
import { Arena } from "../../../src/runtime-sim/explore/arena.ts"

const some = fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 400 })

it("numbers byte strings in the order in which they come, equal ones alike", () => {
  fc.assert(
    fc.property(some, (strings) => {
      const arena = new Arena()
      const known = new Map<string, number>()
      for (const bytes of strings) {
        const key = bytes.join()
        if (!known.has(key)) known.set(key, known.size)
        expect(arena.add(bytes, bytes.length)).toBe(known.get(key))
      }
      expect(arena.count).toBe(known.size)
      for (const [key, number] of known) expect(arena.at(number).join()).toBe(key)
    })
  )
})

it("keeps apart what only its length tells apart", () => {
  const arena = new Arena()
  const bytes = Uint8Array.of(0, 0, 0)
  expect([1, 2, 3, 0].map((length) => arena.add(bytes, length))).toEqual([0, 1, 2, 3])
})

it("grows past every one of its arrays", () => {
  const arena = new Arena()
  const bytes = new Uint8Array(40)
  const count = 5000
  const write = (value: number) => new DataView(bytes.buffer).setUint32(0, value)
  for (let value = 0; value < count; value++) {
    write(value)
    expect(arena.add(bytes, bytes.length)).toBe(value)
  }
  for (let value = 0; value < count; value++) {
    write(value)
    expect(arena.add(bytes, bytes.length)).toBe(value)
  }
  expect(arena.memoryBytes).toBeGreaterThan(count * 40)
})
