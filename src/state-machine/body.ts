/**
 * How a request body is delimited (RFC 9112 section 6), and how it is skipped. No body is ever used:
 * it is read to find the next request, and refused when that would be doubtful or long.
 */
import { combined, elements, type Head, type Refusal } from "./head.ts"
import type { Limits } from "./limits.ts"
import { nextLine, noOctets } from "./octets.ts"

/** What is left to skip. */
export type Body =
  | { readonly _tag: "Counted"; readonly remainingBytes: number }
  | {
      readonly _tag: "Chunked"
      readonly stage: "size" | "data" | "data-end" | "trailer"
      readonly remainingBytes: number
      /** Chunk data so far: bounded by `bodyBytesMax`. */
      readonly bodyBytes: number
      /** Size lines and trailers so far: bounded by `headBytesMax`. */
      readonly lineBytes: number
    }

const bad: Refusal = { rule: "read/bad-framing", status: 400 }
const tooLarge: Refusal = { rule: "read/body-too-large", status: 413 }
const badChunk: Refusal = { rule: "read/bad-chunk", status: 400 }

/** Size line with extensions that are ignored (RFC 9112 section 7.1.1). */
const sizeLine = /^([0-9A-Fa-f]+)(?:[ \t]*;[\t -~\x80-\xff]*)?$/

/**
 * The body that a head announces; `undefined` for none. Whatever two readers could understand in two ways
 * is refused, and with it the connection (RFC 9112 section 6.3).
 */
export const framing = (head: Head, limits: Limits): Body | Refusal | undefined => {
  const coding = combined(head, "transfer-encoding")
  const length = combined(head, "content-length")
  if (coding !== undefined) {
    // A chunked body beside a length, or from a peer that can't know chunks, is an attack or a fault.
    if (length !== undefined || head.line.minor === 0) return bad
    const codings = elements(coding.toLowerCase())
    if (codings.length === 1 && codings[0] === "chunked") {
      return { _tag: "Chunked", stage: "size", remainingBytes: 0, bodyBytes: 0, lineBytes: 0 }
    }
    const chunked = codings.indexOf("chunked")
    const doubtful = codings.some((name) => name.startsWith("chunked") && name !== "chunked")
    if (codings.length === 0 || doubtful) return bad
    if (chunked !== -1 && chunked !== codings.length - 1) return bad
    return { rule: "read/coding-unknown", status: 501 }
  }
  if (length === undefined) return undefined
  // Also refuses a repeated length: two equal ones are as doubtful as `5, 5` (spec/freedoms.md).
  if (!/^[0-9]+$/.test(length)) return bad
  const digits = length.replace(/^0+(?=.)/, "")
  // Compared as text first, so that no number of digits overflows.
  if (digits.length > 15 || Number(digits) > limits.bodyBytesMax) return tooLarge
  return digits === "0" ? undefined : { _tag: "Counted", remainingBytes: Number(digits) }
}

export type BodyReading =
  | { readonly _tag: "Partial"; readonly body: Body; readonly held: Uint8Array }
  | { readonly _tag: "Complete"; readonly held: Uint8Array }
  | { readonly _tag: "Refused"; readonly refusal: Refusal }

/** Skips what `held` has of the body. */
export const skipBody = (body: Body, held: Uint8Array, limits: Limits): BodyReading => {
  if (body._tag === "Chunked") return skipChunks(body, held, limits)
  if (held.length < body.remainingBytes) {
    const remainingBytes = body.remainingBytes - held.length
    return { _tag: "Partial", body: { _tag: "Counted", remainingBytes }, held: noOctets }
  }
  return { _tag: "Complete", held: held.subarray(body.remainingBytes) }
}

type Chunked = Extract<Body, { readonly _tag: "Chunked" }>

const skipChunks = (start: Chunked, received: Uint8Array, limits: Limits): BodyReading => {
  let body = start
  let held = received
  for (;;) {
    if (body.stage === "data") {
      const takenBytes = Math.min(body.remainingBytes, held.length)
      const remainingBytes = body.remainingBytes - takenBytes
      held = held.subarray(takenBytes)
      body = { ...body, remainingBytes, stage: remainingBytes === 0 ? "data-end" : "data" }
      if (remainingBytes > 0) return { _tag: "Partial", body, held }
    }
    const line = nextLine(held, 0, 0)
    const lengthBytes = line === undefined ? held.length : line.end
    const lineBytes = body.lineBytes + lengthBytes
    if (lineBytes > limits.headBytesMax) return { _tag: "Refused", refusal: badChunk }
    if (line === undefined) return { _tag: "Partial", body, held }
    if (!line.proper) return { _tag: "Refused", refusal: badChunk }
    held = held.subarray(line.end)
    const next = afterLine({ ...body, lineBytes }, line.text, limits)
    if (next === "end") return { _tag: "Complete", held }
    if ("rule" in next) return { _tag: "Refused", refusal: next }
    body = next
  }
}

const afterLine = (body: Chunked, text: string, limits: Limits): Chunked | Refusal | "end" => {
  if (body.stage === "data-end") return text === "" ? { ...body, stage: "size" } : badChunk
  // Trailers are read to their end and dropped: they never become fields (RFC 9110 section 6.5.1).
  if (body.stage === "trailer") return text === "" ? "end" : body
  const size = sizeLine.exec(text)
  if (size === null) return badChunk
  const digits = size[1]!.replace(/^0+(?=.)/, "")
  if (digits.length > 12) return tooLarge
  const remainingBytes = Number.parseInt(digits, 16)
  const bodyBytes = body.bodyBytes + remainingBytes
  if (bodyBytes > limits.bodyBytesMax) return tooLarge
  return { ...body, bodyBytes, remainingBytes, stage: remainingBytes === 0 ? "trailer" : "data" }
}
