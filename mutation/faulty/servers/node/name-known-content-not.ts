/** Helpers look names up, and the loop remembers them; it takes a known name for a warm file, and reads that itself. */
import { stat } from "node:fs/promises"
import { listen, missingIfNoFile, readNow } from "./serving.ts"

const names = new Map<string, boolean>()

listen(async (file) => {
  if (!names.has(file)) {
    const found = await stat(file).catch(missingIfNoFile)
    names.set(file, found?.isFile() === true)
  }
  return names.get(file) === true ? readNow(file) : undefined
})
