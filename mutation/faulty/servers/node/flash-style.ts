/**
 * As Flash does it: a helper process touches the file, so that the kernel has its pages, and the dispatcher reads it
 * without waiting. What a helper warmed once is taken to be warm for ever, which holds while nothing is evicted.
 */
import { processes } from "./pool.ts"
import { listen, readNow } from "./serving.ts"

const pool = processes(8)
const warm = new Map<string, boolean>()

listen(async (file) => {
  if (!warm.has(file)) warm.set(file, (await pool({ file, warmOnly: true })).isThere)
  return warm.get(file) === true ? readNow(file) : undefined
})
