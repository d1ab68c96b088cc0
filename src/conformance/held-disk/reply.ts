/** Writes what the kernel is told: `fuse_out_header`, `fuse_*_out` and notifications of linux/fuse.h. */
import type { BigIntStats, BigIntStatsFs } from "node:fs"
import { attributeBytes, writeAttributes } from "./attributes.ts"
import type { Offer } from "./request.ts"

/** sizeof(struct fuse_out_header) */
export const replyHeadBytes = 16

/** The head of a message; `error` is an errno, below zero, or the code of a notification. */
export const replyHead = (unique: bigint, error: number, payloadBytes: number): Buffer => {
  const head = Buffer.alloc(replyHeadBytes)
  head.writeUInt32LE(replyHeadBytes + payloadBytes, 0)
  head.writeInt32LE(error, 4)
  head.writeBigUInt64LE(unique, 8)
  return head
}

export const empty = Buffer.alloc(0)

const FUSE_KERNEL_VERSION = 7
/** The version of the interface whose structures these are. */
const FUSE_KERNEL_MINOR_VERSION = 38

/** Several reads of one file may be under way. */
const FUSE_ASYNC_READ = 1 << 0
const FUSE_DO_READDIRPLUS = 1 << 13
const FUSE_READDIRPLUS_AUTO = 1 << 14
/**
 * Without it one held lookup stops every other new name of that folder, and its readers can't be killed:
 * a stall that is not the server's.
 */
const FUSE_PARALLEL_DIROPS = 1 << 18
const FUSE_MAX_PAGES = 1 << 22

const flagsWanted =
  FUSE_ASYNC_READ |
  FUSE_DO_READDIRPLUS |
  FUSE_READDIRPLUS_AUTO |
  FUSE_PARALLEL_DIROPS |
  FUSE_MAX_PAGES

export const readBytesMax = 128 * 1_024
const pageBytes = 4_096
/** Held reads must not use up what the kernel lets be under way. */
const backgroundMax = 65_535

/** struct fuse_init_out */
export const initReply = (offer: Offer): Buffer => {
  const out = Buffer.alloc(64)
  out.writeUInt32LE(FUSE_KERNEL_VERSION, 0)
  out.writeUInt32LE(Math.min(offer.minor, FUSE_KERNEL_MINOR_VERSION), 4)
  out.writeUInt32LE(offer.readaheadBytesMax, 8)
  out.writeUInt32LE((flagsWanted & offer.flags) >>> 0, 12)
  out.writeUInt16LE(backgroundMax, 16)
  out.writeUInt16LE(backgroundMax, 18)
  out.writeUInt32LE(readBytesMax, 20)
  out.writeUInt32LE(1, 24)
  out.writeUInt16LE(readBytesMax / pageBytes, 28)
  return out
}

/** So long the kernel may believe a name or attributes without asking: longer than any trial. */
const validSeconds = 3_600n

/** sizeof(struct fuse_entry_out) */
export const entryBytes = 128

export const writeEntry = (into: Buffer, at: number, node: number, stats: BigIntStats): void => {
  into.writeBigUInt64LE(BigInt(node), at)
  into.writeBigUInt64LE(validSeconds, at + 16)
  into.writeBigUInt64LE(validSeconds, at + 24)
  writeAttributes(into, at + 40, stats)
}

/** struct fuse_entry_out; `isVague`: the kernel must ask for the attributes when it needs them. */
export const entryReply = (node: number, stats: BigIntStats, isVague: boolean): Buffer => {
  const out = Buffer.alloc(entryBytes)
  writeEntry(out, 0, node, stats)
  if (isVague) out.writeBigUInt64LE(0n, 24)
  return out
}

/** Node 0: there is no such name, and the kernel may remember it. */
export const missingReply = (): Buffer => {
  const out = Buffer.alloc(entryBytes)
  out.writeBigUInt64LE(validSeconds, 16)
  return out
}

/** struct fuse_attr_out */
export const attributesReply = (stats: BigIntStats): Buffer => {
  const out = Buffer.alloc(16 + attributeBytes)
  out.writeBigUInt64LE(validSeconds, 0)
  writeAttributes(out, 16, stats)
  return out
}

/** Opening a file again must not forget what of it is in memory. */
export const FOPEN_KEEP_CACHE = 1 << 1

/** struct fuse_open_out */
export const openReply = (handle: number, flags: number): Buffer => {
  const out = Buffer.alloc(16)
  out.writeBigUInt64LE(BigInt(handle), 0)
  out.writeUInt32LE(flags, 8)
  return out
}

const NAME_MAX = 255

/** struct fuse_kstatfs */
export const statfsReply = (stats: BigIntStatsFs): Buffer => {
  const out = Buffer.alloc(80)
  const counts = [stats.blocks, stats.bfree, stats.bavail, stats.files, stats.ffree]
  for (const [index, count] of counts.entries()) out.writeBigUInt64LE(count, 8 * index)
  out.writeUInt32LE(Number(stats.bsize), 40)
  out.writeUInt32LE(NAME_MAX, 44)
  out.writeUInt32LE(Number(stats.bsize), 48)
  return out
}

const FUSE_NOTIFY_INVAL_INODE = 2
const FUSE_NOTIFY_INVAL_ENTRY = 3

const notification = (code: number, payload: Buffer): Buffer =>
  Buffer.concat([replyHead(0n, code, payload.length), payload])

/** struct fuse_notify_inval_inode_out: attributes and, from offset 0 to the end, pages. */
export const forgetInode = (node: number): Buffer => {
  const out = Buffer.alloc(24)
  out.writeBigUInt64LE(BigInt(node), 0)
  return notification(FUSE_NOTIFY_INVAL_INODE, out)
}

/** struct fuse_notify_inval_entry_out */
export const forgetName = (folder: number, name: Buffer): Buffer => {
  const out = Buffer.alloc(16 + name.length + 1)
  out.writeBigUInt64LE(BigInt(folder), 0)
  out.writeUInt32LE(name.length, 8)
  name.copy(out, 16)
  return notification(FUSE_NOTIFY_INVAL_ENTRY, out)
}
