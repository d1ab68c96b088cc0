/** AMPED without a memory: however often a file was served, the next request for it needs a helper again. */
import { processes } from "./pool.ts"
import { listen } from "./serving.ts"

const pool = processes(4)

listen(async (file) => (await pool({ file })).content)
