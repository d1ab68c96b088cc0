/** Generated requests: how to mend it. */
import type { Fixes } from "./fix.ts"
import {
  hostInCaddy,
  hostInNginx,
  hostInNode,
  noRangesInLighttpd,
  noRangesInNode,
  strictHost,
  strictParser
} from "./sentences.ts"

export const generatedFixes: Fixes = {
  "G-01": {
    any:
      "Let the grammar decide: field order, case of names, whitespace around values and " +
      "pipelining must not change the answer to a valid request."
  },
  "G-02": {
    any:
      "Check the target against its four forms, split off the query, decode once, remove " +
      "dot segments; answer 400 where any step fails."
  },
  "G-03": {
    any:
      "Require method, one space, target, one space, HTTP/D.D and CRLF, and answer 400 " +
      "(501, 505) and close for anything else."
  },
  "G-04": {
    any:
      'Write one check for uri-host [ ":" port ], use it for Host and for absolute-form, ' +
      "and answer 400 where it fails.",
    nginx: hostInNginx,
    lighttpd: strictHost,
    caddy: hostInCaddy,
    node: hostInNode
  },
  "G-05": {
    any:
      "Require a token, a colon right behind it, and a value without NUL, CR and LF in " +
      "each field line, and answer 400 and close otherwise.",
    lighttpd: 'Leave "header-strict" enabled in server.http-parseopts.',
    apache: "HttpProtocolOptions Strict (the default)",
    node: strictParser
  },
  "G-06": {
    any:
      "Decide the framing in one place: a coding that is not exactly chunked, a coding " +
      "beside a length, and an invalid or double length are 400 or 501 and a close.",
    node: strictParser
  },
  "G-07": {
    any:
      "Read chunks by their grammar: hexadecimal digits without overflow, extensions " +
      "skipped, CRLF and nothing else for a line end; else 400 and close.",
    apache: "HttpProtocolOptions Strict (the default)",
    node: strictParser
  },
  "G-08": {
    any:
      "Parse ranges with checked arithmetic against the length of the opened file, and " +
      "send exactly what Content-Range says.",
    lighttpd: noRangesInLighttpd,
    node: noRangesInNode
  },
  "G-09": {
    any:
      "Evaluate in the order of RFC 9110, section 13.2.2: If-Match, else " +
      "If-Unmodified-Since; If-None-Match, else If-Modified-Since; If-Range last.",
    nginx: "if_modified_since before; for dates later than the file's."
  },
  "G-10": {
    any:
      "Refuse by the grammar instead of repairing: what is no request line, field line or " +
      "length is 400 and a close.",
    lighttpd: 'Leave "header-strict" enabled in server.http-parseopts.',
    apache: "HttpProtocolOptions Strict (the default)",
    node: strictParser
  }
}
