/** How the page looks. */
import { fingerprintStyle } from "../fingerprint/section-style.ts"
import { baseStyle } from "./styles/base.ts"
import { casesStyle } from "./styles/cases.ts"
import { frameStyle } from "./styles/frame.ts"
import { paperStyle } from "./styles/paper.ts"
import { resultsStyle } from "./styles/results.ts"
import { textsStyle } from "./styles/texts.ts"

export const stylesheet = [
  baseStyle,
  frameStyle,
  resultsStyle,
  casesStyle,
  textsStyle,
  fingerprintStyle,
  paperStyle
].join("")
