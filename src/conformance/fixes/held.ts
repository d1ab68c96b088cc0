/** Helpers that hang: how to mend it. */
import type { Fixes } from "./fix.ts"

export const heldFixes: Fixes = {
  "K-06h": {
    any:
      "Do all file work in helpers, and answer what needs none (cached files, errors, " +
      "OPTIONS) in the loop while every helper hangs."
  }
}
