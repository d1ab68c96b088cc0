/** What is said between the fingerprint's two programs, a line of JSON each. */
import type { CommandSubject } from "../subject/description.ts"
import type { Method } from "../held-disk/enclosure.ts"
import type { Fingerprint, SweepName } from "./result.ts"

/** `end`: without a result, and nothing may be left behind. */
export type ToInside = { readonly kind: "begin"; readonly order: Order } | { readonly kind: "end" }

export interface Order {
  readonly subject: CommandSubject
  /** What it is called in reports. */
  readonly name: string
  readonly method: Method | null
  readonly reasons: ReadonlyArray<string>
  readonly version: string
  readonly heldMax: number
  readonly repetitions: number
}

export type FromInside =
  | {
      readonly kind: "point"
      readonly sweep: SweepName
      readonly held: number
      readonly isStopped: boolean
    }
  | { readonly kind: "result"; readonly result: Fingerprint }
  | { readonly kind: "failed"; readonly tag: string; readonly message: string }
