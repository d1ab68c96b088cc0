/** The requirements of `spec/trace.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const traceRequirements: ReadonlyArray<Requirement> = [
  {
    id: "trace/sequence",
    level: "MUST",
    sentence:
      "The entries are numbered from 0 without a gap, their times do not decrease, and nothing follows `Ended`.",
    source: "ours."
  },
  {
    id: "trace/replay",
    level: "MUST",
    sentence:
      "The events of a trace, given to the machine again, lead to the same rules and the " +
      "same commands, step by step.",
    source: "ours."
  },
  {
    id: "trace/deterministic",
    level: "MUST",
    sentence: "One seed leads to one trace, byte by byte, on every machine.",
    source: "ours."
  },
  {
    id: "trace/not-empty",
    level: "MUST",
    sentence: "A trace holds at least one thing that happened.",
    source: "ours."
  }
]
