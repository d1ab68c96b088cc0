/**
 * `Range: bytes=…` (RFC 9110 section 14). Invalid or immoderate sets are ignored, as the RFC permits.
 */
import { elements } from "./head.ts"

export interface ByteRange {
  readonly offset: number
  readonly lengthBytes: number
}

export type RangeReading =
  | { readonly _tag: "Ignored" }
  | { readonly _tag: "Unsatisfiable" }
  | { readonly _tag: "Ranges"; readonly ranges: ReadonlyArray<ByteRange> }

const ignored: RangeReading = { _tag: "Ignored" }
const specification = /^(?:([0-9]+)-([0-9]*)|-([0-9]+))$/

/** Any number of digits; beyond every file size it only matters that it is large. */
const position = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER)

export const readRange = (value: string, sizeBytes: number, rangesMax: number): RangeReading => {
  const equals = value.indexOf("=")
  if (equals === -1 || value.slice(0, equals).toLowerCase() !== "bytes") return ignored
  const wanted = elements(value.slice(equals + 1))
  if (wanted.length === 0 || wanted.length > rangesMax) return ignored
  const ranges: Array<ByteRange> = []
  for (const text of wanted) {
    const parts = specification.exec(text)
    if (parts === null) return ignored
    const range = toRange(parts, sizeBytes)
    if (range === "invalid") return ignored
    if (range !== "unsatisfiable") ranges.push(range)
  }
  if (ranges.length === 0) {
    // A suffix of an empty file is the whole of it, and a 206 can't say so (RFC 9110 section 14.1.2).
    return sizeBytes === 0 ? ignored : { _tag: "Unsatisfiable" }
  }
  return overlaps(ranges) ? ignored : { _tag: "Ranges", ranges }
}

const toRange = (
  parts: RegExpExecArray,
  sizeBytes: number
): ByteRange | "invalid" | "unsatisfiable" => {
  if (parts[3] !== undefined) {
    const lengthBytes = Math.min(position(parts[3]), sizeBytes)
    return lengthBytes === 0 ? "unsatisfiable" : { offset: sizeBytes - lengthBytes, lengthBytes }
  }
  const first = position(parts[1]!)
  const last = parts[2] === "" ? Number.MAX_SAFE_INTEGER : position(parts[2]!)
  if (last < first) return "invalid"
  if (first >= sizeBytes) return "unsatisfiable"
  return { offset: first, lengthBytes: Math.min(last, sizeBytes - 1) - first + 1 }
}

/** Overlapping ranges make an answer longer than the file: an attack (RFC 9110 section 17.15). */
const overlaps = (ranges: ReadonlyArray<ByteRange>): boolean => {
  const sorted = ranges.toSorted((first, second) => first.offset - second.offset)
  return sorted.some((range, index) => {
    const next = sorted[index + 1]
    return next !== undefined && range.offset + range.lengthBytes > next.offset
  })
}
