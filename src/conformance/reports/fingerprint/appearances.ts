/** How what a fingerprint says looks: a tone for the eye, and a sign beside it for whoever sees no colour. */
import type { StallVerdict, Sweep } from "../../fingerprint/result.ts"
import type { Tone } from "../verdicts.ts"
import type { Alive } from "./words.ts"

export const toneOfStop = ({ outcome, stopsAt }: Sweep): Tone => {
  if (outcome === "not-exercised") return "faint"
  if (outcome !== "measured") return "note"
  return stopsAt === null ? "good" : "bad"
}

export const toneOfAlive: Readonly<Record<Alive, Tone>> = {
  alive: "good",
  partly: "note",
  dead: "bad",
  "not sent": "faint"
}

export const signOfAlive: Readonly<Record<Alive, string>> = {
  alive: "✓",
  partly: "◐",
  dead: "✗",
  "not sent": "·"
}

export const toneOfVerdict: Readonly<Record<StallVerdict["verdict"], Tone>> = {
  kept: "good",
  broken: "bad",
  "not-exercised": "faint",
  inconclusive: "note"
}

export const signOfVerdict: Readonly<Record<StallVerdict["verdict"], string>> = {
  kept: "✓",
  broken: "✗",
  "not-exercised": "–",
  inconclusive: "?"
}
