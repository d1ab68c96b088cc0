import { expect, test } from "vitest"
import { judgeEvidence, readAsJudged } from "../../../src/conformance/generated/oracle.ts"
import type { Exchange } from "../../../src/conformance/exchange.ts"
import { mayWait } from "../../../src/conformance/generated/readings.ts"
import {
  answer,
  behind,
  bodiless,
  dash,
  evidence,
  get,
  hello,
  index,
  known,
  refused
} from "./answers.ts"

const both = hello + index
const part = (range: string, body: string) =>
  answer(206, body, [`Content-Range: bytes ${range}/12`])
const withHost = (host: string) => get().replace("Host: localhost", `Host: ${host}`)
const asked = (line: string) => get().replace("GET /hello.txt HTTP/1.1", line)
const chunked = "Transfer-Encoding: chunked"
const inside = "GET /a-b.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"

/** What was asked, what came back, and the verdict: "allowed", the choice, or the class. */
const table: ReadonlyArray<readonly [what: string, sent: string, found: string, verdict: string]> =
  [
    ["a file", get(), both, "allowed"],
    [
      "another body",
      get(),
      answer(200, "hello world!") + index,
      "header/full: 200 with another body"
    ],
    ["a missing answer", get(), hello, "header/full: a close after 200"],
    ["an answer too many", get(), both + index, "header/full: another answer after 200"],
    ["an error for a file", get(), refused(500) + index, "header/full: 500 for 200"],
    ["an answer cut off", get(), hello.slice(0, -3), "header/full: 200 cut off"],
    ["nothing at all", get(), "", "header/full: a close for 200"],
    ["octets that are no answer", get(), "hello world\n", "header/full: unreadable octets"],
    [
      "close told and done",
      get(),
      answer(200, "hello world\n", ["Connection: close"]),
      "an announced close"
    ],
    [
      "asked for close, kept",
      get(["Connection: close"]),
      both,
      "header/full: another answer after 200"
    ],
    ["asked for close", get(["Connection: close"]), hello, "allowed"],
    [
      "HTTP/1.0 kept unasked",
      asked("GET /hello.txt HTTP/1.0"),
      both,
      "header/full: another answer after 200"
    ],
    ["HEAD", asked("HEAD /hello.txt HTTP/1.1"), answer(200) + index, "allowed"],
    [
      "HEAD with a body",
      asked("HEAD /hello.txt HTTP/1.1"),
      hello + index,
      "send/head-without-body: 200 with a body"
    ],
    ["OPTIONS", asked("OPTIONS * HTTP/1.1"), refused(405) + index, "other answers to OPTIONS"],
    [
      "an unknown method",
      asked("BREW /hello.txt HTTP/1.1"),
      both,
      "read/method-unknown: 200 for 501"
    ],
    [
      "an unknown method, 405",
      asked("BREW / HTTP/1.1"),
      refused(405) + index,
      "another refusal of the method"
    ],
    ["two spaces refused", asked("GET  /hello.txt HTTP/1.1"), refused(), "allowed"],
    [
      "two spaces read as one",
      asked("GET  /hello.txt HTTP/1.1"),
      both,
      "white space in the request line"
    ],
    [
      "a space in the target",
      asked("GET /sp ace.txt HTTP/1.1"),
      both,
      "read/bad-request-line: 200 for 400"
    ],
    [
      "a higher minor version",
      asked("GET /hello.txt HTTP/1.2"),
      refused(505),
      "header/full: 505 for 200"
    ],
    [
      "another major version",
      asked("GET /hello.txt HTTP/3.0"),
      both,
      "another major version processed"
    ],
    ["a bare LF taken", get(["X: a\nY: b"]), both, "a bare LF taken for CRLF"],
    ["a bare LF refused", get(["X: a\nY: b"]), refused(), "allowed"],
    [
      "unfolded and acting",
      get(["If-None-Match:\r\n *"]),
      bodiless(304) + index,
      "a folded line unfolded"
    ],
    ["folded and lost", get(["If-None-Match:\r\n *"]), both, "read/bad-field: 200 for 400"],
    [
      "a bare CR that ends a line",
      get(["X: a\rIf-None-Match: *"]),
      bodiless(304) + index,
      "read/bad-field: 304 for 400"
    ],
    ["a bare CR as a space", get(["X: a\rIf-None-Match: *"]), both, "a bare CR taken for a space"],
    ["a name with a space", get(["X : a"]), both, "read/bad-field: 200 for 400"],
    ["a refusal, kept", get(["X : a"]), refused() + index, "the connection kept after a refusal"],
    ["no valid Host", withHost("a b"), both, "read/bad-host: 200 for 400"],
    [
      "no valid Host, kept",
      withHost("a b"),
      refused() + index,
      "the connection kept after a refusal"
    ],
    [
      "no valid length, kept",
      get(["Content-Length: x"]),
      refused() + index,
      "read/bad-framing: another answer after 400"
    ],
    ["another Host", withHost("example.org"), refused(421) + index, "no such site"],
    ["out of the root", asked("GET /../hello.txt HTTP/1.1"), both, "segments that climb out"],
    ["out of the root, 404", asked("GET /../x HTTP/1.1"), refused(404) + index, "no such file"],
    ["a fragment", asked("GET /hello.txt#x HTTP/1.1"), both, "a fragment cut off"],
    ["a length twice", get(["Content-Length: 2, 2"], "AA"), both, "equal lengths taken for one"],
    ["two lengths", get(["Content-Length: 2, 3"], "AA"), both, "read/bad-framing: 200 for 400"],
    [
      "length and coding",
      get(["Content-Length: 5", chunked], "0\r\n\r\n"),
      hello,
      "the coding processed"
    ],
    [
      "length and coding, kept",
      get(["Content-Length: 5", chunked], "0\r\n\r\n"),
      both,
      "read/bad-framing: another answer after 200"
    ],
    [
      "a body executed",
      get([`Content-Length: ${inside.length}`], inside),
      hello + dash + index,
      "header/full: 200 with another body"
    ],
    [
      "a body refused",
      get(["Content-Length: 2"], "AA"),
      refused(413),
      "a request with a body refused"
    ],
    [
      "a body left unread",
      get(["Content-Length: 2"], "AA"),
      hello,
      "closed after a request with a body"
    ],
    [
      "a chunk that lies",
      get([chunked], "x\r\n\r\n"),
      both,
      "read/bad-chunk: another answer after 200"
    ],
    ["a range", get(["Range: bytes=2-4"]), part("2-4", "llo") + index, "allowed"],
    [
      "a range, off by one",
      get(["Range: bytes=2-4"]),
      part("2-4", "ello") + index,
      "header/range: 206 with other octets"
    ],
    [
      "another range",
      get(["Range: bytes=2-4"]),
      part("1-4", "ello") + index,
      "header/range: 206 with other parts"
    ],
    ["a range ignored", get(["Range: bytes=2-4"]), both, "Range ignored"],
    [
      "a range on HEAD",
      asked("HEAD /hello.txt HTTP/1.1\r\nRange: bytes=1-2"),
      answer(206) + index,
      "header/full: 206 for 200"
    ],
    [
      "416 without the length",
      get(["Range: bytes=99-"]),
      refused(416) + index,
      "header/range-unsatisfiable: 416 without Content-Range"
    ],
    [
      "the tag of the subject",
      get(['If-None-Match: W/"abc"']),
      both,
      "header/not-modified: 200 for 304"
    ],
    ["another tag", get(['If-Match: "zz"']), refused(412) + index, "allowed"],
    [
      "a date beside a tag",
      get(['If-None-Match: "zz"', "If-Modified-Since: Wed, 03 Jan 2024 03:04:05 GMT"]),
      bodiless(304) + index,
      "header/full: 304 for 200"
    ]
  ]

