/** Expect: how to mend it. */
import type { Fixes } from "./fix.ts"

export const expectFixes: Fixes = {
  "J-01": {
    any:
      "Send 100 Continue, or the final answer, as soon as the head is complete; do not " +
      "wait for the body first.",
    node:
      "In a checkContinue listener call response.writeContinue() or answer at once; " +
      "without a listener Node sends 100 by itself."
  },
  "J-02": {
    any: "Ignore Expect where the request is HTTP/1.0: no 100 to such a client."
  },
  "J-03": {
    any:
      "Answer 417 to an expectation other than 100-continue, or ignore the " +
      "field; no other error."
  }
}
