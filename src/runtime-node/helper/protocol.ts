/**
 * What dispatcher and helper say to each other: the same words for threads and for processes, which
 * differ only in how the words travel (`threadLink.ts`, `processLink.ts`, `frame.ts`).
 */
import type { Job } from "../../state-machine/command.ts"
import type { Outcome, Ticket } from "../../state-machine/event.ts"

/** How the program `main.ts` is told what it is, once, when it starts. */
export type Boot = HelperBoot | WriterBoot

export interface HelperBoot {
  readonly role: "helper"
  readonly root: string
  /**
   * For tests: while a file of this name exists, the helper takes its jobs but does not begin them, as a
   * helper does that hangs in a dead disk. Empty in every other run. No peer can reach it: the name
   * comes from whoever starts the server, and the server never writes a file below its root.
   */
  readonly holdFile: string
}

/** Writes text behind the dispatcher's back: access log and recording. */
export interface WriterBoot {
  readonly role: "writer"
  /** A path, or `-` for standard output, or `2` for standard error. */
  readonly destination: string
  /** Otherwise what stood there is replaced. */
  readonly append: boolean
}

export interface Request {
  readonly ticket: Ticket
  readonly job: Job
}

export type Answer =
  /** The root is there and jobs are welcome. */
  | { readonly kind: "ready"; readonly descriptorsMax: number }
  /** This root can't be served; the helper ends. */
  | { readonly kind: "unusable"; readonly code: RootProblem }
  | {
      readonly kind: "done"
      readonly ticket: Ticket
      readonly outcome: Outcome
      /** Of `Loaded`; otherwise null. The helper gives them away and never touches them again. */
      readonly bytes: Uint8Array<ArrayBuffer> | null
    }

export type RootProblem = "missing" | "not-a-directory" | "forbidden" | "failed"

/** Descriptor of the channel in a helper process; 0 to 2 are the standard streams. */
export const channelDescriptor = 3
