/** Field lines: how to mend it. */
import type { Fixes } from "./fix.ts"

export const fieldsFixes: Fixes = {
  "F-01": {
    any:
      "Answer 400 where a field name has a space or tab before its colon; neither trim the " +
      "name nor drop the line.",
    lighttpd: 'Leave "header-strict" enabled in server.http-parseopts.'
  },
  "F-02": {
    any:
      "Answer 400 to a line that begins with a space or tab, or join it to the field " +
      "before it with a space in between."
  },
  "F-03": {
    any:
      "Answer 400 to a NUL, CR or LF in a field value, or make it a space before anybody " +
      "looks at the value."
  },
  "F-04a": {
    any:
      "Check each octet of a field name against the token characters of RFC 9110, section " +
      "5.6.2, and answer 400 and close.",
    apache: "HttpProtocolOptions Strict (the default): Unsafe accepts such names."
  },
  "F-04b": {
    any: "Answer 400 and close to a line of the header section that has no colon; do not drop it."
  },
  "F-04c": {
    any:
      "Require one character at least before the colon of a field line; answer 400 and " +
      "close otherwise."
  },
  "F-05": {
    any: "Strip both spaces and tabs from both ends of a field value before you use it."
  },
  "F-06": {
    any: "Compare field names without regard to case, or make them lower case as you parse."
  },
  "F-07a": {
    any:
      "Answer 431 (or 400, 413) and close with lingering where a field is longer than your " +
      "limit; never cut it or drop it.",
    nginx: "large_client_header_buffers 4 8k; a field longer than one buffer is refused.",
    apache: "LimitRequestFieldSize 8190 (the default): what is longer is answered with 400",
    node:
      "In a clientError listener answer HPE_HEADER_OVERFLOW with socket.end of a 431: the " +
      "default may destroy the socket before the answer is read; or raise maxHeaderSize."
  },
  "F-07b": {
    any:
      "Limit the number of fields as well as their size, and answer 431 (or 400, 413) and " +
      "close beyond it.",
    apache: "LimitRequestFields 100 (the default): more are answered with 400"
  },
  "F-08": {
    any:
      "Ignore fields that you don't know; neither refuse them nor let them " +
      "choose another answer."
  },
  "F-09": {
    any:
      "Do not answer before the empty line that ends the header section has come, even " +
      "where the request line alone would do."
  },
  "F-10": {
    any:
      "Split Connection at commas, trim the members, skip the empty ones, and compare with " +
      "close without regard to case.",
    node:
      "In a clientError listener return without destroying the socket where error.code is " +
      "HPE_CLOSED_CONNECTION, so that the answer under way is still sent."
  },
  "F-10b": {
    any:
      "Skip empty members of a list of entity tags, commas and whitespace alike, and go on " +
      "with the next tag."
  }
}
