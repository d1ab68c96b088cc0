/** What every response must satisfy: how to mend it. */
import type { Fixes } from "./fix.ts"

export const passiveFixes: Fixes = {
  "P-10": {
    any:
      "Write responses by one function: status line with a space behind the code, CRLF " +
      "everywhere, tokens as names, no CR, LF or NUL in values."
  },
  "B-15": {
    any:
      "Use chunked for HTTP/1.1 requests only, never beside Content-Length, and send " +
      "neither with 1xx and 204."
  },
  "C-05": {
    any:
      "Close for certain behind an answer that said Connection: close, and send no other " +
      "answer on it."
  },
  "M-14a": {
    any:
      "Send Date as an IMF-fixdate with every answer, those that the parser writes for " +
      "malformed requests included.",
    node:
      "In a clientError listener write the 400 (431, 408) yourself, with Date, by " +
      "socket.end: the default answer has none."
  },
  "M-14b": {
    any:
      "Take Content-Length from the descriptor you send from, send exactly so many octets, " +
      "and close where you can't."
  },
  "M-15": {
    any: "Send no 100 or other 1xx where the request was HTTP/1.0."
  }
}
