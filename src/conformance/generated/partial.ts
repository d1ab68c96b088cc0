/** Whether a 206 holds parts of a file, and those that were asked for (RFC 9110, section 15.3.7). */
import type { Response } from "../response.ts"
import { fieldValue, fieldValues } from "../response-lines.ts"

export interface Part {
  readonly offset: number
  readonly lengthBytes: number
}

const contentRange = /^bytes ([0-9]{1,15})-([0-9]{1,15})\/([0-9]{1,15})$/i

/** The part that a Content-Range and its octets are, or what is wrong with them. */
const partOf = (value: string | undefined, body: Buffer, file: Uint8Array): Part | string => {
  const [, first, last, size] = contentRange.exec(value ?? "") ?? []
  if (first === undefined || last === undefined) return "no valid Content-Range"
  const [offset, end] = [Number(first), Number(last) + 1]
  if (Number(size) !== file.length || end > file.length) return "another Content-Range"
  if (end <= offset) return "no valid Content-Range"
  if (!body.equals(file.subarray(offset, end))) return "other octets"
  return { offset, lengthBytes: end - offset }
}

/** The parts of a 206, or what is wrong with it in words. */
export const readParts = (response: Response, file: Uint8Array): ReadonlyArray<Part> | string => {
  const body = Buffer.from(response.body)
  const type = fieldValue(response, "content-type") ?? ""
  const boundary = /^multipart\/byteranges;.*?boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary === undefined) {
    if (fieldValues(response, "content-range").length !== 1) return "no valid Content-Range"
    const part = partOf(fieldValue(response, "content-range"), body, file)
    return typeof part === "string" ? part : [part]
  }
  const pieces = body.toString("latin1").split(`--${boundary}`)
  // Before the first delimiter and behind the last nothing counts.
  if (pieces.length < 3 || !(pieces.at(-1) ?? "").startsWith("--")) return "no valid multipart"
  const parts: Array<Part> = []
  for (const piece of pieces.slice(1, -1)) {
    const head = piece.indexOf("\r\n\r\n")
    if (head === -1 || !piece.endsWith("\r\n")) return "no valid multipart"
    const value = /^content-range:[ \t]*(.*?)[ \t]*$/im.exec(piece.slice(0, head))?.[1]
    const part = partOf(value, Buffer.from(piece.slice(head + 4, -2), "latin1"), file)
    if (typeof part === "string") return part
    parts.push(part)
  }
  return parts
}

/** Two ranges closer than this may be joined: a delimiter and its fields are no shorter. */
const gapBytesMax = 80

/** Sorted, with overlaps and small gaps closed. */
const joined = (parts: ReadonlyArray<Part>, gapBytes: number): ReadonlyArray<Part> => {
  const result: Array<Part> = []
  for (const part of parts.toSorted((first, second) => first.offset - second.offset)) {
    const last = result.at(-1)
    const end = last === undefined ? -1 : last.offset + last.lengthBytes
    if (last === undefined || part.offset > end + gapBytes) result.push(part)
    else {
      const lengthBytes = Math.max(end, part.offset + part.lengthBytes) - last.offset
      result[result.length - 1] = { offset: last.offset, lengthBytes }
    }
  }
  return result
}

const within = (inner: ReadonlyArray<Part>, outer: ReadonlyArray<Part>): boolean =>
  inner.every((part) =>
    outer.some(
      (each) =>
        each.offset <= part.offset &&
        part.offset + part.lengthBytes <= each.offset + each.lengthBytes
    )
  )

/** As wanted: in any order, joined or not, but no octet less and none beyond what joining explains. */
export const covers = (found: ReadonlyArray<Part>, wanted: ReadonlyArray<Part>): boolean =>
  within(joined(wanted, 0), joined(found, 0)) && within(found, joined(wanted, gapBytesMax))

export const sameParts = (found: ReadonlyArray<Part>, wanted: ReadonlyArray<Part>): boolean =>
  found.length === wanted.length &&
  found.every(
    (part, index) =>
      part.offset === wanted[index]?.offset && part.lengthBytes === wanted[index].lengthBytes
  )
