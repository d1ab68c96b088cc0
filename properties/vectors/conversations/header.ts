/** From facts to the head of an answer. */
import { file, get, head, hello, long, nowSeconds, type Other, type Scene, send } from "./scene.ts"

const tagged = file("/hello.txt", "hello world\n", { version: "v7" })
const past = "Thu, 01 Jan 1970 00:00:00 GMT"
const future = "Fri, 31 Dec 2100 23:59:59 GMT"
const whole: Other = {
  because: "Range ignored, rfc9110#section-14.2-3",
  script: [send(get("/long.txt"))]
}
const ranged = (range: string): string => get("/long.txt", `Range: bytes=${range}`)

export const headerScenes: ReadonlyArray<Scene> = [
  {
    id: "header/full/file",
    title: "a whole file with its length, type and validators",
    script: [send(get("/a.html"))],
    files: [file("/a.html", "<p>", { mediaType: "text/html" })],
    shows: ["header/content-length", "header/last-modified"]
  },
  {
    id: "header/date/clock",
    title: "Date is the second that the clock last showed, in errors too",
    script: [{ clock: nowSeconds + 61 }, send(get("/none"), "bad\r\n\r\n")],
    shows: ["header/date"]
  },
  {
    id: "header/last-modified/future",
    title: "a file from the future was last modified now",
    script: [send(get())],
    files: [{ ...hello, modifiedSeconds: 4_000_000_000 }],
    shows: ["header/last-modified"]
  },
  {
    id: "header/etag-honest/young",
    title: "a file that has not rested has no strong tag",
    script: [send(get())],
    files: [{ ...hello, settled: false }],
    shows: ["header/etag-honest"]
  },
  {
    id: "header/not-modified/tag",
    title: "the tag that the client has",
    script: [
      send(get("/hello.txt", 'If-None-Match: "x", "v7"'), get("/hello.txt", 'If-None-Match: "x"'))
    ],
    files: [tagged],
    tagsAreVersions: true
  },
  {
    id: "header/not-modified/date",
    title: "not modified since a date",
    script: [
      send(
        get("/hello.txt", `If-Modified-Since: ${future}`),
        get("/hello.txt", `If-Modified-Since: ${past}`)
      )
    ]
  },
  {
    id: "header/precondition-failed/date",
    title: "modified after all",
    script: [send(get("/hello.txt", `If-Unmodified-Since: ${past}`))]
  },
  {
    id: "header/precondition-order/tag-before-date",
    title: "a tag is asked before a date, and a match before both",
    script: [
      send(
        get("/hello.txt", 'If-None-Match: "x"', `If-Modified-Since: ${future}`),
        get("/hello.txt", 'If-Match: "v7"', `If-Unmodified-Since: ${past}`),
        get("/hello.txt", 'If-Match: "x"', 'If-None-Match: "v7"')
      )
    ],
    files: [tagged],
    tagsAreVersions: true,
    shows: ["header/precondition-order"]
  },
  {
    id: "header/range/middle",
    title: "a range in the middle, over the end of a chunk",
    script: [send(ranged("60-70"))],
    others: [whole]
  },
  {
    id: "header/range/suffix",
    title: "the last octets",
    script: [send(ranged("-5"))],
    others: [whole]
  },
  {
    id: "header/range/if-range",
    title: "a range of the version that the client has, and of another",
    script: [
      send(
        get("/hello.txt", "Range: bytes=0-4", 'If-Range: "v7"'),
        get("/hello.txt", "Range: bytes=0-4", 'If-Range: "v6"')
      )
    ],
    files: [tagged],
    tagsAreVersions: true
  },
  {
    id: "header/ranges/two",
    title: "two ranges",
    script: [send(ranged("0-4, 100-104"))],
    others: [whole]
  },
  {
    id: "header/range-unsatisfiable/beyond",
    title: "a range beyond the end",
    script: [send(ranged("9999-"))],
    others: [whole]
  },
  {
    id: "header/ranges-bounded/too-many",
    title: "more ranges than are granted",
    script: [send(ranged("0-1, 3-4, 6-7"))],
    shows: ["header/ranges-bounded"]
  },
  {
    id: "header/ranges-bounded/overlap",
    title: "ranges that overlap",
    script: [send(ranged("0-100, 50-150"))],
    shows: ["header/ranges-bounded"],
    others: [
      { because: "416, rfc9110#section-17.15-1", script: [send(ranged("9999-"))] },
      { because: "the ranges joined, rfc9110#section-17.15-1", script: [send(ranged("0-150"))] }
    ]
  },
  {
    id: "header/safe-fields/line-feed",
    title: "a decoded line feed in a name begins no field",
    script: [send(get("/a%0d%0aX:%20y"))],
    files: [{ path: "/a\r\nX: y", kind: "directory" }],
    shows: ["header/safe-fields"]
  },
  {
    id: "send/head-without-body/like-get",
    title: "HEAD is answered like GET, without the body",
    script: [
      send(
        head("HEAD /long.txt HTTP/1.1", "Host: h"),
        head("HEAD /none HTTP/1.1", "Host: h"),
        get()
      )
    ],
    files: [hello, long],
    shows: ["send/head-without-body"]
  }
]
