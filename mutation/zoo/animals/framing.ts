/** Wrong ways to find the end of a request body. */
import { deafTo, hearing, mannered, ofKind, taking } from "../animal.ts"
import { strictSize } from "../twin/body.ts"
import { goodManners } from "../twin/manners.ts"
import type { Request } from "../twin/message.ts"

const isLength = /^content-length:/i
const isCoding = /^transfer-encoding:/i

const has = (pattern: RegExp, lines: ReadonlyArray<string>): boolean =>
  lines.some((line) => pattern.test(line))

const lengthAnimals = [
  deafTo(
    "length-unread",
    "Takes no notice of Content-Length: bodies are read as requests.",
    isLength
  ),
  taking(
    "length-any",
    "Makes a number of any Content-Length.",
    /^Content-Length:(?! *\d+$).*/,
    "Content-Length: 5"
  ),
  taking(
    "length-letters-none",
    "Takes a Content-Length of letters for none.",
    /^Content-Length: [a-z]+$/,
    "X-Length: none"
  ),
  taking(
    "length-minus-none",
    "Takes a negative Content-Length for none.",
    /^Content-Length: -\d+$/,
    "X-Length: none"
  ),
  taking(
    "length-plus",
    "Reads a Content-Length with a plus sign.",
    /^Content-Length: \+/,
    "Content-Length: "
  ),
  taking(
    "length-first-of-list",
    "Takes the first of a list of lengths.",
    /^(Content-Length: \d+),.*/,
    "$1"
  ),
  taking(
    "length-hexadecimal",
    "Reads a Content-Length in hexadecimal.",
    /^Content-Length: 0x/,
    "Content-Length: "
  ),
  taking(
    "length-first-number",
    "Takes the first of two numbers for the length.",
    /^(Content-Length: \d+) .*/,
    "$1"
  ),
  taking(
    "length-overflows",
    "Cuts a long Content-Length to what fits.",
    /^Content-Length: \d{16,}/,
    "Content-Length: 5"
  ),
  taking(
    "length-empty-none",
    "Takes an empty Content-Length for none.",
    /^Content-Length: *$/,
    "X-Length: none"
  ),
  hearing("lengths-added", "Adds up two equal lengths.", (line, lines, index) => {
    if (!isLength.test(line) || lines.filter((each) => each === line).length === 1) return line
    return lines.indexOf(line) === index ? "Content-Length: 10" : undefined
  }),
  hearing("last-length-wins", "Takes the last of two lengths.", (line, lines) =>
    isLength.test(line) && line !== lines.findLast((each) => isLength.test(each)) ? undefined : line
  ),
  hearing("first-length-wins", "Takes the first of two lengths.", (line, lines) =>
    isLength.test(line) && line !== lines.find((each) => isLength.test(each)) ? undefined : line
  ),
  hearing("get-has-no-body", "Never looks for the body of a GET.", (line, lines) =>
    isLength.test(line) && lines[0]?.startsWith("GET ") === true ? undefined : line
  )
]

const codingAnimals = [
  deafTo("coding-unread", "Takes no notice of Transfer-Encoding.", isCoding),
  deafTo(
    "coding-unknown-ignored",
    "Ignores a transfer coding that it does not know.",
    /^Transfer-Encoding: foo/
  ),
  hearing("length-beats-coding", "Believes Content-Length where there are both.", (line, lines) =>
    isCoding.test(line) && has(isLength, lines) ? undefined : line
  ),
  hearing(
    "coding-beats-length",
    "Believes Transfer-Encoding where there are both, and goes on.",
    (line, lines) => (isLength.test(line) && has(isCoding, lines) ? undefined : line)
  ),
  hearing(
    "old-coding-taken",
    "Takes Transfer-Encoding from an HTTP/1.0 client, and goes on.",
    (line, lines) => (has(isCoding, lines) ? line.replace(/ HTTP\/1\.0$/, " HTTP/1.1") : line)
  ),
  taking(
    "coding-order",
    "Takes chunked for the last coding wherever it stands.",
    /^Transfer-Encoding: chunked,.*/,
    "Transfer-Encoding: chunked"
  ),
  taking(
    "coding-parameters",
    "Ignores a parameter on chunked.",
    /^Transfer-Encoding: chunked;.*/,
    "Transfer-Encoding: chunked"
  ),
  taking(
    "coding-prefix",
    "Takes whatever begins with chunked for chunked.",
    /^Transfer-Encoding: chunked.*/,
    "Transfer-Encoding: chunked"
  )
]

const isChunked = (request: Request | undefined): boolean => request?.bodyLength === "chunked"

const chunkAnimals = [
  mannered("size-wraps", "Keeps the last eight digits of a chunk size, as a signed number.", {
    chunkSize: (line) => {
      const size = strictSize(line)
      const digits = /^[0-9A-Fa-f]+/.exec(line)?.[0] ?? ""
      return digits.length > 8 ? Math.max(0, Number.parseInt(digits.slice(-8), 16) | 0) : size
    },
    isTrailer: () => true
  }),
  mannered("extension-is-size", "Takes an extension for digits of the size.", {
    chunkSize: (line) => strictSize(line.replaceAll(/[^0-9A-Fa-f]/g, ""))
  }),
  mannered("extension-refused", "Refuses a chunk with an extension.", {
    chunkSize: (line) => (line.includes(";") ? undefined : strictSize(line))
  }),
  mannered("size-letters-zero", "Takes a chunk size that is no number for zero.", {
    chunkSize: (line) => strictSize(line) ?? 0,
    isTrailer: () => true
  }),
  mannered("chunk-line-feeds", "Ends the lines of a chunked body with LF alone.", {
    bareLineFeed: true
  }),
  mannered("trailers-merged", "Adds trailer fields to the fields of the head.", {
    trailers: (lines) => lines
  }),
  mannered("chunked-fails", "Fails at a chunked body, says so, and closes.", {
    answered: (answer, request) => (isChunked(request) ? { ...answer, status: 500 } : answer),
    isLast: (request) => isChunked(request) || goodManners.isLast(request)
  }),
  mannered("chunked-hangs-up", "Closes at a chunked body, without a word.", {
    said: (head, request) => (isChunked(request) ? "" : head),
    sentBody: (answer, request) =>
      isChunked(request) ? Buffer.alloc(0) : goodManners.sentBody(answer, request),
    isLast: (request) => isChunked(request) || goodManners.isLast(request)
  }),
  mannered("chunked-unknown", "Knows no chunked bodies, and keeps the connection.", {
    heard: (head) => head.replace(/\r\nTransfer-Encoding: chunked$/m, "")
  })
]

export const framingAnimals = ofKind("framing", [
  ...lengthAnimals,
  ...codingAnimals,
  ...chunkAnimals
])
