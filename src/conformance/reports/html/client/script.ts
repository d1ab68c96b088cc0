/** The page's script, as the text of its functions. */
import { filtering, moving, navigating } from "./behaviour.ts"

/** Runs before anything is drawn: what only a script can open is not shown opened first. */
export const early = `document.documentElement.classList.add("scripted")`

/** Some compilers wrap functions in a call that keeps their names; here it has nothing to do. */
const keepName = "const __name = (named) => named"

export const script = [
  `"use strict";(() => {`,
  keepName,
  `const filters = (${String(filtering)})(window)`,
  `const places = (${String(navigating)})(window)`,
  `;(${String(moving)})(window)`,
  "filters.apply()",
  "places.follow()",
  "})()"
].join("\n")
