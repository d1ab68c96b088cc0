/** The requirements of `spec/caches.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const cachesRequirements: ReadonlyArray<Requirement> = [
  {
    id: "caches/resident",
    level: "MUST",
    sentence: "A chunk that the cache holds is sent from memory, without a helper.",
    source: "Flash, HTML nodes 8 and 16."
  },
  {
    id: "caches/absent",
    level: "MUST",
    sentence: "A chunk that the cache does not hold is asked of a helper.",
    source: "Flash, HTML node 16."
  },
  {
    id: "caches/evict",
    level: "MUST",
    sentence:
      "When the contents exceed `contentBytesMax`, the chunks used least recently are " +
      "forgotten; a `Send` that has begun keeps its bytes.",
    source: "Flash, HTML node 16."
  },
  {
    id: "caches/warm-needs-no-helper",
    level: "MUST",
    sentence:
      "A request for a file whose name is fresh and whose chunks are resident is answered " +
      "without a helper, however many helpers hang.",
    source:
      "Flash, HTML nodes 8 and 14; the claim is put to the test by Ruan and Pai, ATC 2006, node 8."
  },
  {
    id: "caches/unknown-goes-to-helper",
    level: "MUST",
    sentence:
      "A slice is sent only of a chunk that a helper loaded and that was not forgotten since.",
    source: "Flash, HTML nodes 16 and 19; Ruan and Pai, ATC 2006, node 18."
  },
  {
    id: "caches/name-hit-content-miss",
    level: "MUST",
    sentence:
      "A request whose name is fresh and whose content is not resident goes to a helper for the content.",
    source: "Ruan and Pai, ATC 2004, node 11."
  },
  {
    id: "caches/bounded",
    level: "MUST",
    sentence:
      "The bytes loaded and not forgotten are at most `contentBytesMax` and one chunk for " +
      "each connection and each helper.",
    source: "Flash, HTML node 16 (mapped chunks are bounded); the form is ours."
  },
  {
    id: "caches/coherent",
    level: "MUST",
    sentence:
      "No answer begins with a version that was known to be replaced when its request was " +
      "complete, nor, except under `find/stale`, with one that no helper confirmed for " +
      "`freshSeconds`.",
    source: "Flash, HTML node 15."
  }
]
