/** A helper, as a thread or a process: does one file at a time, and may wait for the disk as long as it likes. */
import { closeSync } from "node:fs"
import { parentPort } from "node:worker_threads"
import type { Job } from "./pool.ts"
import { readNow } from "./serving.ts"

const carryOut = ({ file, warmOnly }: Job) => {
  const content = readNow(file)
  if (typeof file === "number") closeSync(file)
  return { isThere: content !== undefined, content: warmOnly === true ? undefined : content }
}

if (parentPort === null) process.on("message", (job: Job) => process.send?.(carryOut(job)))
else {
  const port = parentPort
  port.on("message", (job: Job) => port.postMessage(carryOut(job)))
}
