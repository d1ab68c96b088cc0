/** struct fuse_attr: what `stat` shall show of a file. */
import type { BigIntStats } from "node:fs"

/** sizeof(struct fuse_attr) */
export const attributeBytes = 88

const nanosPerSecond = 1_000_000_000n

/** Whole seconds and the nanoseconds above them, also before 1970. */
const split = (nanos: bigint): readonly [seconds: bigint, nanos: number] => {
  const rest = ((nanos % nanosPerSecond) + nanosPerSecond) % nanosPerSecond
  return [(nanos - rest) / nanosPerSecond, Number(rest)]
}

export const writeAttributes = (into: Buffer, at: number, stats: BigIntStats): void => {
  into.writeBigUInt64LE(stats.ino, at)
  into.writeBigUInt64LE(stats.size, at + 8)
  into.writeBigUInt64LE(stats.blocks, at + 16)
  const times = [stats.atimeNs, stats.mtimeNs, stats.ctimeNs].map(split)
  for (const [index, [seconds, nanos]] of times.entries()) {
    into.writeBigInt64LE(seconds, at + 24 + 8 * index)
    into.writeUInt32LE(nanos, at + 48 + 4 * index)
  }
  into.writeUInt32LE(Number(stats.mode), at + 60)
  into.writeUInt32LE(Number(stats.nlink), at + 64)
  into.writeUInt32LE(Number(stats.uid), at + 68)
  into.writeUInt32LE(Number(stats.gid), at + 72)
  into.writeUInt32LE(Number(BigInt.asUintN(32, stats.rdev)), at + 76)
  into.writeUInt32LE(Number(stats.blksize), at + 80)
}
