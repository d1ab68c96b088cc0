/** Parts of a file: how to mend it. */
import type { Fixes } from "./fix.ts"
import { noRangesInLighttpd, noRangesInNode, rangesInCaddy } from "./sentences.ts"

export const rangeFixes: Fixes = {
  "I-01": {
    any:
      "Send last - first + 1 octets from first on, both counted from 0, and Content-Range: " +
      "bytes first-last/length."
  },
  "I-02a": {
    any: "Read -N as the last N octets: from length - N to the end."
  },
  "I-02b": {
    any: "Read N- as from N to the last octet of the file."
  },
  "I-02c": {
    any:
      "Where the last position is beyond the file, take length - 1 for it, in the octets " +
      "and in Content-Range."
  },
  "I-02d": {
    any:
      "Where a suffix is longer than the file, send the whole file as 206 with bytes " +
      "0-(length - 1)/length.",
    node: noRangesInNode
  },
  "I-03a": {
    any:
      "Answer 416 with Content-Range: bytes */length where the first position is at or " +
      "behind the end.",
    lighttpd: noRangesInLighttpd,
    apache: "RequestHeader unset Range (mod_headers) gives ranges up, and the whole file is sent."
  },
  "I-03b": {
    any:
      "Answer 416 with Content-Range: bytes */length to -0: a suffix of nothing can't be " +
      "satisfied.",
    lighttpd: noRangesInLighttpd,
    caddy: rangesInCaddy
  },
  "I-04a": {
    any: "Ignore Range wherever its unit is not bytes, and send the whole file with 200.",
    caddy: rangesInCaddy
  },
  "I-04b": {
    any: "Compare the range unit without regard to case: BYTES is bytes.",
    caddy: rangesInCaddy
  },
  "I-05": {
    any: "Look at Range for GET only: HEAD gives the fields of the 200.",
    nginx:
      "if ($request_method = HEAD) { return 418; } error_page 418 = @head; location @head " +
      "{ max_ranges 0; }",
    apache: "RequestHeader unset Range \"expr=%{REQUEST_METHOD} == 'HEAD'\" (mod_headers)",
    caddy: "@head method HEAD and request_header @head -Range.",
    node: "delete request.headers.range where request.method is HEAD, before serve-static."
  },
  "I-07": {
    any:
      "Answer several ranges with multipart/byteranges and Content-Range in each part " +
      "only; or coalesce them; or ignore Range."
  },
  "I-07b": {
    any:
      "Drop the ranges that can't be satisfied, and send the rest; where one is left, as a " +
      "plain 206."
  },
  "I-08": {
    any:
      "Bound the ranges of a request: coalesce overlapping ones, and ignore Range where " +
      "there are many or their sum is longer than the file.",
    nginx: "max_ranges 1;",
    apache: "MaxRanges 200 and MaxRangeOverlaps 20 (the defaults), or less."
  },
  "I-09a": {
    any:
      "Treat a Range whose last position is smaller than its first as invalid: ignore the " +
      "field, or answer 416 or 400."
  },
  "I-09b": {
    any:
      "Read positions as digits only; anything else makes the Range invalid: ignore the " +
      "field, or answer 416 or 400."
  },
  "I-09d": {
    any:
      "Check for overflow before each digit of a position is added; a first position that " +
      "does not fit is behind the end: 416."
  },
  "I-09c": {
    any:
      "Let the last position saturate at the end of the file while you read its digits, " +
      "instead of wrapping around."
  },
  "I-12": {
    any:
      "Answer 416 with Content-Range: bytes */0 for any first position in an empty file, " +
      "or 200 with nothing."
  },
  "I-12b": {
    any:
      "Answer a suffix of an empty file with 200 and no octets (or 416): no Content-Range " +
      "can describe an empty part.",
    node: noRangesInNode
  },
  "I-06a": {
    any: "Apply Range where If-Range is strongly equal to the ETag of the file."
  },
  "I-06b": {
    any: "Ignore Range and send the whole file with 200 where If-Range is another tag."
  },
  "I-06c": {
    any:
      "Compare strongly for If-Range: a weak tag never matches, so send the whole file " +
      "with 200.",
    node:
      'delete request.headers.range where request.headers["if-range"] begins with W/, ' +
      "before serve-static."
  },
  "I-06d": {
    any:
      "Apply Range where the date in If-Range is exactly Last-Modified, and that is old " +
      "enough to be strong."
  },
  "I-06e": {
    any:
      "Compare the date in If-Range for equality, not for order: a later one sends the " +
      "whole file with 200.",
    node: noRangesInNode
  },
  "I-11": {
    any: "Evaluate If-None-Match before Range: 304 where it matches, whatever Range says."
  }
}
