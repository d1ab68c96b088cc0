/** Whoever plays vectors: a program behind pipes, or the reference machine itself. */
import type { Settings } from "../../state-machine/limits.ts"
import type { Reply, StartReply, VectorEvent } from "./format.ts"

/** What an implementation is told when a vector begins. */
export interface Start {
  /** Of the vector, for its own messages. */
  readonly vector: string
  readonly settings: Settings
  /** The requests hold entity tags of the form `"VERSION"`. */
  readonly tagsAreVersions?: true
}

/**
 * In lockstep: one question, one answer. Both reject with `Misbehaved` when no right answer comes.
 */
export interface Implementation {
  readonly start: (start: Start) => Promise<StartReply>
  /** The event has the implementation's own numbers, and whole numbers of bytes. */
  readonly event: (event: VectorEvent) => Promise<Reply>
}

/** It gave no answer that can be judged. */
export class Misbehaved extends Error {
  override readonly name = "Misbehaved"
  readonly how: "silent" | "garbage" | "crashed"
  constructor(how: Misbehaved["how"], message: string) {
    super(message)
    this.how = how
  }
}

export interface Verdict {
  readonly verdict: "pass" | "wrong" | "unsupported" | Misbehaved["how"]
  /** Why not, or where; empty for a pass. */
  readonly detail: string
  /** What the vector allows, and what came instead: of a wrong answer. */
  readonly allowed?: string
  readonly found?: string
}

export const passed: Verdict = { verdict: "pass", detail: "" }
export const unsupported = (detail: string): Verdict => ({ verdict: "unsupported", detail })
