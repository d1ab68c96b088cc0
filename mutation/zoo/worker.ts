/** Judges what it is told to, on a thread of its own. */
import { parentPort } from "node:worker_threads"
import { Zookeeper } from "./measure.ts"

const zookeeper = await Zookeeper.hire()

parentPort?.on("message", async (id: string | undefined) => {
  if (id === undefined) {
    await zookeeper.remove()
    process.exit()
  }
  parentPort?.postMessage(await zookeeper.measure(id))
})
parentPort?.postMessage("ready")
