/**
 * Four helper threads take paths out of a ring in shared memory, which has eight places. When it is full, the loop
 * sleeps until a helper has taken one.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { type Content, listen, readNow, remembered } from "./serving.ts"

const places = 8
const pathBytesMax = 1_024

interface Ring {
  /** How many paths were put in, and how many were taken out. */
  readonly counts: Int32Array
  readonly paths: Buffer
}

const ringIn = (memory: SharedArrayBuffer): Ring => ({
  counts: new Int32Array(memory, 0, 2),
  paths: Buffer.from(memory, 8)
})

const placeAt = ({ paths }: Ring, count: number): Buffer =>
  paths.subarray((count % places) * pathBytesMax, ((count % places) + 1) * pathBytesMax)

const put = (ring: Ring, file: string): void => {
  const end = Atomics.load(ring.counts, 0)
  for (;;) {
    const begin = Atomics.load(ring.counts, 1)
    if (end - begin < places) break
    Atomics.wait(ring.counts, 1, begin)
  }
  placeAt(ring, end).write(`${file}\0`)
  Atomics.store(ring.counts, 0, end + 1)
  Atomics.notify(ring.counts, 0)
}

const take = (ring: Ring): string => {
  for (;;) {
    const begin = Atomics.load(ring.counts, 1)
    const end = Atomics.load(ring.counts, 0)
    const [file = ""] = placeAt(ring, begin).toString().split("\0")
    if (begin === end) Atomics.wait(ring.counts, 0, end)
    else if (Atomics.compareExchange(ring.counts, 1, begin, begin + 1) === begin) {
      Atomics.notify(ring.counts, 1)
      return file
    }
  }
}

const serveFrom = (memory: SharedArrayBuffer): void => {
  const ring = ringIn(memory)
  const waiting = new Map<string, Array<(content: Content) => void>>()
  for (let count = 0; count < 4; count++)
    new Worker(new URL(import.meta.url), { workerData: memory }).on(
      "message",
      ([file, content]: readonly [string, Uint8Array | undefined]) => {
        const octets = content === undefined ? undefined : Buffer.from(content)
        for (const resolve of waiting.get(file) ?? []) resolve(octets)
        waiting.delete(file)
      }
    )
  listen(
    remembered(
      (file) =>
        new Promise((resolve) => {
          const others = waiting.get(file)
          waiting.set(file, [...(others ?? []), resolve])
          if (others === undefined) put(ring, file)
        })
    )
  )
}

if (isMainThread) serveFrom(new SharedArrayBuffer(8 + places * pathBytesMax))
else {
  const ring = ringIn(workerData)
  for (;;) {
    const file = take(ring)
    parentPort?.postMessage([file, readNow(file)])
  }
}
