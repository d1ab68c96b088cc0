/** Where a response body ends, and what it holds once its transfer coding is removed. */
import {
  type Field,
  type Framing,
  type Problem,
  fieldValues,
  listMembers,
  readFields,
  readLine
} from "./response-lines.ts"

export interface Body {
  readonly framing: Framing
  readonly content: Uint8Array
  readonly complete: boolean
  readonly endOffset: number
  readonly problems: ReadonlyArray<Problem>
}

interface Head {
  readonly method: string
  readonly status: number
  readonly fields: ReadonlyArray<Field>
}

/** The rules of RFC 9112, section 6.3, in its order. */
export const readBody = (octets: Buffer, offset: number, head: Head, closed: boolean): Body => {
  const { method, status } = head
  const bodiless = method === "HEAD" || status < 200 || status === 204 || status === 304
  if (bodiless || (method === "CONNECT" && status < 300)) {
    return {
      framing: "none",
      content: Buffer.alloc(0),
      complete: true,
      endOffset: offset,
      problems: []
    }
  }
  if (listMembers(head, "transfer-encoding").at(-1) === "chunked") return readChunks(octets, offset)
  const lengths = fieldValues(head, "content-length")
  if (lengths.length > 0) return readCounted(octets, offset, lengths)
  return {
    framing: "close",
    content: octets.subarray(offset),
    complete: closed,
    endOffset: octets.length,
    problems: []
  }
}

const readCounted = (octets: Buffer, offset: number, lengths: ReadonlyArray<string>): Body => {
  const problems: Array<Problem> = []
  const text = lengths[0] ?? ""
  if (lengths.length > 1 || !/^\d{1,15}$/.test(text)) {
    const detail = `Content-Length ${lengths.map((length) => JSON.stringify(length)).join(" and ")}`
    problems.push({ code: "content-length", offset, detail })
  }
  const declared = /^\d{1,15}/.test(text) ? Number.parseInt(text, 10) : 0
  const endOffset = Math.min(octets.length, offset + declared)
  const complete = endOffset - offset === declared
  if (!complete) {
    const detail = `${endOffset - offset} of ${declared} octets`
    problems.push({ code: "body-cut", offset: endOffset, detail })
  }
  const content = octets.subarray(offset, endOffset)
  return { framing: "content-length", content, complete, endOffset, problems }
}

const readChunks = (octets: Buffer, start: number): Body => {
  const problems: Array<Problem> = []
  const pieces: Array<Uint8Array> = []
  let offset = start
  const finish = (complete: boolean): Body => ({
    framing: "chunked",
    content: Buffer.concat(pieces),
    complete,
    endOffset: offset,
    problems
  })
  const cut = (code: "body-cut" | "chunk", detail: string): Body => {
    problems.push({ code, offset, detail })
    return finish(false)
  }
  for (;;) {
    const size = readLine(octets, offset)
    if (size === undefined) return cut("body-cut", "no chunk-size line")
    problems.push(...size.problems)
    const match = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/.exec(size.line.text)
    if (match === null) return cut("chunk", `chunk-size line ${JSON.stringify(size.line.text)}`)
    const chunkBytes = Number.parseInt(match[1] ?? "", 16)
    offset = size.endOffset
    if (chunkBytes === 0) break
    pieces.push(octets.subarray(offset, offset + chunkBytes))
    if (octets.length < offset + chunkBytes + 2) {
      offset = octets.length
      return cut("body-cut", `chunk of ${chunkBytes} octets`)
    }
    offset += chunkBytes
    if (octets.toString("latin1", offset, offset + 2) !== "\r\n")
      return cut("chunk", "no CRLF after chunk")
    offset += 2
  }
  for (;;) {
    const trailer = readLine(octets, offset)
    if (trailer === undefined) return cut("body-cut", "no end of the trailer section")
    problems.push(...trailer.problems)
    offset = trailer.endOffset
    if (trailer.line.text === "") return finish(true)
    readFields([trailer.line], problems)
  }
}
