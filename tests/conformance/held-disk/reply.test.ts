import { lstatSync, statfsSync } from "node:fs"
import { expect, test } from "vitest"
import * as reply from "../../../src/conformance/held-disk/reply.ts"

const hex = (text: string): string => text.replaceAll(/\s/g, "")

const stats = lstatSync(import.meta.filename, { bigint: true })

test("the head of an answer", () => {
  expect(reply.replyHead(0x0102030405060708n, 0, 5).toString("hex")).toBe(
    hex("15000000 00000000 0807060504030201")
  )
  expect(reply.replyHead(2n, -38, 0).toString("hex")).toBe(
    hex("10000000 daffffff 0200000000000000")
  )
})

test.each([
  [45, 38],
  [31, 31]
])("to a kernel of version 7.%i we speak 7.%i, with flags that both want", (minor, ours) => {
  const out = reply.initReply({ minor, readaheadBytesMax: 131_072, flags: 0xffffffff })
  expect(out.length).toBe(64)
  expect(out.toString("hex", 0, 32)).toBe(
    hex(`07000000 ${ours.toString(16).padStart(2, "0")}000000 00000200 01604400
      ffff ffff 00000200 01000000 2000 0000`)
  )
  const poor = reply.initReply({ minor, readaheadBytesMax: 0, flags: 1 << 18 })
  expect(poor.readUInt32LE(12)).toBe(1 << 18)
})

test("a name that is there is valid for an hour; its attributes are not, if they shall be asked for", () => {
  const sure = reply.entryReply(7, stats, false)
  expect(sure.length).toBe(128)
  expect(sure.toString("hex", 0, 40)).toBe(
    hex("0700000000000000 0000000000000000 100e000000000000 100e000000000000 00000000 00000000")
  )
  expect(sure.readBigUInt64LE(40)).toBe(stats.ino)
  const vague = reply.entryReply(7, stats, true)
  expect(vague.toString("hex", 16, 32)).toBe(hex("100e000000000000 0000000000000000"))
})

test("a name that is missing is remembered as well", () => {
  const out = reply.missingReply()
  expect(out.length).toBe(128)
  expect(out.toString("hex", 0, 32)).toBe(
    hex("0000000000000000 0000000000000000 100e000000000000 0000000000000000")
  )
})

test("attributes, a handle, the volume", () => {
  const attributes = reply.attributesReply(stats)
  expect([attributes.length, attributes.readBigUInt64LE(0)]).toEqual([104, 3_600n])
  expect(attributes.readBigUInt64LE(16)).toBe(stats.ino)
  expect(reply.openReply(9, reply.FOPEN_KEEP_CACHE).toString("hex")).toBe(
    hex("0900000000000000 02000000 00000000")
  )
  const volume = Object.assign(statfsSync("/", { bigint: true }), {
    ...{ blocks: 1n, bfree: 2n, bavail: 3n, files: 4n, ffree: 5n, bsize: 4_096n }
  })
  expect(reply.statfsReply(volume).toString("hex")).toBe(
    hex(`0100000000000000 0200000000000000 0300000000000000 0400000000000000 0500000000000000
      00100000 ff000000 00100000 00000000 ${"00".repeat(24)}`)
  )
})

test("what makes a file cold: attributes and all pages, then its name", () => {
  expect(reply.forgetInode(0x0305).toString("hex")).toBe(
    hex(`28000000 02000000 0000000000000000
      0503000000000000 0000000000000000 0000000000000000`)
  )
  expect(reply.forgetName(1, Buffer.from("a.b")).toString("hex")).toBe(
    hex("24000000 03000000 0000000000000000 0100000000000000 03000000 00000000 612e6200")
  )
})
