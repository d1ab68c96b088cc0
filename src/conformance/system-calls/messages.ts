/** What is said between the recorder's two programs, a line of JSON each. */
import type { CommandSubject } from "../subject/description.ts"
import type { Recording } from "./recording.ts"

export interface ToInside {
  readonly subject: CommandSubject
  readonly name: string
  readonly straceFile: string
  /** The files to serve, and where a held disk is to show them. */
  readonly source: string
  readonly folder: string
}

export type FromInside =
  | { readonly kind: "progress"; readonly what: string }
  | { readonly kind: "recorded"; readonly recording: Recording }
  | { readonly kind: "failed"; readonly tag: string; readonly message: string }
