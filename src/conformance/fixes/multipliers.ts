/** Requests in other pieces and in other company: how to mend it. */
import type { Fixes } from "./fix.ts"
import { anyPieces } from "./sentences.ts"

export const multipliersFixes: Fixes = {
  "S-01": {
    any: anyPieces
  },
  "S-02": {
    any: anyPieces
  },
  "S-03": {
    any: anyPieces
  },
  "S-04": {
    any:
      "Reset all that belongs to a request (fields, flags, ranges, status) before you " +
      "parse the next one on the connection."
  },
  "S-05": {
    any:
      "Keep pipelined requests unread, or in a queue, until the answer before is fully " +
      "queued; then answer them in order."
  }
}
