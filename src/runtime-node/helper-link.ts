/** One running helper, thread or process alike: what `runningHelpers.ts` can ask of it and what it is told. */
import type { Answer, Request } from "./helper/protocol.ts"

export type HelperKind = "threads" | "processes"

export interface HelperLink {
  readonly send: (request: Request) => void
  /** SIGKILL or its equal. `gone` still follows. */
  readonly kill: () => void
  /** Null for a thread. */
  readonly pid: number | null
}

export interface HelperCallbacks {
  readonly answered: (answer: Answer) => void
  /** Called once, when the helper really is no more; nothing is called after it. */
  readonly gone: (reason: string) => void
}
