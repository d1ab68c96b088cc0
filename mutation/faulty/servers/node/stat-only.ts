/** The loop looks each name up by itself, "only a stat"; helpers read, and contents are remembered. */
import { statSync } from "node:fs"
import { threads } from "./pool.ts"
import { listen, remembered } from "./serving.ts"

const pool = threads(4)
const read = remembered(async (file) => (await pool({ file })).content)

listen((file) =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true ? read(file) : undefined
)
