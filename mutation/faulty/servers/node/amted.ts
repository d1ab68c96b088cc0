/** AMTED as it should be: four helper threads, and contents that were served once come from memory. */
import { threads } from "./pool.ts"
import { listen, remembered } from "./serving.ts"

const pool = threads(4)

listen(remembered(async (file) => (await pool({ file })).content))
