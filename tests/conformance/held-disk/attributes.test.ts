import { type BigIntStats, lstatSync } from "node:fs"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { attributeBytes, writeAttributes } from "../../../src/conformance/held-disk/attributes.ts"

const some: BigIntStats = lstatSync(import.meta.filename, { bigint: true })

const statsOf = (fields: Partial<BigIntStats>): BigIntStats => Object.assign(some, fields)

const written = (fields: Partial<BigIntStats>): Buffer => {
  const out = Buffer.alloc(attributeBytes)
  writeAttributes(out, 0, statsOf(fields))
  return out
}

test("attributes, to the byte", () => {
  const out = written({
    ...{ ino: 0x0102n, size: 65_536n, blocks: 128n },
    ...{ atimeNs: 1_000_000_002n, mtimeNs: 3_000_000_004n, ctimeNs: 5_000_000_006n },
    ...{ mode: 0o100644n, nlink: 2n, uid: 1_000n, gid: 1_001n, rdev: 7n, blksize: 4_096n }
  })
  const expected = `
    0201000000000000 0000010000000000 8000000000000000
    0100000000000000 0300000000000000 0500000000000000 02000000 04000000 06000000
    a4810000 02000000 e8030000 e9030000 07000000 00100000 00000000`
  expect(out.toString("hex")).toBe(expected.replaceAll(/\s/g, ""))
})

test("any time is whole seconds and nanoseconds above them, before 1970 too", () => {
  const around = fc.bigInt({ min: -3_000_000_000n, max: 3_000_000_000n })
  fc.assert(
    fc.property(around, fc.constantFrom(-1n, 0n, 1n, 999_999_999n), (nanos, more) => {
      const time = nanos + more
      const out = written({ atimeNs: time, mtimeNs: 0n, ctimeNs: 0n })
      const rest = out.readUInt32LE(48)
      expect(rest).toBeLessThan(1_000_000_000)
      expect(out.readBigInt64LE(24) * 1_000_000_000n + BigInt(rest)).toBe(time)
    })
  )
})
