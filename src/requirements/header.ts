/** The requirements of `spec/header.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const headerRequirements: ReadonlyArray<Requirement> = [
  {
    id: "header/full",
    level: "MUST",
    sentence:
      "A GET or HEAD that no precondition and no range concerns is answered 200 with the whole file.",
    source: "rfc9110#section-15.3.1, rfc9110#section-9.3.1."
  },
  {
    id: "header/not-modified",
    level: "MUST",
    sentence:
      "A request whose `If-None-Match` names the entity tag, or whose `If-Modified-Since` " +
      "is not before the modification, is answered 304 with the validators of the 200 and " +
      "no body.",
    source: "rfc9110#section-13.1.2-11, rfc9110#section-13.1.3-15, rfc9110#section-15.4.5-2."
  },
  {
    id: "header/precondition-failed",
    level: "MUST",
    sentence:
      "A request whose `If-Match` names no strong tag of the file, or whose " +
      "`If-Unmodified-Since` is before the modification, is answered 412.",
    source: "rfc9110#section-13.1.1-10, rfc9110#section-13.1.4-13."
  },
  {
    id: "header/precondition-order",
    level: "MUST",
    sentence:
      "Preconditions are judged in the order If-Match, else If-Unmodified-Since, then " +
      "If-None-Match, else If-Modified-Since, then Range with If-Range, and only where the " +
      "answer would be 200 without them.",
    source:
      "rfc9110#section-13.2.2-3, rfc9110#section-13.2.1-1, rfc9110#section-13.1.5-12 " +
      "(If-Range compares strongly)."
  },
  {
    id: "header/range",
    level: "MUST",
    sentence:
      "One satisfiable byte range of a GET is answered 206 with `Content-Range` and exactly these bytes.",
    source:
      "rfc9110#section-14.2-11, rfc9110#section-15.3.7.1-1; ignoring the range is permitted (a freedom)."
  },
  {
    id: "header/ranges",
    level: "MUST",
    sentence:
      "Several satisfiable ranges are answered 206 as `multipart/byteranges`, in the order " +
      "of the request, without a `Content-Range` in the head.",
    source: "rfc9110#section-15.3.7.2, rfc9110#section-14.6."
  },
  {
    id: "header/range-unsatisfiable",
    level: "MUST",
    sentence:
      "A valid range set of which no range touches the file is answered 416 with " +
      "`Content-Range: bytes */` and the size.",
    source: "rfc9110#section-14.4-11, rfc9110#section-15.5.17-3."
  },
  {
    id: "header/ranges-bounded",
    level: "MUST",
    sentence:
      "A range set with more than `rangesMax` ranges, with overlaps, or with an error in it " +
      "is ignored and the request answered 200.",
    source: "rfc9110#section-14.2-6, rfc9110#section-17.15-1; the bound is ours."
  },
  {
    id: "header/load",
    level: "MUST",
    sentence:
      "When the first bytes of the body are not known to be resident, a `Load` job is given " +
      "to the pool before the head leaves.",
    source: "Flash, HTML nodes 8 and 16; Ruan and Pai, ATC 2004, node 11."
  },
  {
    id: "header/changed",
    level: "MUST",
    sentence:
      "When the first `Load` shows that the file is no longer the version in the head, the " +
      "request is found again, once; the second time it is answered 500.",
    source: "Flash, HTML node 15 (the header is regenerated); the bound is ours."
  },
  {
    id: "header/failed",
    level: "MUST",
    sentence: "When the first `Load` fails, the request is answered 500.",
    source: "rfc9110#section-15.6.1."
  },
  {
    id: "header/overload",
    level: "MUST",
    sentence:
      "When the first `Load` finds the queue for helpers full, the request is answered 503 with `Retry-After`.",
    source: "rfc9110#section-15.6.4."
  },
  {
    id: "header/timeout",
    level: "MUST",
    sentence:
      "A first `Load` without an answer after `findMillis`, whether queued or running, " +
      "makes its request a 503 with `Retry-After`.",
    source: "ours; rfc9110#section-15.6.4."
  },
  {
    id: "header/coherent",
    level: "MUST",
    sentence:
      "Length, validators and ranges in the head, and every byte of the body, belong to one version of the file.",
    source: "rfc9110#section-8.8.1, rfc9110#section-8.6-12; Flash, HTML node 15."
  },
  {
    id: "header/date",
    level: "MUST",
    sentence:
      "Every answer carries `Date` in the form of RFC 9110, with the second that the clock last showed.",
    source: "rfc9110#section-6.6.1-6, rfc9110#section-5.6.7-7."
  },
  {
    id: "header/last-modified",
    level: "MUST",
    sentence: "`Last-Modified` is the modification time of the file, and never later than `Date`.",
    source: "rfc9110#section-8.8.2.1-4."
  },
  {
    id: "header/etag-honest",
    level: "MUST",
    sentence:
      "An entity tag is strong only if every change of the file's bytes changes it; until " +
      "the file has rested, it is weak.",
    source: "rfc9110#section-8.8.1, rfc9110#section-8.8.3-7."
  },
  {
    id: "header/content-length",
    level: "MUST",
    sentence:
      "Every answer with a body carries exactly one correct `Content-Length`, a 204 carries " +
      "none, and no answer carries `Transfer-Encoding`.",
    source: "rfc9110#section-8.6-8, rfc9110#section-8.6-9, rfc9112#section-6.1-13."
  },
  {
    id: "header/safe-fields",
    level: "MUST",
    sentence:
      "Every head consists of a status line and field lines with token names, each ended by " +
      "CRLF, with no other CR, LF or NUL.",
    source: "rfc9112#section-2.2-4, rfc9112#section-4, rfc9110#section-5.5-5."
  },
  {
    id: "header/allow",
    level: "MUST",
    sentence: "A 405, and the answer to OPTIONS, carries `Allow: GET, HEAD, OPTIONS`.",
    source: "rfc9110#section-15.5.6-1, rfc9110#section-10.2.1-5."
  }
]
