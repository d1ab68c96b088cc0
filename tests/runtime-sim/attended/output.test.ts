import { expect, test } from "vitest"
import { Output } from "../../../src/runtime-sim/attended/output.ts"

const bytes = (text: string) => Buffer.from(text, "latin1")
const text = (taken: Uint8Array) => Buffer.from(taken).toString("latin1")

test("bytes are taken in order, within a piece and across pieces", () => {
  const output = new Output()
  for (const piece of ["abc", "", "de", "fghi"]) output.add(bytes(piece))
  expect([1, 3, 1, 3].map((length) => text(output.take(length)))).toEqual(["a", "bcd", "e", "fgh"])
  output.add(bytes("jk"))
  expect(text(output.take(3))).toBe("ijk")
})

test("bytes within one piece are not copied", () => {
  const output = new Output()
  const piece = Uint8Array.from(bytes("abcdef"))
  output.add(piece)
  output.take(2)
  expect(output.take(3).buffer).toBe(piece.buffer)
})

test("bytes that were never sent can't be taken", () => {
  const output = new Output()
  output.add(bytes("abc"))
  expect(() => output.take(4)).toThrow("1 bytes are taken that were never sent")
})
