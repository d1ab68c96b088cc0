/** What a peer may send: requests at the limits of `limits.ts`, pipelined, and the same with a few octets wrong. */
import fc from "fast-check"
import { smallLimits } from "./limits.ts"

const { requestLineBytesMax, headBytesMax, fieldsMax, emptyLinesMax, bodyBytesMax } = smallLimits

/** A number at a limit: just below, on it, just above; or far from it. */
export const near = (limit: number, far = limit): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: Math.max(0, limit - 2), max: limit + 2 }),
    fc.integer({ min: 0, max: far })
  )

const rarely = <Value>(arbitrary: fc.Arbitrary<Value>, otherwise: Value): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary })

const target = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("/a", "/b", "/c", "/d/", "/d", "/none", "/young") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "/../a",
      "/%2e%2e/a",
      "/%zz",
      "/.x",
      "/fifo",
      "/%00",
      "*",
      "a",
      "http://h/a"
    )
  },
  // `GET ` and ` HTTP/1.1` with CRLF are the other 15 octets of the line.
  {
    weight: 1,
    arbitrary: near(requestLineBytesMax - 15).map(
      (length) => `/${"x".repeat(Math.max(0, length - 1))}`
    )
  }
)

const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      "X: a\x80",
      "Connection: keep-alive",
      "If-None-Match: *",
      "Range: bytes=0-7"
    )
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "Range: bytes=7-8,16-",
      "Range: bytes=-1",
      "Range: bytes=99-",
      'If-Match: "a"'
    )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("Expect: 100-continue", "Expect: x", "Connection: close")
  },
  { weight: 1, arbitrary: fc.constantFrom("X : a", " X: a", "X", "X: a\0", "Host: b") }
)

/** Mostly few, sometimes about as many as are allowed. */
const lines = fc.oneof(
  { weight: 8, arbitrary: fc.array(line, { maxLength: 2 }) },
  {
    weight: 1,
    arbitrary: near(fieldsMax).map((count) => Array.from({ length: count }, () => "X: a"))
  }
)

const chunk = near(bodyBytesMax, 3).map(
  (length) => `${length.toString(16)}${length % 2 === 0 ? "" : ";x=y"}\r\n${"A".repeat(length)}\r\n`
)
const chunks = fc
  .tuple(
    fc.array(chunk, { maxLength: 3 }),
    fc.constantFrom("0\r\n\r\n", "0\r\nX: a\r\n\r\n", "0\r\n", "x\r\n")
  )
  .map(([some, end]) => some.join("") + end)

/** Lines that announce a body, and the body. */
const body: fc.Arbitrary<readonly [lines: string, octets: string]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(["", ""] as const) },
  {
    weight: 2,
    arbitrary: near(bodyBytesMax).map(
      (length) => [`Content-Length: ${length}\r\n`, "A".repeat(length)] as const
    )
  },
  {
    weight: 2,
    arbitrary: chunks.map((octets) => ["Transfer-Encoding: chunked\r\n", octets] as const)
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ["Content-Length: +1\r\n", "A"] as const,
      ["Transfer-Encoding: gzip\r\n", ""] as const,
      ["Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"] as const
    )
  }
)

/** Fills a head up to a length near its limit with one more field. */
const padded = (head: string, length: number): string => {
  const missing = length - head.length - "P: \r\n\r\n".length
  return missing < 0 ? head : `${head}P: ${"p".repeat(missing)}\r\n`
}

export const request: fc.Arbitrary<string> = fc
  .record({
    empty: fc.oneof(
      { weight: 9, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: near(emptyLinesMax) }
    ),
    method: fc.constantFrom("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "BREW"),
    target,
    version: fc.oneof(
      { weight: 12, arbitrary: fc.constant("HTTP/1.1") },
      { weight: 2, arbitrary: fc.constant("HTTP/1.0") },
      { weight: 1, arbitrary: fc.constantFrom("HTTP/2.0", "HTTP/1") }
    ),
    lines,
    body,
    length: rarely(near(headBytesMax), 0)
  })
  .map(({ empty, method, target, version, lines, body, length }) => {
    const fields = ["Host: a", ...lines].map((each) => `${each}\r\n`).join("")
    const head = `${"\r\n".repeat(empty)}${method} ${target} ${version}\r\n${body[0]}${fields}`
    return `${padded(head, length)}\r\n${body[1]}`
  })

/** What has no end is refused before its end. */
const endless = fc.constantFrom(
  `GET /${"x".repeat(700)}`,
  `GET / HTTP/1.1\r\nX: ${"x".repeat(700)}`,
  `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(700)}`
)

/** One octet replaced, inserted or left out. */
const spoiled = (text: string, at: number, octet: string, how: number): string => {
  const index = at % Math.max(1, text.length)
  return text.slice(0, index) + (how === 0 ? "" : octet) + text.slice(how === 2 ? index : index + 1)
}

const octet = fc.constantFrom("\r", "\n", "\0", " ", ":", "\t", "A", "/", "\xff", "\r\n", "\x16")

export const stream: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 20, arbitrary: request }, { weight: 1, arbitrary: endless }), {
      minLength: 1,
      maxLength: 4
    }),
    rarely(
      fc.array(fc.tuple(fc.nat({ max: 400 }), octet, fc.nat({ max: 2 })), { maxLength: 2 }),
      []
    ),
    rarely(fc.nat({ max: 40 }), 0)
  )
  .map(([requests, spoils, missing]) => {
    const whole = spoils.reduce(
      (text, [at, by, how]) => spoiled(text, at, by, how),
      requests.join("")
    )
    return whole.slice(0, whole.length - missing)
  })

/** How many octets each read brings; the last one brings the rest. */
export const cuts: fc.Arbitrary<ReadonlyArray<number>> = fc.oneof(
  fc.constant(Array.from({ length: 1000 }, () => 1)),
  fc.array(
    fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 })),
    {
      maxLength: 60
    }
  )
)

export const cut = (text: string, sizes: ReadonlyArray<number>): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  let start = 0
  for (const size of sizes) {
    if (start >= text.length) break
    pieces.push(text.slice(start, start + size))
    start += size
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}

/** Well-formed requests, several in a row, for files that are there. */
export const plain: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("/a", "/b", "/c", "/d/", "/e", "/young", "/none"), {
    minLength: 1,
    maxLength: 4
  })
  .map((targets) => targets.map((each) => `GET ${each} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""))

/** The peer stops in the middle: of a body, of a head, of empty lines. */
export const unfinished: fc.Arbitrary<string> = fc
  .tuple(
    plain,
    fc.constantFrom(
      "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nAAA",
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nAAA\r\n0\r\n",
      "GET /a HTTP/1.1\r\nHost: a\r\n",
      "\r\n"
    )
  )
  .map(([before, rest]) => before + rest)
