/** What a server survives. Not normative: counted apart from every statement about an RFC. */
import type { ActiveCase } from "../case.ts"
import { crowdCases } from "./abuse-crowd.ts"
import { slowCases } from "./abuse-slow.ts"
import { exhaustionCases } from "./processes-exhaustion.ts"
import { leakCases } from "./processes-leaks.ts"
import { shutdownCases } from "./processes-shutdown.ts"
import { stallCases } from "./stall.ts"

export const robustnessCases: ReadonlyArray<ActiveCase> = [
  ...slowCases,
  ...stallCases,
  ...crowdCases,
  ...leakCases,
  ...exhaustionCases,
  ...shutdownCases
]
