/** Judges what it is told to, on a thread of its own. */
import { parentPort } from "node:worker_threads"
import { Zookeeper } from "./measure.ts"

// A machine that breaks rejects all who wait for it, also those to whom nobody listens any more.
process.on("unhandledRejection", () => {})

const zookeeper = await Zookeeper.hire()

parentPort?.on("message", async (id: string | undefined) => {
  if (id === undefined) {
    await zookeeper.remove()
    process.exit()
  }
  try {
    parentPort?.postMessage(await zookeeper.measure(id))
  } catch (cause) {
    parentPort?.postMessage(new Error(`${id} could not be measured`, { cause }))
  }
})
parentPort?.postMessage("ready")
