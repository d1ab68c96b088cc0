import { expect, test } from "vitest"
import { opcodeName, opcodes } from "../../../src/conformance/held-disk/opcodes.ts"

test("each number has one name, and an unknown one has none", () => {
  const numbers = Object.values(opcodes)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect([1, 15, 52].map(opcodeName)).toEqual(["FUSE_LOOKUP", "FUSE_READ", "FUSE_STATX"])
  expect([0, 7, 19, 4096].map(opcodeName)).toEqual([undefined, undefined, undefined, undefined])
})
