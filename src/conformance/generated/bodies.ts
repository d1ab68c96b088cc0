/** Lengths, codings and chunks: with and without their grammar, and often with a request inside the body. */
import fc from "fast-check"
import { compose } from "../request.ts"
import { type Stream, followed } from "./parts.ts"
import type { Known } from "./world.ts"

/** Another file than all others ask for: its answer shows that a body was taken for a request. */
const embedded = ({ host }: Known): string => compose({ host, target: "/a-b.txt" })

const content = (known: Known): Stream => fc.constantFrom("", "A", "AAAAA", embedded(known))

const method = fc.constantFrom("GET", "GET", "HEAD", "POST", "PUT")

const lengthLine = (bytes: number): Stream =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(`Content-Length: ${bytes}`) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        `Content-Length: 0${bytes}`,
        `Content-Length: +${bytes}`,
        `Content-Length: -${bytes}`,
        `Content-Length: ${bytes}.0`,
        `Content-Length: 0x${bytes.toString(16)}`,
        `Content-Length: ${bytes} ${bytes}`,
        `Content-Length: ${bytes}, ${bytes}`,
        `Content-Length: ${bytes}, ${bytes + 1}`,
        `Content-Length: ${bytes},`,
        `Content-Length: "${bytes}"`,
        `Content-Length: ${bytes};x`,
        `Content-Length: x`,
        `Content-Length:`,
        `Content-Length : ${bytes}`,
        `Content-Length: ${bytes}\0`,
        `Content-Length: ${bytes}\v`,
        `Content-Length: ${bytes}\r\nContent-Length: ${bytes}`,
        `Content-Length: ${bytes}\r\nContent-Length: 0`,
        `CONTENT-LENGTH:\t${bytes}\t`
      )
    }
  )

const codingLine = fc.oneof(
  { weight: 4, arbitrary: fc.constant("Transfer-Encoding: chunked") },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "transfer-encoding:CHUNKED",
      "Transfer-Encoding: \tchunked\t",
      "Transfer-Encoding: ,chunked",
      "Transfer-Encoding: chunked,",
      "Transfer-Encoding: chunked, chunked",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: gzip, chunked",
      "Transfer-Encoding: chunked, gzip",
      "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: identity",
      "Transfer-Encoding: foo",
      "Transfer-Encoding:",
      "Transfer-Encoding: chunked;q=1",
      'Transfer-Encoding: "chunked"',
      "Transfer-Encoding: xchunked",
      "Transfer-Encoding: chunked\v",
      "Transfer-Encoding: chunked\0",
      "Transfer-Encoding : chunked",
      "Transfer-Encoding:\r\n chunked",
      "X: x\nTransfer-Encoding: chunked"
    )
  }
)

const oneChunk = (data: string): string =>
  data === "" ? "0\r\n\r\n" : `${data.length.toString(16)}\r\n${data}\r\n0\r\n\r\n`

/** One length or coding, or both, around a body that fits the first of them. */
export const framings = (known: Known): Stream =>
  fc
    .tuple(
      method,
      content(known),
      fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0"),
      fc.constantFrom("length", "length", "coding", "coding", "both", "both turned")
    )
    .chain(([each, data, version, kind]) => {
      const chunked = kind !== "length"
      const body = chunked ? oneChunk(data) : data
      return fc.tuple(lengthLine(body.length), codingLine).map(([length, coding]) => {
        const framing = {
          length: [length],
          coding: [coding],
          both: [length, coding],
          "both turned": [coding, length]
        }[kind]
        const kept = version === "HTTP/1.0" ? ["Connection: keep-alive"] : []
        return compose({
          host: known.host,
          method: each,
          version,
          lines: [...kept, ...framing],
          body
        })
      })
    })
    .map(followed(known))

const sizeOf = (bytes: number): Stream => {
  const digits = bytes.toString(16)
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(digits, digits.toUpperCase(), `000${digits}`) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        `0x${digits}`,
        `+${digits}`,
        `-${digits}`,
        ` ${digits}`,
        `${digits} `,
        `${digits}\t`,
        `${digits}x`,
        `g${digits}`,
        "",
        `${digits}.0`,
        `${digits}\0`,
        `"${digits}"`,
        `1000000000000000${digits}`
      )
    }
  )
}

const extension = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ";a",
      ";a=b",
      ';a="b;c"',
      ";a;b=c",
      " ;a",
      "\t;\ta = b",
      ";a=\x80",
      ";"
    )
  },
  { weight: 2, arbitrary: fc.constantFrom(";a\rb", ";a\0", ";\x01", ",a", " a") }
)

const chunkEnd = fc.oneof(
  { weight: 8, arbitrary: fc.constant("\r\n") },
  { weight: 1, arbitrary: fc.constantFrom("\n", "\r\r\n", "", "x\r\n", " \r\n") }
)

const chunk = (data: string): Stream =>
  fc
    .tuple(sizeOf(data.length), extension, chunkEnd, chunkEnd)
    .map(([size, more, sizeEnd, dataEnd]) => size + more + sizeEnd + data + dataEnd)

const trailer = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "X-Trailer: a\r\n",
      "If-None-Match: *\r\n",
      "Content-Length: 5\r\n",
      "Host: other\r\nConnection: close\r\n"
    )
  }
)

const lastChunk = fc.constantFrom("0", "0", "000", "0;a=b")

export const chunks = (known: Known): Stream =>
  fc
    .tuple(
      fc.constantFrom("GET", "GET", "HEAD", "POST"),
      fc.array(
        fc.constantFrom("A", "AAAAA", "A".repeat(16), "0\r\n\r\n", embedded(known)).chain(chunk),
        { minLength: 1, maxLength: 2 }
      ),
      lastChunk,
      trailer
    )
    .map(([each, all, last, trailers]) =>
      compose({
        host: known.host,
        method: each,
        lines: ["Transfer-Encoding: chunked"],
        body: `${all.join("")}${last}\r\n${trailers}\r\n`
      })
    )
    .map(followed(known))
