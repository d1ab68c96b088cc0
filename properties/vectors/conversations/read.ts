/** From bytes to requests. */
import { get, head, last, type Scene, send, timer, end } from "./scene.ts"

const octetByOctet = (text: string): ReadonlyArray<string> => text.split("")
const closeAlone = { because: "close alone is right as well", closes: true } as const
const post = (...lines: ReadonlyArray<string>): string =>
  head("GET /hello.txt HTTP/1.1", "Host: h", ...lines)

export const readScenes: ReadonlyArray<Scene> = [
  {
    id: "read/complete/plain-get",
    title: "a plain GET is answered and the connection stays",
    script: [send(get())]
  },
  {
    id: "read/split-invariant/octet-by-octet",
    title: "a request that comes octet by octet is the same request",
    script: [send(...octetByOctet(get()))],
    shows: ["read/split-invariant"]
  },
  {
    id: "read/split-invariant/refused-octet-by-octet",
    title: "a refusal does not hang on the cuts either",
    script: [send(...octetByOctet(head("GET / HTTP/1.1", "Host: h", "a b: c")))],
    shows: ["read/split-invariant"]
  },
  {
    id: "read/empty-lines/two",
    title: "empty lines before a request are skipped",
    script: [send(`\r\n\r\n${get()}`)],
    shows: ["read/empty-lines"]
  },
  {
    id: "read/bad-request-line/two-spaces",
    title: "two spaces in the request line",
    script: [send(head("GET  /hello.txt HTTP/1.1", "Host: h"))],
    others: [{ because: "runs of spaces read as one, rfc9112#section-3-3", script: [send(get())] }]
  },
  {
    id: "read/bad-request-line/bare-lf",
    title: "lines ended by LF alone",
    script: [send("GET /hello.txt HTTP/1.1\nHost: h\n\n")],
    others: [{ because: "LF taken for CRLF, rfc9112#section-2.2-3", script: [send(get())] }]
  },
  {
    id: "read/not-http/tls",
    title: "the first octets of TLS",
    script: [send("\x16\x03\x01\x02\x00\x01\x00")],
    others: [closeAlone]
  },
  {
    id: "read/version-unsupported/two",
    title: "HTTP/2.0 on the request line",
    script: [send(head("GET / HTTP/2.0", "Host: h"))]
  },
  {
    id: "read/target-too-long/by-one",
    title: "a request line one octet over its bound",
    script: [send(head(`GET /${"x".repeat(113)} HTTP/1.1`, "Host: h"))]
  },
  {
    id: "read/head-too-large/fields",
    title: "one field too many",
    script: [send(get("/", ...Array.from({ length: 8 }, (_, index) => `F${index}: 1`)))]
  },
  {
    id: "read/head-too-large/octets",
    title: "a head over its bound",
    script: [send(get("/", `F: ${"y".repeat(240)}`))]
  },
  {
    id: "read/bad-field/space-before-colon",
    title: "white space between name and colon",
    script: [send(get("/hello.txt", "F : 1"))]
  },
  {
    id: "read/bad-field/folded",
    title: "a folded field line",
    script: [send(get("/hello.txt", "F: 1", " 2"))],
    others: [
      { because: "spaces in place of the fold, rfc9112#section-5.2-4", script: [send(get())] }
    ]
  },
  {
    id: "read/bad-field/bare-cr",
    title: "a CR inside a field value",
    script: [send(get("/hello.txt", "F: 1\r2"))],
    others: [
      { because: "a space in place of the CR, rfc9112#section-2.2-4", script: [send(get())] }
    ]
  },
  {
    id: "read/bad-host/none",
    title: "HTTP/1.1 without Host",
    script: [send(head("GET / HTTP/1.1"))]
  },
  { id: "read/bad-host/twice", title: "two Host fields", script: [send(get("/", "Host: i"))] },
  {
    id: "read/bad-host/userinfo",
    title: "userinfo in Host",
    script: [send(head("GET / HTTP/1.1", "Host: a@h"))]
  },
  {
    id: "read/bad-target/no-slash",
    title: "a target that begins with no slash",
    script: [send(get("hello.txt"))]
  },
  {
    id: "read/bad-target/asterisk",
    title: "an asterisk for anything but OPTIONS",
    script: [send(get("*"))]
  },
  {
    id: "read/complete/absolute-form",
    title: "the absolute form of a target",
    script: [send(get("http://h/hello.txt"))]
  },
  {
    id: "read/bad-framing/two-lengths",
    title: "two equal lengths, then what may be body or request",
    script: [send(post("Content-Length: 4", "Content-Length: 4"), `abcd${last}`)],
    shows: ["read/no-smuggling"],
    others: [
      {
        because: "equal lengths taken for one, rfc9110#section-8.6-13",
        script: [send(`${post("Content-Length: 4")}abcd${last}`)]
      }
    ]
  },
  {
    id: "read/bad-framing/different-lengths",
    title: "two different lengths",
    script: [send(post("Content-Length: 4", "Content-Length: 5"), `abcd${last}`)],
    shows: ["read/no-smuggling"]
  },
  {
    id: "read/bad-framing/length-and-coding",
    title: "a length beside chunks, with a request where the two disagree",
    script: [send(post("Content-Length: 5", "Transfer-Encoding: chunked"), `0\r\n\r\n${last}`)],
    shows: ["read/no-smuggling"],
    others: [
      {
        because: "processed by the coding, then closed, rfc9112#section-6.1-15",
        script: [send(get("/hello.txt", "Connection: close"))]
      }
    ]
  },
  {
    id: "read/coding-unknown/gzip",
    title: "a transfer coding that nobody here knows",
    script: [send(post("Transfer-Encoding: gzip"))]
  },
  {
    id: "read/body-too-large/by-one",
    title: "a body one octet over its bound",
    script: [send(post("Content-Length: 65"))]
  },
  {
    id: "read/body-skipped/counted",
    title: "a body is read to its end, and the next request after it answered",
    script: [send(`${post("Content-Length: 5")}ab`, `cde${last}`)],
    shows: ["read/body-skipped"],
    others: [
      {
        because: "a GET with a body refused, rfc9110#section-9.3.1-6",
        script: [send(post("Content-Length: x"))],
        refuses: true
      }
    ]
  },
  {
    id: "read/body-skipped/chunked",
    title: "chunks with an extension and a trailer",
    script: [send(`${post("Transfer-Encoding: chunked")}3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n`, last)],
    shows: ["read/body-skipped"],
    others: [
      {
        because: "a GET with a body refused, rfc9110#section-9.3.1-6",
        script: [send(post("Content-Length: x"))],
        refuses: true
      }
    ]
  },
  {
    id: "read/bad-chunk/no-number",
    title: "a chunk size that is no number",
    script: [send(`${post("Transfer-Encoding: chunked")}z\r\n`)]
  },
  {
    id: "read/method-unknown/brew",
    title: "a method that nobody knows",
    script: [send(head("BREW / HTTP/1.1", "Host: h"), last)]
  },
  {
    id: "read/method-not-allowed/delete",
    title: "a method that is known and not allowed",
    script: [send(head("DELETE /hello.txt HTTP/1.1", "Host: h"))],
    shows: ["header/allow"]
  },
  {
    id: "read/options/asterisk",
    title: "OPTIONS of the server",
    script: [send(head("OPTIONS * HTTP/1.1", "Host: h"))],
    shows: ["header/allow"]
  },
  {
    id: "read/expectation-unknown/magic",
    title: "an expectation that nobody knows",
    script: [send(get("/hello.txt", "Expect: magic"))],
    others: [{ because: "ignored, rfc9110#section-10.1.1-5", script: [send(get())] }]
  },
  {
    id: "read/expect-continue/final-answer",
    title: "whoever waits for 100 gets the final answer, and a close",
    script: [send(post("Content-Length: 5", "Expect: 100-continue"))],
    shows: ["read/expect-continue", "send/close-announced"]
  },
  { id: "read/idle-timeout/silent", title: "who says nothing is told nothing", script: [timer] },
  {
    id: "read/head-timeout/half",
    title: "half a head and then silence",
    script: [send("GET / HT"), timer],
    others: [closeAlone]
  },
  {
    id: "read/body-timeout/half",
    title: "half a body and then silence",
    script: [send(`${post("Content-Length: 5")}ab`), timer],
    others: [closeAlone]
  },
  {
    id: "read/peer-ended/in-head",
    title: "the peer ends inside a head",
    script: [send("GET / HT"), end]
  },
  {
    id: "send/one-answer/two",
    title: "two requests at once are answered in order",
    script: [send(get("/a.txt") + last)],
    shows: ["send/in-order", "send/one-answer"]
  }
]