test.each(table)("%s", (_, sent, found, verdict) => {
  const judged = judgeEvidence(evidence(sent, found), known)
  const said =
    judged.verdict === "disagrees"
      ? `${judged.rule}: ${judged.difference}`
      : judged.verdict === "allowed"
        ? (judged.choices[0] ?? "allowed")
        : judged.why
  // A choice is told with its clause.
  expect(said.startsWith(verdict) ? verdict : said).toBe(verdict)
  if (judged.verdict === "allowed")
    for (const choice of judged.choices)
      expect(choice).toMatch(/ \(rfc\d{4}#section-[\d.]+(-[\d.]+)?\)$/)
})

test("closing without a word is right only where nobody spoke HTTP", () => {
  expect(judgeEvidence(evidence("\x16\x03\x01\n", ""), known).verdict).toBe("allowed")
  expect(judgeEvidence(evidence("GET\n", ""), known).verdict).toBe("disagrees")
})

test("what must be closed and stays open disagrees", () => {
  const refusedOnly = judgeEvidence(evidence(withHost("a b"), refused(), "open"), known)
  expect(refusedOnly).toMatchObject({ rule: "read/bad-host", difference: "no close after 400" })
})

test("an answer that a reset destroyed says nothing, and a whole wrong one does", () => {
  const sent = withHost("a b")
  expect(judgeEvidence(evidence(sent, "", "reset"), known).verdict).toBe("unclear")
  expect(judgeEvidence(evidence(sent, refused().slice(0, -1), "reset"), known).verdict).toBe(
    "unclear"
  )
  expect(judgeEvidence(evidence(sent, refused(), "reset"), known).verdict).toBe("allowed")
  expect(judgeEvidence(evidence(sent, hello, "reset"), known).verdict).toBe("disagrees")
})

test("an interim answer is no answer", () => {
  const sent = get(["Expect: 100-continue", "Content-Length: 2"], "AA")
  expect(judgeEvidence(evidence(sent, bodiless(100) + both), known).verdict).toBe("allowed")
})

test("half a request is waited for, whole ones are not", () => {
  expect(mayWait(behind, known)).toBe(false)
  expect(mayWait(get(["X: a\nY: b"]), known)).toBe(false)
  expect(mayWait(get(["Content-Length: 999"], "AA"), known)).toBe(true)
  expect(mayWait("GET /hello.txt HTTP/1.1\r\n", known)).toBe(true)
})

test("responses are read with the method that the server saw", () => {
  const headOf = (received: string) => {
    const { sent, received: bytes, end } = evidence(asked("HEAD  /hello.txt HTTP/1.1"), received)
    const exchange: Exchange = {
      label: "",
      entries: [{ kind: "sent", atMicros: 0, bytes: Buffer.from(sent, "latin1") }],
      responses: [],
      finals: [],
      problems: [],
      leftoverBytes: 0,
      receivedBytes: bytes.length,
      received: bytes,
      end
    }
    const { finals, problems } = readAsJudged(exchange, known)
    return [...finals.map(({ method, status }) => `${method} ${status}`), ...problems]
  }
  expect(headOf(refused())).toEqual(["GET 400"])
  expect(headOf(bodiless(400, "Content-Length: 9"))).toEqual(["HEAD 400"])
  expect(headOf(bodiless(200, "Content-Length: 12") + index)).toEqual(["HEAD 200", "GET 200"])
})
