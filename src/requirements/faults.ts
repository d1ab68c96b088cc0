/** The requirements of `spec/faults.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const faultsRequirements: ReadonlyArray<Requirement> = [
  {
    id: "faults/peer-reset",
    level: "MUST",
    sentence:
      "When a connection is reset by its peer, everything held for it is given up in one handler.",
    source: "ours."
  },
  {
    id: "faults/peer-ended",
    level: "MUST",
    sentence:
      "When the peer ends its sending half while a request is answered, the answer is finished.",
    source: "rfc9112#section-9.6-12."
  },
  {
    id: "faults/late-event",
    level: "MUST",
    sentence: "An event that names a connection, a timer or a helper that is gone changes nothing.",
    source: "ours."
  },
  {
    id: "faults/quiescence",
    level: "MUST",
    sentence: "Once faults stop, every run comes to rest.",
    source: "ours."
  },
  {
    id: "faults/one-client-alone",
    level: "MUST",
    sentence: "What one client does wrong costs no other client its answer.",
    source: "ours."
  }
]
