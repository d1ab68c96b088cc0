import { lstatSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  type Entry,
  packEntries,
  packEntriesPlus
} from "../../../src/conformance/held-disk/directory.ts"

const file = lstatSync(import.meta.filename, { bigint: true })
const folder = lstatSync(import.meta.dirname, { bigint: true })

const entry = (name: string, stats = file): Entry => ({ name: Buffer.from(name), stats })

const kinds = { file: 8, folder: 4 }

/** Reads it as the kernel does. */
const unpacked = (bytes: Buffer, before: number): ReadonlyArray<unknown> => {
  const found: Array<unknown> = []
  for (let at = 0; at < bytes.length;) {
    const start = at + before
    const length = bytes.readUInt32LE(start + 16)
    found.push({
      ...(before === 0 ? {} : { node: Number(bytes.readBigUInt64LE(at)) }),
      ino: bytes.readBigUInt64LE(start),
      next: Number(bytes.readBigUInt64LE(start + 8)),
      kind: bytes.readUInt32LE(start + 20),
      name: bytes.toString("utf8", start + 24, start + 24 + length)
    })
    at = start + Math.ceil((24 + length) / 8) * 8
  }
  return found
}

test("an entry, to the byte", () => {
  const [ino, out] = [Buffer.alloc(8), packEntries([entry("ab")], 0, 4_096)]
  ino.writeBigUInt64LE(file.ino)
  const rest = "0100000000000000 02000000 08000000 6162000000000000"
  expect(out.toString("hex")).toBe(`${ino.toString("hex")}${rest.replaceAll(" ", "")}`)
})

describe("a listing is read in pieces, each as large as the kernel's buffer", () => {
  const name = fc.oneof(
    fc.constantFrom("a", "a".repeat(7), "a".repeat(8), "a".repeat(9), "a".repeat(255)),
    fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" })
  )
  const bytesMax = fc.constantFrom(280, 407, 408, 512, 4_096)
  const read = (
    entries: ReadonlyArray<Entry>,
    before: number,
    pack: (offset: number) => Buffer
  ): ReadonlyArray<unknown> => {
    const all: Array<unknown> = []
    while (all.length < entries.length) {
      const piece = unpacked(pack(all.length), before)
      expect(piece.length).toBeGreaterThan(0)
      all.push(...piece)
    }
    expect(pack(all.length).length).toBe(0)
    return all
  }
  const expected = (entries: ReadonlyArray<Entry>): ReadonlyArray<Record<string, unknown>> =>
    entries.map((each, index) => ({
      ino: each.stats.ino,
      next: index + 1,
      kind: each.stats === file ? kinds.file : kinds.folder,
      name: each.name.toString()
    }))
  const entriesOf = fc.array(fc.tuple(name, fc.boolean()), { maxLength: 12 })

  test("without attributes", () => {
    fc.assert(
      fc.property(entriesOf, bytesMax, (names, most) => {
        const entries = names.map(([each, isFile]) => entry(each, isFile ? file : folder))
        const all = read(entries, 0, (offset) => packEntries(entries, offset, most))
        expect(all).toEqual(expected(entries))
      })
    )
  })

  test("with attributes, of which hidden names have none", () => {
    fc.assert(
      fc.property(entriesOf, bytesMax, (names, most) => {
        const entries = names.map(([each]) => entry(each))
        const nodeOf = (each: Entry): number | undefined => {
          const index = entries.indexOf(each)
          return index % 2 === 0 ? index + 10 : undefined
        }
        const pack = (offset: number): Buffer =>
          packEntriesPlus(entries, offset, most + 128, nodeOf)
        const nodes = entries.map((each) => nodeOf(each) ?? 0)
        expect(read(entries, 128, pack)).toEqual(
          expected(entries).map((each, index) => ({ node: nodes[index], ...each }))
        )
      })
    )
  })
})
