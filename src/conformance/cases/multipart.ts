/**
 * Reads a multipart/byteranges body (RFC 9110, section 14.6) by the grammar of RFC 2046, section 5.1.1, and no
 * stricter than that: with a preamble and an epilogue, padding behind a boundary, and parts in any order.
 */
import type { Response } from "../response.ts"
import {
  type Field,
  type Line,
  type Problem,
  fieldValue,
  fieldValues,
  readFields
} from "../response-lines.ts"

export interface Part {
  readonly fields: ReadonlyArray<Field>
  readonly content: string
}

/** Both ends are part of it. */
export interface Span {
  readonly start: number
  readonly end: number
}

const faults = {
  labelledOutside: "Content-Range in the header section of a multipart answer",
  boundaryMissing: "multipart/byteranges without a boundary",
  malformed: "the body is not in the form of multipart",
  unlabelled: "a part without a Content-Range that fits the file",
  unasked: "a part that nobody asked for",
  otherOctets: "a part with other octets than its Content-Range names",
  incomplete: "a range that no part has"
} as const

export type PartFault = (typeof faults)[keyof typeof faults]

/** All that can be wrong with the parts of an answer. */
export const partFaults: ReadonlyArray<PartFault> = Object.values(faults)

/** One to seventy octets, of which the last is no space (RFC 2046, section 5.1.1). */
const boundarySyntax = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/

/** Undefined if the media type is another one, or names no boundary that could be one. */
export const boundaryOf = (response: Response): string | undefined => {
  const type = fieldValue(response, "content-type") ?? ""
  if (!/^multipart\/byteranges[ \t]*;/i.test(type)) return undefined
  const [, quoted, token] = /;[ \t]*boundary=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(type) ?? []
  const boundary = quoted?.replaceAll(/\\(.)/g, "$1") ?? token ?? ""
  return boundarySyntax.test(boundary) ? boundary : undefined
}

/** The parts between the first boundary and the closing one; undefined if the octets are not of this form. */
export const partsOf = (body: Uint8Array, boundary: string): ReadonlyArray<Part> | undefined => {
  // The CRLF in front lets a body begin with its first boundary, which then is like every other one.
  const text = `\r\n${Buffer.from(body).toString("latin1")}`
  const delimiter = `\r\n--${boundary}`
  const [, ...pieces] = text.split(delimiter)
  const closing = pieces.findIndex((piece) => /^--[ \t]*(?:\r\n|$)/.test(piece))
  if (closing < 1) return undefined
  const parts = pieces.slice(0, closing).map(partOf)
  return parts.every((part) => part !== undefined) ? parts : undefined
}

/** What stands between two boundaries: the end of the first one's line, fields, an empty line, content. */
const partOf = (piece: string): Part | undefined => {
  const [padding] = /^[ \t]*\r\n/.exec(piece) ?? []
  if (padding === undefined) return undefined
  // With the CRLF of the boundary line, so that a part without fields has its empty line at once.
  const rest = piece.slice(padding.length - 2)
  const headEnd = rest.indexOf("\r\n\r\n")
  if (headEnd === -1) return undefined
  const problems: Array<Problem> = []
  const fields = readFields(linesOf(rest.slice(2, headEnd)), problems)
  return problems.length === 0 ? { fields, content: rest.slice(headEnd + 4) } : undefined
}

const linesOf = (head: string): ReadonlyArray<Line> =>
  head === "" ? [] : head.split("\r\n").map((text) => ({ text, offset: 0 }))

/** Undefined if the part does not say where it belongs, or not once, or not in this file. */
const spanOf = (part: Part, fileBytes: number): Span | undefined => {
  const [value = "", ...others] = fieldValues(part, "content-range")
  const [, first, last, length] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(value) ?? []
  if (first === undefined || others.length > 0) return undefined
  const span = { start: Number(first), end: Number(last) }
  const isInside = span.start <= span.end && span.end < fileBytes
  return isInside && (length === "*" || Number(length) === fileBytes) ? span : undefined
}

/**
 * What is wrong with the parts of an answer; undefined if nothing is. They may overlap and be coalesced
 * (RFC 9110, section 15.3.7.2), but each has the octets that it names, and no octet is missing or beyond all ranges.
 */
export const wrongWithParts = (
  response: Response,
  file: Uint8Array,
  asked: ReadonlyArray<Span>
): PartFault | undefined => {
  if (fieldValue(response, "content-range") !== undefined) return faults.labelledOutside
  const boundary = boundaryOf(response)
  if (boundary === undefined) return faults.boundaryMissing
  const parts = partsOf(response.body, boundary)
  if (parts === undefined) return faults.malformed
  const covered = new Set<number>()
  const start = Math.min(...asked.map((each) => each.start))
  const end = Math.max(...asked.map((each) => each.end))
  for (const part of parts) {
    const span = spanOf(part, file.length)
    if (span === undefined) return faults.unlabelled
    if (span.start < start || span.end > end) return faults.unasked
    const octets = file.subarray(span.start, span.end + 1)
    if (Buffer.compare(octets, Buffer.from(part.content, "latin1")) !== 0) return faults.otherOctets
    for (let at = span.start; at <= span.end; at++) covered.add(at)
  }
  const isWhole = asked.every((each) => covers(covered, each))
  return isWhole ? undefined : faults.incomplete
}

const covers = (covered: ReadonlySet<number>, span: Span): boolean => {
  for (let at = span.start; at <= span.end; at++) if (!covered.has(at)) return false
  return true
}

/** Whether each part tells its media type, as it should where a 200 would (RFC 9110, section 14.6). */
export const tellsTypes = (response: Response): boolean => {
  const parts = partsOf(response.body, boundaryOf(response) ?? "")
  return parts?.every((part) => fieldValue(part, "content-type") !== undefined) ?? false
}
