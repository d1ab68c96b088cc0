/** Where a request body ends: how to mend it. */
import type { Fixes } from "./fix.ts"
import { closedByCaddy, digitsOnly, strictParser } from "./sentences.ts"

export const framingFixes: Fixes = {
  "B-01": {
    any:
      "Decode a chunked body to its last chunk and trailer, also where the method ignores " +
      "it, or answer and close."
  },
  "B-02": {
    any: "Answer 501 and close where Transfer-Encoding names a coding that you don't decode.",
    node: strictParser
  },
  "B-03": {
    any:
      "Answer 400 and close where both fields are there; at the least ignore " +
      "Content-Length and close behind the answer.",
    node: strictParser
  },
  "B-04": {
    any:
      "Close behind the answer wherever an HTTP/1.0 request has Transfer-Encoding, " +
      "whatever its Connection field says; best with 400.",
    apache: "SetEnvIf Transfer-Encoding . nokeepalive (mod_setenvif)",
    caddy: closedByCaddy,
    node:
      "First of all set response.shouldKeepAlive = false where request.httpVersion is " +
      '"1.0" and transfer-encoding is there.'
  },
  "B-05": {
    any: "Answer 400 and close where chunked is not the last transfer coding of a request.",
    node: strictParser
  },
  "B-14": {
    any:
      "Compare each transfer coding whole, parameters included: chunked;q=1 is an unknown " +
      "one, to be answered with 400 or 501 and a close.",
    node: strictParser
  },
  "B-06a": {
    any: digitsOnly
  },
  "B-06b": {
    any: digitsOnly
  },
  "B-06c": {
    any: digitsOnly
  },
  "B-06d": {
    any: digitsOnly
  },
  "B-06e": {
    any: digitsOnly
  },
  "B-06f": {
    any: digitsOnly
  },
  "B-06g": {
    any:
      "Stop where the number would leave your integer type, and answer 400 (or 413) and " +
      "close; never let it wrap or saturate."
  },
  "B-06h": {
    any:
      "Require one digit at least in Content-Length, and answer 400 and close where it is " +
      "empty; empty is not the same as absent.",
    caddy:
      "Use a Caddy that is built with Go 1.22 or later, and leave " +
      "GODEBUG=httplaxcontentlength unset."
  },
  "B-07a": {
    any:
      "Refuse a second Content-Length with 400 and close, or take equal values for one; " +
      "read the body once."
  },
  "B-07b": {
    any: "Compare all values of Content-Length, and answer 400 and close where two differ."
  },
  "B-12": {
    any:
      "Behind every answer read what is left of the request body before you parse the next " +
      "request, or close."
  },
  "B-13": {
    any:
      "Skip the declared body by its length, whatever its octets look like, before you " +
      "parse the next request; or close."
  },
  "B-08": {
    any:
      "Check for overflow before each multiplication by 16 of the chunk size, and answer " +
      "400 and close."
  },
  "B-09": {
    any:
      "Skip everything from ; to CRLF of a chunk-size line, within a limit, and use the " +
      "size before it."
  },
  "B-10a": {
    any:
      "Require one hexadecimal digit at least at the start of a chunk-size line, and " +
      "answer 400 and close otherwise."
  },
  "B-10b": {
    any:
      "Require CR before the LF of a chunk-size line, and answer 400 and close where it is " +
      "missing.",
    apache: "HttpProtocolOptions Strict (the default): Unsafe accepts LF alone here.",
    caddy: "Use a Caddy that is built with Go 1.23.8, 1.24.2 or later (CVE-2025-22871)",
    node: strictParser
  },
  "B-11": {
    any:
      "Discard trailer fields, or keep them apart from the header fields; never evaluate " +
      "them as conditions, framing or routing."
  }
}
