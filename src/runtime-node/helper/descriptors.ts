/**
 * Open descriptors of files that are being sent in several loads, so that not every chunk of a large
 * file costs an open. A descriptor names one file for ever; the version says whether it is the right one.
 */
import { closeSync } from "node:fs"

export interface Descriptors {
  /** Hands a descriptor over, if there is one; the caller keeps it again or closes it. */
  readonly take: (path: string) => number | undefined
  readonly keep: (path: string, descriptor: number) => void
}

/** Few, because each kept descriptor also keeps the blocks of a deleted file on the disk. */
const keptMax = 16

export const makeDescriptors = (): Descriptors => {
  // Insertion order is age: the first entry is the one that was used longest ago.
  const kept = new Map<string, number>()
  return {
    take: (path) => {
      const descriptor = kept.get(path)
      kept.delete(path)
      return descriptor
    },
    keep: (path, descriptor) => {
      kept.set(path, descriptor)
      if (kept.size <= keptMax) return
      for (const [oldest, old] of kept) {
        kept.delete(oldest)
        closeSync(old)
        return
      }
    }
  }
}
