/** The helpers that run, by the names that the machine gave them, and what becomes of their answers. */
import type { Job } from "../state-machine/command.ts"
import type { HelperId, Ticket } from "../state-machine/event.ts"
import type { Chunks } from "./chunks.ts"
import type { Dispatcher } from "./dispatcher.ts"
import type { Answer, HelperBoot } from "./helper/protocol.ts"
import type { HelperCallbacks, HelperKind, HelperLink } from "./helper-link.ts"
import { startProcess } from "./process-link.ts"
import { startThread } from "./thread-link.ts"

export interface Helpers {
  readonly spawn: (helper: HelperId) => void
  readonly kill: (helper: HelperId) => void
  readonly submit: (helper: HelperId, ticket: Ticket, job: Job) => void
  readonly killAll: () => void
  /** Runs `done` when none is left. */
  readonly whenGone: (done: () => void) => void
  readonly list: () => ReadonlyArray<HelperFigures>
}

export interface HelperFigures {
  readonly helper: HelperId
  /** Null for a thread. */
  readonly pid: number | null
}

export const startHelper = (
  kind: HelperKind,
  boot: HelperBoot,
  callbacks: HelperCallbacks
): HelperLink => (kind === "threads" ? startThread(boot, callbacks) : startProcess(boot, callbacks))

export const makeHelpers = (
  kind: HelperKind,
  boot: HelperBoot,
  chunks: Chunks,
  push: Dispatcher["push"]
): Helpers => {
  const running = new Map<HelperId, HelperLink>()
  const waiting: Array<() => void> = []

  const lost = (helper: HelperId, reason: string) => {
    running.delete(helper)
    push({ _tag: "HelperLost", helper, reason })
    if (running.size === 0) for (const done of waiting.splice(0)) done()
  }

  const answered = (helper: HelperId, answer: Answer) => {
    switch (answer.kind) {
      case "ready":
        return push({ _tag: "HelperReady", helper })
      case "unusable":
        // The root went away while we serve. The machine tries again, after a pause.
        return running.get(helper)?.kill()
      case "done": {
        const { ticket, outcome, bytes } = answer
        if (bytes !== null) chunks.keep(ticket, bufferOf(bytes))
        return push({ _tag: "Notified", helper, ticket, outcome })
      }
    }
  }

  return {
    spawn: (helper) => {
      try {
        const link = startHelper(kind, boot, {
          answered: (answer) => answered(helper, answer),
          gone: (reason) => lost(helper, reason)
        })
        running.set(helper, link)
      } catch (error) {
        lost(helper, String(error))
      }
    },
    kill: (helper) => running.get(helper)?.kill(),
    submit: (helper, ticket, job) => running.get(helper)?.send({ ticket, job }),
    killAll: () => {
      for (const link of running.values()) link.kill()
    },
    whenGone: (done) => {
      if (running.size === 0) done()
      else waiting.push(done)
    },
    list: () => [...running].map(([helper, { pid }]) => ({ helper, pid }))
  }
}

const bufferOf = (bytes: Uint8Array<ArrayBuffer>): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
