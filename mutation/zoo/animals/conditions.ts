/** Wrong ways to decide whether a request is to be performed. */
import { deafTo, hearing, mannered, ofKind, taking } from "../animal.ts"

const has = (pattern: RegExp, lines: ReadonlyArray<string>): boolean =>
  lines.some((line) => pattern.test(line))

const noneMatch = /^if-none-match:/i

export const conditionAnimals = ofKind("condition", [
  deafTo("none-match-ignored", "Does not know If-None-Match.", noneMatch),
  deafTo(
    "none-match-strong",
    "Compares the tags of If-None-Match strongly.",
    /^if-none-match: W\//i
  ),
  deafTo("none-match-no-list", "Knows no list of tags.", /^if-none-match:.*,/i),
  deafTo("none-match-no-star", "Takes * for a tag.", /^if-none-match: *\*/i),
  taking(
    "none-match-unquoted",
    "Takes any word for a tag that fits.",
    /^If-None-Match: \w+$/,
    "If-None-Match: *"
  ),
  deafTo("since-ignored", "Does not know If-Modified-Since.", /^if-modified-since:/i),
  deafTo("since-no-850", "Can't read the dates of RFC 850.", /^if-modified-since: \w+day,/i),
  deafTo("since-no-asctime", "Can't read the dates of asctime.", /^if-modified-since: \w+ /i),
  taking(
    "since-exact-only",
    "Says 304 only if the date is that of the file.",
    /^If-Modified-Since: Wed, 03.*/,
    "X-Later: 1"
  ),
  taking(
    "since-not-equal",
    "Says 304 only if the date is later than that of the file.",
    /^If-Modified-Since: Tue, 02.*/,
    "X-Equal: 1"
  ),
  taking(
    "since-any-date",
    "Takes what is no date for now.",
    /^(If-Modified-Since:) [a-z].*/,
    "$1 Thu, 01 Jan 2026 00:00:00 GMT"
  ),
  hearing("since-beside-tag", "Looks at If-Modified-Since beside If-None-Match.", (line, lines) =>
    noneMatch.test(line) && has(/^if-modified-since:/i, lines) ? undefined : line
  ),
  deafTo("match-ignored", "Does not know If-Match.", /^if-match:/i),
  taking("match-weak", "Compares the tags of If-Match weakly.", /^If-Match: W\//, "If-Match: "),
  deafTo("unmodified-ignored", "Does not know If-Unmodified-Since.", /^if-unmodified-since:/i),
  hearing(
    "unmodified-beside-tag",
    "Looks at If-Unmodified-Since beside If-Match.",
    (line, lines) =>
      /^if-match:/i.test(line) && has(/^if-unmodified-since:/i, lines) ? undefined : line
  ),
  mannered("condition-before-file", "Says 304 to a condition on a file that is missing.", {
    answered: (answer, request) =>
      answer.status === 404 && has(noneMatch, request?.lines ?? [])
        ? { status: 304, lines: [], body: Buffer.alloc(0) }
        : answer
  }),
  mannered("not-modified-has-body", "Sends a body with 304.", {
    sentBody: (answer, request) => {
      if (answer.status === 304) return Buffer.from("hello world\n")
      return request?.method === "HEAD" || answer.status === 204 ? Buffer.alloc(0) : answer.body
    }
  }),
  mannered("not-modified-without-tag", "Sends 304 without the ETag.", {
    said: (head) => (head.startsWith("HTTP/1.1 304") ? head.replace(/ETag: .*\r\n/, "") : head)
  }),
  mannered("not-modified-length", "Sends 304 with a length that is not that of the file.", {
    said: (head) =>
      head.startsWith("HTTP/1.1 304") ? head.replace("ETag:", "Content-Length: 0\r\nETag:") : head
  }),
  mannered("condition-then-close", "Closes behind a 304 without a word.", {
    said: (head) => head,
    isLast: ({ lines }) => has(/^connection:.*close/i, lines) || has(noneMatch, lines)
  })
])
