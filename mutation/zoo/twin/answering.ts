/** What a readable request is answered: files, conditions and ranges. */
import { type Answer, explained, membersOf, type Request, valueOf } from "./message.ts"
import type { Found, Named } from "./files.ts"
import { rangesOf, type Span } from "./ranges.ts"

/** What is behind the answers of one server. */
export interface Shelf {
  readonly nameOf: (raw: string) => Named
  readonly find: (name: string) => Found | number
  readonly nowMillis: () => number
}

const known = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE"])
const allow = "Allow: GET, HEAD, OPTIONS"

export const answerTo = (request: Request, shelf: Shelf): Answer => {
  const { method, target } = request
  if (!known.has(method)) return explained(501)
  if (method === "OPTIONS") return { status: 204, lines: [allow], body: Buffer.alloc(0) }
  if (method !== "GET" && method !== "HEAD") return explained(405, [allow])
  const name = shelf.nameOf(rawPathOf(target))
  const found = typeof name === "number" ? name : shelf.find(name)
  if (found === 301) return explained(301, [`Location: ${rawPathOf(target)}/`])
  return typeof found === "number" ? explained(found) : conditioned(request, found, shelf)
}

export const rawPathOf = (target: string): string => {
  const [path = ""] = target.replace(/^http:\/\/[^/?]*/i, "").split("?", 1)
  return path === "" ? "/" : path
}

/** Last-Modified, no later than now. */
const modifiedOf = ({ modifiedMillis }: Found, { nowMillis }: Shelf): number =>
  Math.floor(Math.min(modifiedMillis, nowMillis()) / 1_000) * 1_000

const fieldsOf = (found: Found, shelf: Shelf): ReadonlyArray<string> => [
  `Content-Type: ${found.mediaType}`,
  `Last-Modified: ${new Date(modifiedOf(found, shelf)).toUTCString()}`,
  `ETag: ${found.entityTag}`,
  "Accept-Ranges: bytes"
]

const opaque = (tag: string): string => tag.replace(/^W\//, "")

/** Conditions in the order of RFC 9110, section 13.2.2. */
const conditioned = (request: Request, found: Found, shelf: Shelf): Answer => {
  const { lines } = request
  const modified = modifiedOf(found, shelf)
  const isMatched = valueOf(lines, "if-match")
  const unmodifiedSince = Date.parse(valueOf(lines, "if-unmodified-since") ?? "")
  const isNoneMatched = valueOf(lines, "if-none-match")
  const modifiedSince = readDate(valueOf(lines, "if-modified-since"))
  if (isMatched !== undefined) {
    const tags = membersOf(lines, "if-match")
    if (!tags.includes("*") && !tags.includes(found.entityTag)) return explained(412)
  } else if (modified > unmodifiedSince) return explained(412)
  const bare = { status: 304, lines: fieldsOf(found, shelf), body: Buffer.alloc(0) }
  if (isNoneMatched !== undefined) {
    const tags = membersOf(lines, "if-none-match")
    if (tags.includes("*") || tags.map(opaque).includes(opaque(found.entityTag))) return bare
  } else if (modified <= modifiedSince) return bare
  return ranged(request, found, shelf)
}

/** In each of the three forms; those of RFC 850 have two digits of the year. */
const readDate = (text: string | undefined): number =>
  Date.parse(/GMT$/.test(text ?? "") ? (text ?? "") : `${text} GMT`)

const isRangeWanted = (lines: ReadonlyArray<string>, found: Found, shelf: Shelf): boolean => {
  const condition = valueOf(lines, "if-range")
  if (condition === undefined || condition === found.entityTag) return true
  return Date.parse(condition) === modifiedOf(found, shelf)
}

const ranged = (request: Request, found: Found, shelf: Shelf): Answer => {
  const { method, lines } = request
  const fields = fieldsOf(found, shelf)
  const { bytes } = found
  const asked = method === "GET" ? valueOf(lines, "range") : undefined
  const spans =
    asked !== undefined && isRangeWanted(lines, found, shelf)
      ? rangesOf(asked, bytes.length)
      : undefined
  if (spans === undefined) return { status: 200, lines: fields, body: bytes }
  const [first] = spans
  if (first === undefined) return explained(416, [`Content-Range: bytes */${bytes.length}`])
  return spans.length === 1
    ? {
        status: 206,
        lines: [...fields, contentRange(first, bytes)],
        body: bytes.subarray(first.start, first.end + 1)
      }
    : multipart(spans, found, fields)
}

const contentRange = ({ start, end }: Span, bytes: Buffer): string =>
  `Content-Range: bytes ${start}-${end}/${bytes.length}`

const boundary = "part-of-the-file"

const multipart = (
  spans: ReadonlyArray<Span>,
  { bytes, mediaType }: Found,
  fields: ReadonlyArray<string>
): Answer => {
  const parts = spans.flatMap((span) => [
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: ${mediaType}\r\n${contentRange(span, bytes)}\r\n\r\n`
    ),
    bytes.subarray(span.start, span.end + 1)
  ])
  return {
    status: 206,
    lines: [`Content-Type: multipart/byteranges; boundary=${boundary}`, ...fields.slice(1)],
    body: Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)])
  }
}
