/** Measures on as many threads as there are processors. */
import * as os from "node:os"
import { Worker } from "node:worker_threads"
import type { Row } from "./kills.ts"

export interface RunOptions {
  readonly ids: ReadonlyArray<string>
  /** No further one is begun after this. */
  readonly untilMillis?: number
  readonly onRow: (row: Row, millis: number) => void
}

/** In the order of the ids; without those for which there was no time. */
export const measureAll = async (options: RunOptions): Promise<ReadonlyArray<Row>> => {
  const { ids } = options
  const queue = [...ids]
  const rows = new Map<string, Row>()
  const threads = Math.max(1, Math.min(os.availableParallelism(), ids.length, 4))
  await Promise.all(Array.from({ length: threads }, () => runThread(queue, rows, options)))
  return ids.flatMap((id) => rows.get(id) ?? [])
}

const runThread = (
  queue: Array<string>,
  rows: Map<string, Row>,
  { onRow, untilMillis = Infinity }: RunOptions
): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.ts", import.meta.url))
    let started = 0
    worker.on("message", (told: "ready" | Row | Error) => {
      if (told instanceof Error) return reject(told)
      if (told !== "ready") {
        rows.set(told.id, told)
        onRow(told, performance.now() - started)
      }
      started = performance.now()
      worker.postMessage(started < untilMillis ? queue.shift() : undefined)
    })
    worker.on("error", reject)
    worker.on("exit", () => resolve())
  })
