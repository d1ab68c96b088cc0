/** What the client of a held disk and its daemon say to each other: lines of JSON. */
import type { Gate, Held } from "./gates.ts"

export type Command =
  | { readonly kind: "gate"; readonly gate: Gate }
  | { readonly kind: "free"; readonly paths: ReadonlyArray<string> }
  | { readonly kind: "ungate"; readonly name: string }
  | { readonly kind: "evict"; readonly paths: ReadonlyArray<string> }
  | { readonly kind: "served" }
  | { readonly kind: "end" }

/** Each command is answered by a message of the same number. */
export type ToDaemon = Command & { readonly number: number }

export type Served = Readonly<Record<string, number>>

export type FromDaemon =
  | { readonly kind: "mounted" }
  /** It never came to be mounted; the daemon ends. */
  | { readonly kind: "unmountable"; readonly reason: string }
  | { readonly kind: "held"; readonly operation: number; readonly held: Held }
  | { readonly kind: "resumed"; readonly operations: ReadonlyArray<number> }
  | { readonly kind: "done"; readonly number: number; readonly served?: Served }
  | { readonly kind: "refused"; readonly number: number; readonly reason: string }
