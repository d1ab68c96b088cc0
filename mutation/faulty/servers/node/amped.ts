/** AMPED as it should be: eight helper processes, and contents that were served once come from memory. */
import { processes } from "./pool.ts"
import { listen, remembered } from "./serving.ts"

const pool = processes(8)

listen(remembered(async (file) => (await pool({ file })).content))
