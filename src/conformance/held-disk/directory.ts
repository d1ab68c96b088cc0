/** Folders as the kernel reads them: runs of `fuse_dirent` and `fuse_direntplus`. */
import type { BigIntStats } from "node:fs"
import { entryBytes, writeEntry } from "./reply.ts"

export interface Entry {
  readonly name: Buffer
  readonly stats: BigIntStats
}

/** FUSE_NAME_OFFSET */
const nameOffset = 24

/** FUSE_DIRENT_ALIGN */
const aligned = (bytes: number): number => (bytes + 7) & ~7

/** The kind of a file in `d_type` is the upper part of its mode. */
const kindOf = (stats: BigIntStats): number => (Number(stats.mode) & 0o170000) >> 12

/** As many entries as fit from `offset` on, which counts entries. */
const packed = (
  entries: ReadonlyArray<Entry>,
  offset: number,
  bytesMax: number,
  before: number,
  writeBefore: (into: Buffer, at: number, entry: Entry) => void
): Buffer => {
  const out = Buffer.alloc(bytesMax)
  let at = 0
  for (const [index, entry] of entries.entries()) {
    if (index < offset) continue
    const bytes = before + aligned(nameOffset + entry.name.length)
    if (at + bytes > bytesMax) break
    writeBefore(out, at, entry)
    const start = at + before
    out.writeBigUInt64LE(entry.stats.ino, start)
    out.writeBigUInt64LE(BigInt(index + 1), start + 8)
    out.writeUInt32LE(entry.name.length, start + 16)
    out.writeUInt32LE(kindOf(entry.stats), start + 20)
    entry.name.copy(out, start + nameOffset)
    at += bytes
  }
  return out.subarray(0, at)
}

export const packEntries = (
  entries: ReadonlyArray<Entry>,
  offset: number,
  bytesMax: number
): Buffer => packed(entries, offset, bytesMax, 0, () => {})

/** `nodeOf` says undefined for what the kernel must not learn from a listing. */
export const packEntriesPlus = (
  entries: ReadonlyArray<Entry>,
  offset: number,
  bytesMax: number,
  nodeOf: (entry: Entry) => number | undefined
): Buffer =>
  packed(entries, offset, bytesMax, entryBytes, (into, at, entry) => {
    const node = nodeOf(entry)
    if (node !== undefined) writeEntry(into, at, node, entry.stats)
  })
