/** Whether a file begins as a wire file, whatever its version and however long it is. */
import { closeSync, openSync, readSync } from "node:fs"
import { looksLikeWire } from "./decode.ts"

const beginningBytes = 64

/** False where it can't be read. */
export const beginsAsWire = (name: string): boolean => {
  const beginning = Buffer.alloc(beginningBytes)
  try {
    const descriptor = openSync(name, "r")
    try {
      readSync(descriptor, beginning, 0, beginningBytes, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return false
  }
  return looksLikeWire(beginning)
}
