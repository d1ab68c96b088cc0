/** The background writer: takes text, writes all of it, says so. One batch at a time. */
import { openSync, writeSync } from "node:fs"
import type { MessagePort } from "node:worker_threads"
import { codeOf } from "./failure.ts"
import type { WriterBoot } from "./protocol.ts"

/** What the writer says: it is open, a batch is out, or (with a code) it failed. */
export interface Written {
  readonly failure: string | null
}

export const runWriter = (boot: WriterBoot, port: MessagePort): void => {
  const said = (failure: string | null) => port.postMessage({ failure } satisfies Written)
  try {
    const descriptor = openDestination(boot)
    port.on("message", (text: string) => {
      try {
        writeFully(descriptor, Buffer.from(text))
        said(null)
      } catch (error) {
        said(codeOf(error))
      }
    })
    said(null)
  } catch (error) {
    said(codeOf(error))
    port.close()
  }
}

const openDestination = ({ destination, append }: WriterBoot): number => {
  if (destination === "-") return 1
  return destination === "2" ? 2 : openSync(destination, append ? "a" : "w")
}

const writeFully = (descriptor: number, bytes: Buffer): void => {
  const never = new Int32Array(new SharedArrayBuffer(4))
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      const code = codeOf(error)
      if (code !== "EAGAIN" && code !== "EINTR") throw error
      // Standard output may be a non-blocking pipe that is full: this thread is the one that may wait.
      if (code === "EAGAIN") Atomics.wait(never, 0, 0, 10)
    }
  }
}
