/**
 * A thread that writes text to a file or stream, so that no full disk or pipe can stop the dispatcher.
 * What comes faster than it writes is for the callers to bound (`pump.ts`).
 */
import { Worker } from "node:worker_threads"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { DestinationUnwritable } from "./errors.ts"
import type { WriterBoot } from "./helper/protocol.ts"
import type { Written } from "./helper/writer.ts"
import { helperEntry } from "./helper-entry.ts"

/** Takes one batch; calls `done` when it is out, with a reason if it isn't. Never two batches at a time. */
export type Sink = (text: string, done: (failure: string | null) => void) => void

/** `destination` is a path, or `-` for standard output. */
export const openWriter = (
  destination: string,
  append: boolean
): Effect.Effect<Sink, DestinationUnwritable, Scope.Scope> =>
  Effect.acquireRelease(startWriter(destination, append), ({ worker }) =>
    Effect.promise(() => worker.terminate())
  ).pipe(Effect.map(({ sink }) => sink))

interface Writer {
  readonly worker: Worker
  readonly sink: Sink
}

const startWriter = (
  destination: string,
  append: boolean
): Effect.Effect<Writer, DestinationUnwritable> =>
  Effect.callback((answer) => {
    const boot: WriterBoot = { role: "writer", destination, append }
    const worker = new Worker(helperEntry, { workerData: boot, execArgv: [] })
    const unwritable = (code: string) =>
      answer(Effect.fail(new DestinationUnwritable({ destination, code })))
    let done: (failure: string | null) => void = (failure) => {
      if (failure === null) answer(Effect.succeed({ worker, sink }))
      else unwritable(failure)
    }
    // A writer that is gone takes nothing more; whoever waits for it must not wait for ever.
    let gone: string | null = null
    const sink: Sink = (text, onDone) => {
      if (gone !== null) return onDone(gone)
      done = onDone
      worker.postMessage(text)
    }
    worker.on("message", ({ failure }: Written) => done(failure))
    worker.on("error", (error) => {
      gone = error.message
      done(gone)
    })
    return Effect.promise(() => worker.terminate())
  })
