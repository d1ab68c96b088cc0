import { expect, test } from "vitest"
import {
  decodeInit,
  decodeInterrupt,
  decodeName,
  decodeOpen,
  decodeRead,
  decodeRelease,
  decodeRequest
} from "../../../src/conformance/held-disk/request.ts"

// Bytes as the kernel writes them on a little-endian machine, by hand.
const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex")

test("a request is its head, and a body as long as the head says", () => {
  const lookup = bytes(`
    2e000000 01000000 0a0b0c0d0e0f1011 0300000000000000
    e8030000 e9030000 39300000 00000000
    612e62696e00 ffff`)
  const { body, ...head } = decodeRequest(lookup)
  expect(head).toEqual({ opcode: 1, unique: 0x11100f0e0d0c0b0an, node: 3, thread: 12_345 })
  expect(body.toString("latin1")).toBe("a.bin\0")
})

test("a name ends before its NUL, and may be any other bytes", () => {
  expect(decodeName(bytes("61ff62 00"))).toEqual(bytes("61ff62"))
  expect(decodeName(bytes("00"))).toEqual(bytes(""))
  expect(decodeName(bytes("6162"))).toEqual(bytes("6162"))
})

test("bodies", () => {
  expect(decodeInit(bytes("07000000 2d000000 00000200 fbffff7f"))).toEqual({
    minor: 45,
    readaheadBytesMax: 131_072,
    flags: 0x7ffffffb
  })
  expect(decodeOpen(bytes("01800000 00000000"))).toEqual({ flags: 0x8001 })
  expect(decodeRead(bytes("0500000000000000 0010000001000000 00000200 00000000"))).toEqual({
    handle: 5,
    offset: 0x1_0000_1000,
    bytesMax: 131_072
  })
  expect(decodeRelease(bytes("0900000000000000 00000000"))).toEqual({ handle: 9 })
  expect(decodeInterrupt(bytes("ffffffffffffffff"))).toEqual({ target: 0xffffffffffffffffn })
})
