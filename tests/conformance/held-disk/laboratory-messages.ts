/** What a test outside and its laboratory inside an enclosure say to each other. */
import type { HeldDisk } from "../../../src/conformance/held-disk/held-disk.ts"

export type DiskCall = Exclude<keyof HeldDisk, "folder" | "freesSingly" | "gaps">

export type Action =
  /** A shell command; its standard output is the answer. */
  | { readonly kind: "shell"; readonly script: string }
  | { readonly kind: "mount"; readonly source: string; readonly folder: string }
  | { readonly kind: "disk"; readonly call: DiskCall; readonly given: ReadonlyArray<unknown> }
  /** Resolves when so many operations are held, or rejects. */
  | { readonly kind: "awaitHeld"; readonly count: number }
  | { readonly kind: "startReader" }
  /** Starts a server over what is mounted, with the configuration of its preset; its address is the answer. */
  | { readonly kind: "serve"; readonly preset: string; readonly command: ReadonlyArray<string> }
  | { readonly kind: "stopServer" }
  /** Hears nothing more, not even that the outside is dead. */
  | { readonly kind: "spin" }
  | { readonly kind: "read"; readonly reader: number; readonly command: ReadCommand }
  | { readonly kind: "killReader"; readonly reader: number }

export interface ReadCommand {
  /** One of those of reader.py. */
  readonly call: string
  readonly path: string
  readonly offset?: number
  readonly length?: number
  readonly tree?: unknown
}

export interface ReadAnswer {
  readonly thread: number
  readonly value?: unknown
  readonly errno?: number
}

export type ToLaboratory = Action & { readonly number: number }

export interface FromLaboratory {
  readonly number: number
  readonly value?: unknown
  readonly error?: string
}
