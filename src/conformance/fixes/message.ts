/** How a message is taken apart: how to mend it. */
import type { Fixes } from "./fix.ts"

export const messageFixes: Fixes = {
  "P-01": {
    any:
      "Parse the head as octets, not as decoded text, and let 0x80 to 0xff pass through " +
      "field values as they are."
  },
  "P-02": {
    any:
      "Take LF alone for a line end either everywhere in the head or nowhere; where it is " +
      "none, answer 400 and close."
  },
  "P-03": {
    any:
      "Answer 400 to a CR without LF behind it, or read it as a space; never end a field " +
      "line there."
  },
  "P-04": {
    any: "Skip at least one CRLF in front of the request line before you parse it."
  },
  "P-05": {
    any:
      "Answer 400 when the first line after the request line begins with a space or tab, " +
      "or drop all such lines unread.",
    node: "Leave insecureHTTPParser at false: with it such a line is taken for a field."
  },
  "P-06": {
    any:
      "Answer 400 and close as soon as the first line is no request line; do not wait for " +
      "more of it, nor skip lines."
  },
  "P-07a": {
    any:
      "Compare HTTP-name octet by octet with HTTP in capitals; answer 400 and close where " +
      "it differs.",
    apache: "HttpProtocolOptions Strict (the default): Unsafe lets http/1.1 pass."
  },
  "P-07b": {
    any: "Read exactly one digit behind the dot of the version; a second one is 400 and close.",
    nginx: 'if ($server_protocol !~ "^HTTP/1\\.[0-9]$") { return 400; } in the server block.',
    lighttpd: 'Leave "header-strict" enabled in server.http-parseopts: without it HTTP/1.10 passes.'
  },
  "P-07c": {
    any:
      "Read exactly one digit between the slash and the dot of the version; more are 400 " +
      "and close."
  },
  "P-07d": {
    any:
      "Require a dot and a minor digit in the version; answer 400 and close where they are " +
      "missing."
  },
  "P-08": {
    any:
      "Answer 505 and close where the major version is not 1; 400 is permitted, processing " +
      "the request as 1.1 as well."
  },
  "P-09": {
    any:
      "Process HTTP/1.2 to HTTP/1.9 as HTTP/1.1: look at the major digit only when you " +
      "decide to refuse a version."
  }
}
