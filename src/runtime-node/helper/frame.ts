/**
 * Frames on the byte stream between dispatcher and helper process: two lengths, a small JSON head, and
 * then the raw bytes of a file, which are never escaped or copied into text.
 *
 *     u32 headBytes | u32 bodyBytes | head: UTF-8 JSON | body        (big-endian)
 */

export interface Frame {
  readonly head: unknown
  readonly body: Buffer<ArrayBuffer>
}

const prefixBytes = 8
const headBytesMax = 256 * 1024
const bodyBytesMax = 256 * 1024 * 1024

/** The other side doesn't speak this protocol, or went mad. Its channel can't be trusted again. */
export class FrameBroken extends Error {}

/** Prefix and head as one buffer; the body follows it on the wire as it is. */
export const frameHead = (head: unknown, bodyBytes: number): Buffer<ArrayBuffer> => {
  const text = JSON.stringify(head)
  const headBytes = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafeSlow(prefixBytes + headBytes)
  frame.writeUInt32BE(headBytes, 0)
  frame.writeUInt32BE(bodyBytes, 4)
  frame.write(text, prefixBytes)
  return frame
}

/**
 * Collects frames from chunks that may be cut anywhere. Each section is filled in place, so a body is
 * copied once, from the socket's buffer to the memory that is kept.
 */
export const frameReader = (onFrame: (frame: Frame) => void): ((chunk: Uint8Array) => void) => {
  let section = Buffer.allocUnsafeSlow(prefixBytes)
  let filled = 0
  let reading: "prefix" | "head" | "body" = "prefix"
  let bodyBytes = 0
  let head: unknown = null

  const begin = (next: typeof reading, bytes: number) => {
    reading = next
    section = Buffer.allocUnsafeSlow(bytes)
    filled = 0
  }

  const complete = () => {
    if (reading === "prefix") {
      const headBytes = section.readUInt32BE(0)
      bodyBytes = section.readUInt32BE(4)
      if (headBytes === 0 || headBytes > headBytesMax || bodyBytes > bodyBytesMax)
        throw new FrameBroken(`frame of ${headBytes} + ${bodyBytes} bytes`)
      begin("head", headBytes)
      return
    }
    if (reading === "head") {
      head = parsed(section)
      begin("body", bodyBytes)
    }
    if (reading === "body" && filled === bodyBytes) {
      const body = section
      begin("prefix", prefixBytes)
      onFrame({ head, body })
    }
  }

  return (chunk) => {
    let taken = 0
    while (taken < chunk.length) {
      const some = chunk.subarray(taken, taken + section.length - filled)
      section.set(some, filled)
      taken += some.length
      filled += some.length
      if (filled === section.length) complete()
    }
  }
}

const parsed = (text: Buffer): unknown => {
  try {
    return JSON.parse(text.toString())
  } catch {
    throw new FrameBroken("the head of a frame is no JSON")
  }
}
