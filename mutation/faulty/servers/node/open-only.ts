/** The loop opens what it does not remember, and gives the descriptor to a helper, which reads and closes it. */
import { openSync } from "node:fs"
import { threads } from "./pool.ts"
import { listen, missingIfNoFile, remembered } from "./serving.ts"

const pool = threads(4)

const open = (file: string): number | undefined => {
  try {
    return openSync(file, "r")
  } catch (error) {
    return missingIfNoFile(error)
  }
}

listen(
  remembered(async (file) => {
    const descriptor = open(file)
    return descriptor === undefined ? undefined : (await pool({ file: descriptor })).content
  })
)
