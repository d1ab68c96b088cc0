/**
 * A helper process's end of the channel: blocking reads and writes, because a helper "operates
 * synchronously, waiting on the server for new requests and handling only one request at a time"
 * (Flash, USENIX ATC 1999).
 */
import { readSync, writeSync } from "node:fs"
import { codeOf } from "./failure.ts"
import { frameHead, frameReader } from "./frame.ts"
import type { Answer, Request } from "./protocol.ts"
import { channelDescriptor } from "./protocol.ts"

/** Returns when the dispatcher is gone. */
export const serveRequests = (answer: (request: Request) => Answer): void => {
  const read = frameReader(({ head }) => sendAnswer(answer(head as Request)))
  const chunk = Buffer.allocUnsafeSlow(64 * 1024)
  for (;;) {
    const count = uninterrupted(() => readSync(channelDescriptor, chunk))
    if (count === 0) return
    read(chunk.subarray(0, count))
  }
}

export const sendAnswer = (answer: Answer): void => {
  if (answer.kind !== "done" || answer.bytes === null) return writeFully(frameHead(answer, 0))
  const { bytes, ...head } = answer
  writeFully(frameHead(head, bytes.length))
  writeFully(bytes)
}

const writeFully = (bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;)
    written += uninterrupted(() => writeSync(channelDescriptor, bytes, written))
}

const uninterrupted = (call: () => number): number => {
  for (;;) {
    try {
      return call()
    } catch (error) {
      if (codeOf(error) !== "EINTR") throw error
    }
  }
}
