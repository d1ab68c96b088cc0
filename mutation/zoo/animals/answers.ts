/** Heads that say something wrong, or leave it out. */
import { mannered, ofKind, saying } from "../animal.ts"

const chunked = (head: string): string =>
  head.replace(/Content-Length: \d+/, "Transfer-Encoding: chunked")

export const answerAnimals = ofKind("answer", [
  saying("date-unsaid", "Says no Date.", /Date: .*\r\n/, ""),
  mannered("date-unsaid-in-errors", "Says no Date where a head could not be read.", {
    said: (head, request) => (request === undefined ? head.replace(/Date: .*\r\n/, "") : head)
  }),
  saying(
    "date-of-asctime",
    "Writes Date as asctime does.",
    /Date: .*/,
    "Date: Thu Jan  1 00:00:00 2026"
  ),
  saying("type-unsaid", "Says no Content-Type.", /Content-Type: .*\r\n/, ""),
  saying("modified-unsaid", "Says no Last-Modified.", /Last-Modified: .*\r\n/, ""),
  saying("tag-unsaid", "Says no ETag.", /ETag: .*\r\n/, ""),
  mannered("modified-in-future", "Says a Last-Modified that is later than Date.", {
    said: (head, request) =>
      request?.target === "/future.txt"
        ? head.replace(/Last-Modified: .*/, "Last-Modified: Thu, 01 Jan 2037 00:00:00 GMT")
        : head
  }),
  mannered("coding-to-old-clients", "Sends chunks to HTTP/1.0 clients.", {
    said: (head, request) =>
      request?.minor === 0 && head.startsWith("HTTP/1.1 200") ? chunked(head) : head,
    sentBody: ({ status, body }, request) => {
      if (request?.method === "HEAD" || status === 304 || status === 204) return Buffer.alloc(0)
      if (request?.minor !== 0 || status !== 200) return body
      return Buffer.concat([
        Buffer.from(`${body.length.toString(16)}\r\n`),
        body,
        Buffer.from("\r\n0\r\n\r\n")
      ])
    }
  }),
  saying(
    "length-beside-coding",
    "Says both lengths.",
    /Content-Length: /,
    "Transfer-Encoding: chunked\r\nContent-Length: "
  ),
  mannered("length-in-204", "Says Content-Length in a 204.", {
    said: (head) =>
      head.startsWith("HTTP/1.1 204")
        ? head.replace("Server:", "Content-Length: 0\r\nServer:")
        : head
  }),
  saying(
    "length-unsaid",
    "Says no Content-Length, and closes only when asked.",
    /Content-Length: \d+\r\n/,
    ""
  ),
  saying("ok-is-203", "Says 203 where it means 200.", /^HTTP\/1\.1 200/, "HTTP/1.1 203"),
  mannered("files-are-empty", "Sends every file as if it were empty.", {
    found: (found) => (typeof found === "number" ? found : { ...found, bytes: Buffer.alloc(0) })
  })
])
