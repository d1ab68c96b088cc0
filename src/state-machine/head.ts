/**
 * The head of a request, parsed line by line and strictly (spec/read.md).
 *
 * A decision falls when a line is complete or a limit is passed, and rests only on the bytes before it.
 * So it does not matter how the bytes are cut into reads (`read/split-invariant`).
 */
import type { Limits } from "./limits.ts"
import { latin1, nextLine } from "./octets.ts"
import type { TransitionId } from "./rules.ts"

/** Name in lower case; value without surrounding white space, one character an octet. */
export interface Field {
  readonly name: string
  readonly value: string
}

export interface RequestLine {
  readonly method: string
  readonly target: string
  /** Of HTTP/1.x. Above 1 is treated as 1 (RFC 9110 section 6.2). */
  readonly minor: number
}

export interface Head {
  readonly line: RequestLine
  readonly fields: ReadonlyArray<Field>
}

/** How far a head has come. */
export interface HeadProgress {
  /** Octets of complete lines so far, empty lines before the request line included. */
  readonly lineBytes: number
  /** Octets at the start of `held` that are known to hold no line feed. */
  readonly scannedBytes: number
  readonly emptyLines: number
  readonly line: RequestLine | undefined
  readonly fields: ReadonlyArray<Field>
}

export const headStart: HeadProgress = {
  lineBytes: 0,
  scannedBytes: 0,
  emptyLines: 0,
  line: undefined,
  fields: []
}

/** A request that is answered with an error because of its own form. */
export interface Refusal {
  readonly rule: TransitionId
  readonly status: number
}

export type HeadReading =
  | { readonly _tag: "Partial"; readonly progress: HeadProgress; readonly held: Uint8Array }
  | { readonly _tag: "Complete"; readonly head: Head; readonly held: Uint8Array }
  | {
      readonly _tag: "Refused"
      readonly refusal: Refusal
      /** As far as the request line told. */
      readonly asked: Asked
    }

/** Method and target, each empty when it was not understood. */
export interface Asked {
  readonly method: string
  readonly target: string
}

/** RFC 9110 section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const tokenOctet = /[!#$%&'*+\-.^_`|~0-9A-Za-z]/
/** RFC 9112 section 3: single spaces, no auto-correction. */
const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~\x80-\xff]+) HTTP\/([0-9])\.([0-9])$/
/** RFC 9110 section 5.5: HTAB, SP, VCHAR and obs-text; so no CR, LF, NUL. */
const fieldValue = /^[\t -~\x80-\xff]*$/

/** Takes as many lines out of `held` as there are, up to the end of the head. */
export const readHead = (progress: HeadProgress, held: Uint8Array, limits: Limits): HeadReading => {
  let { lineBytes, emptyLines, line } = progress
  const fields = [...progress.fields]
  let start = 0
  let scan = progress.scannedBytes
  const refuse = (rule: TransitionId, status: number): HeadReading => ({
    _tag: "Refused",
    refusal: { rule, status },
    asked:
      line ?? (rule === "read/target-too-long" ? methodOf(held.subarray(start), limits) : nothing)
  })
  for (;;) {
    if (line === undefined && start < held.length && !mayStartRequest(held[start]!)) {
      return refuse("read/not-http", 400)
    }
    const next = nextLine(held, start, scan)
    // The bounds are on what was sent, complete or not: one octet at a time is refused at the same place.
    const lengthBytes = (next === undefined ? held.length : next.end) - start
    if (line === undefined && lengthBytes > limits.requestLineBytesMax) {
      return refuse("read/target-too-long", 414)
    }
    if (lineBytes + lengthBytes > limits.headBytesMax) return refuse("read/head-too-large", 431)
    if (next === undefined) {
      const rest = held.subarray(start)
      return {
        _tag: "Partial",
        progress: { lineBytes, scannedBytes: rest.length, emptyLines, line, fields },
        held: rest
      }
    }
    lineBytes += lengthBytes
    start = next.end
    scan = next.end
    if (line === undefined) {
      if (!next.proper) return refuse("read/bad-request-line", 400)
      if (next.text === "") {
        emptyLines += 1
        if (emptyLines > limits.emptyLinesMax) return refuse("read/bad-request-line", 400)
        continue
      }
      const parsed = parseRequestLine(next.text)
      if ("rule" in parsed) return refuse(parsed.rule, parsed.status)
      line = parsed
    } else if (next.proper && next.text === "") {
      return { _tag: "Complete", head: { line, fields }, held: held.subarray(start) }
    } else {
      const field = next.proper ? parseField(next.text) : undefined
      if (field === undefined) return refuse("read/bad-field", 400)
      if (fields.length >= limits.fieldsMax) return refuse("read/head-too-large", 431)
      fields.push(field)
    }
  }
}

const nothing: Asked = { method: "", target: "" }

/** Longer than any method that we know. */
const methodBytesMax = 16

/** A line that is only too long has a method all the same: a refused HEAD gets no body. */
const methodOf = (line: Uint8Array, limits: Limits): Asked => {
  const begin = latin1(line.subarray(0, Math.min(methodBytesMax, limits.requestLineBytesMax) + 1))
  const method = begin.slice(0, Math.max(0, begin.indexOf(" ")))
  return { method: token.test(method) ? method : "", target: "" }
}

/** The first octet decides early that a peer speaks something else (TLS), before a line feed ever comes. */
const mayStartRequest = (octet: number): boolean =>
  octet === 13 || octet === 10 || (octet < 128 && tokenOctet.test(String.fromCharCode(octet)))

const parseRequestLine = (text: string): RequestLine | Refusal => {
  const parts = requestLine.exec(text)
  if (parts === null) return { rule: "read/bad-request-line", status: 400 }
  if (parts[3] !== "1") return { rule: "read/version-unsupported", status: 505 }
  return { method: parts[1]!, target: parts[2]!, minor: Number(parts[4]) }
}

/** A line that begins with white space (obs-fold) has no token before its colon, so it is refused here. */
const parseField = (text: string): Field | undefined => {
  const colon = text.indexOf(":")
  if (colon < 1) return undefined
  const name = text.slice(0, colon)
  const value = trimmed(text.slice(colon + 1))
  return token.test(name) && fieldValue.test(value)
    ? { name: name.toLowerCase(), value }
    : undefined
}

/** Without SP and HTAB at both ends. By hand: a regular expression would be quadratic in the spaces. */
export const trimmed = (text: string): string => {
  let first = 0
  let end = text.length
  while (first < end && isSpace(text.charCodeAt(first))) first += 1
  while (end > first && isSpace(text.charCodeAt(end - 1))) end -= 1
  return text.slice(first, end)
}

const isSpace = (code: number): boolean => code === 32 || code === 9

/** All values of one field as one list; `undefined` when the field is absent (RFC 9110 section 5.3). */
export const combined = (head: Head, name: string): string | undefined => {
  let value: string | undefined
  for (const field of head.fields) {
    if (field.name === name) value = value === undefined ? field.value : `${value}, ${field.value}`
  }
  return value
}

/** The value of a field that may stand once; `undefined` when absent or repeated. */
export const single = (head: Head, name: string): string | undefined => {
  let value: string | undefined
  for (const field of head.fields) {
    if (field.name !== name) continue
    if (value !== undefined) return undefined
    value = field.value
  }
  return value
}

/** Elements of a comma-separated list, empty ones left out (RFC 9110 section 5.6.1.2). */
export const elements = (list: string): ReadonlyArray<string> =>
  list === ""
    ? []
    : list
        .split(",")
        .map(trimmed)
        .filter((element) => element !== "")
