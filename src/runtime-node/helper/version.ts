/** The version of a file: what the file system can tell apart, as text. */
import type { BigIntStats } from "node:fs"

/** ASCII letters, digits and hyphens, so it may stand in an ETag as it is. */
export const versionOf = (stats: BigIntStats): string =>
  `${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.ctimeNs.toString(36)}`

/**
 * Time stamps of files are coarse: 1 to 10 ms on Linux, up to 2 s on FAT. A file that was changed less
 * than this before we looked could change again and still show the same version.
 */
const settleNanos = 2_000_000_000n

/** `nowMillis` must be read before the stats were: the error is then on the safe side. */
export const isSettled = (stats: BigIntStats, nowMillis: number): boolean => {
  const changed = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs
  return BigInt(nowMillis) * 1_000_000n - changed >= settleNanos
}
