/** Files whose sizes are multiples of a chunk, or one octet away from one. */
import { type Disk, diskOf, fileOf } from "../../tests/state-machine/files.ts"
import { smallLimits } from "./limits.ts"

const { chunkBytes, cacheableBytesMax } = smallLimits

export const contentOf = (sizeBytes: number): string =>
  Array.from({ length: sizeBytes }, (_, index) => String.fromCharCode(97 + (index % 26))).join("")

export const smallDisk = (): Disk =>
  diskOf({
    "/a": contentOf(2 * chunkBytes),
    "/b": contentOf(1),
    "/c": contentOf(cacheableBytesMax + chunkBytes + 1),
    "/d/index.html": contentOf(chunkBytes - 1),
    "/e": "",
    "/young": fileOf("/young", contentOf(chunkBytes + 1), { settled: false }),
    "/fifo": { _tag: "Special" }
  })
