/** Reads and writes of /dev/fuse: a read is one request, a write is one answer. */
import * as fs from "node:fs"
import { readBytesMax, replyHead } from "./reply.ts"
import { decodeRequest, type Request } from "./request.ts"

/** FUSE's end of the kernel. */
export const devicePath = "/dev/fuse"

/** A request is read whole or not at all; beyond data there is room for its head and a name. */
const requestBytesMax = readBytesMax + 8_192

const mountedPollMillis = 1

/**
 * Reading waits in a thread of the pool, so that commands are heard while nobody asks anything. The body of
 * a request is overwritten by the next.
 */
export const readRequests = (
  device: number,
  onRequest: (request: Request) => void,
  onEnd: () => void
): void => {
  const buffer = Buffer.allocUnsafeSlow(requestBytesMax)
  const next = (): void => {
    fs.read(device, buffer, 0, buffer.length, null, (error, bytes) => {
      if (error === null) onRequest(decodeRequest(buffer.subarray(0, bytes)))
      // Not mounted yet.
      else if (isCode(error, "EPERM")) return void setTimeout(next, mountedPollMillis)
      // ENOENT: the request was withdrawn while we took it.
      else if (!isCode(error, "EINTR", "EAGAIN", "ENOENT")) return onEnd()
      next()
    })
  }
  next()
}

/** `errno` as in errno.h, or 0. */
export const answer = (device: number, unique: bigint, errno: number, payload: Buffer): void => {
  try {
    fs.writevSync(device, [replyHead(unique, -errno, payload.length), payload])
  } catch (error) {
    // Whoever asked is gone, or the mount is.
    if (!isCode(error, "ENOENT", "ENODEV")) throw error
  }
}

/** In a thread of the pool: the kernel may wait here for locks of a request that we have to answer. */
export const notify = (device: number, message: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    fs.write(device, message, 0, message.length, null, (error) => {
      // It was not in memory, or the mount is gone.
      if (error === null || isCode(error, "ENOENT", "ENOTDIR", "ENODEV")) resolve()
      else reject(error)
    })
  })

const isCode = (error: unknown, ...codes: ReadonlyArray<string>): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code))
