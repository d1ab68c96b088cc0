/** Mistakes with limits and caches. */
import { emptyLru } from "../../src/state-machine/lru.ts"
import { type Fault, limited, rewritten, without, wrapped } from "./fault.ts"

export const bounds: ReadonlyArray<Fault> = [
  {
    id: "unbounded-head",
    kind: "overload",
    sentence: "A head may be as long as its sender likes.",
    rule: "read/held-bytes-bounded",
    machine: limited(() => ({
      headBytesMax: 1_000_000,
      requestLineBytesMax: 1_000_000,
      fieldsMax: 1_000_000
    }))
  },
  {
    id: "unbounded-pipelining",
    kind: "overload",
    sentence: "Later requests are read in without end while one is answered.",
    rule: "read/held-bytes-bounded",
    machine: limited(() => ({ pipelinedBytesMax: 1_000_000 }))
  },
  {
    id: "chunks-leak",
    kind: "leak",
    sentence: "What a helper read is never forgotten.",
    rule: "caches/bounded",
    machine: without((command) => command._tag === "Forget")
  },
  {
    id: "name-never-ages",
    kind: "staleness",
    sentence: "A name that was found once is never looked at again.",
    rule: "caches/coherent",
    machine: limited(() => ({ freshSeconds: 1_000_000 }))
  },
  {
    id: "warm-asks-helper",
    kind: "starvation",
    sentence: "Every request asks a helper, whatever is in the cache.",
    rule: "caches/warm-needs-no-helper",
    machine: wrapped((state, event, honest) => {
      const names = emptyLru<never>(state.settings.limits.namesMax)
      return honest({ ...state, caches: { ...state.caches, names } }, event)
    })
  },
  {
    id: "accept-spins",
    kind: "overload",
    sentence: "Accepting goes on at once after the descriptors ran out.",
    rule: "accept/exhausted",
    machine: rewritten((commands, event) =>
      event._tag === "AcceptFailed"
        ? commands.filter((command) => command._tag === "StartTimer")
        : commands
    )
  }
]
