/** Preconditions: how to mend it. */
import type { Fixes } from "./fix.ts"
import { threeFormats } from "./sentences.ts"

export const conditionalFixes: Fixes = {
  "H-01a": {
    any:
      "Compare each tag of If-None-Match with the ETag of the file, and answer 304 to GET " +
      "and HEAD where one is equal."
  },
  "H-01b": {
    any: "Strip W/ from both sides before you compare tags for If-None-Match."
  },
  "H-01c": {
    any: "Parse If-None-Match as a list, quotes first, and compare every tag, not the first alone."
  },
  "H-01d": {
    any: "Answer 304 to If-None-Match: * wherever the file exists."
  },
  "H-01e": {
    any:
      "Read only quoted tags in If-None-Match; a value without quotes matches nothing, and " +
      "the file is sent."
  },
  "H-02": {
    any:
      "Send 304 with the ETag, Cache-Control, Content-Location, Date, Expires and Vary of " +
      "the 200 and without a body; leave Content-Length out."
  },
  "H-03b": {
    any: threeFormats
  },
  "H-03c": {
    any: threeFormats
  },
  "H-03f": {
    any:
      "Do not look at If-Modified-Since where If-None-Match is there, even " +
      "if that did not match."
  },
  "H-03e": {
    any:
      "Ignore If-Modified-Since where its value fits none of the three formats of dates; " +
      "send the file."
  },
  "H-03a": {
    any:
      "Answer 304 where Last-Modified is earlier than or equal to If-Modified-Since, both " +
      "in whole seconds."
  },
  "H-03d": {
    any:
      "Answer 304 wherever Last-Modified is not later than If-Modified-Since; do not ask " +
      "for equality.",
    nginx: "if_modified_since before;"
  },
  "H-04a": {
    any:
      "Evaluate If-Match before all other conditions, and answer 412 where no tag of it is " +
      "that of the file."
  },
  "H-04b": {
    any:
      "Compare strongly for If-Match: a tag with W/ on either side never matches, so " +
      "answer 412.",
    node:
      'Answer 412 where a tag in request.headers["if-match"] begins with W/: the tags of ' +
      "serve-static are weak, and it compares them weakly."
  },
  "H-05": {
    any:
      "Answer 412 where Last-Modified is later than If-Unmodified-Since and there is no " +
      "If-Match."
  },
  "H-06": {
    any: "Do not look at If-Unmodified-Since where If-Match is there.",
    apache: 'RequestHeader unset If-Unmodified-Since "expr=-n %{HTTP:If-Match}" (mod_headers)'
  },
  "H-07": {
    any:
      "Find the file first and evaluate conditions only where the answer would be 2xx: an " +
      "error stays that error."
  }
}
