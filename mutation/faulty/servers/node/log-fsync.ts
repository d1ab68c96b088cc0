/** Sound but for its access log, which the loop writes and syncs before each answer. */
import { fsyncSync, openSync, writeSync } from "node:fs"
import { threads } from "./pool.ts"
import { listen, logFile, remembered } from "./serving.ts"

const pool = threads(4)
const log = openSync(logFile, "a")
const read = remembered(async (file) => (await pool({ file })).content)

listen((file) => {
  writeSync(log, `GET ${file}\n`)
  fsyncSync(log)
  return read(file)
})
