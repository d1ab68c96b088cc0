/**
 * A helper as a thread (AMTED): messages over its port; the bytes of a file change hands without a copy.
 *
 * `terminate` can't end a thread that is stuck inside a system call. It stays, `gone` doesn't come, and
 * the pool counts it as hung; a process can always be killed.
 */
import { Worker } from "node:worker_threads"
import type { Answer, HelperBoot } from "./helper/protocol.ts"
import { helperEntry } from "./helper-entry.ts"
import type { HelperCallbacks, HelperLink } from "./helper-link.ts"

export const startThread = (boot: HelperBoot, callbacks: HelperCallbacks): HelperLink => {
  // No `execArgv`: flags such as --inspect or --import are the dispatcher's, not the helper's.
  const worker = new Worker(helperEntry, { workerData: boot, execArgv: [] })
  let reason = ""
  worker.on("message", (answer: Answer) => callbacks.answered(answer))
  worker.on("error", (error) => {
    reason = error.message
  })
  worker.on("exit", (code) => callbacks.gone(reason === "" ? `exit ${code}` : reason))
  return {
    send: (request) => worker.postMessage(request),
    kill: () => void worker.terminate(),
    pid: null
  }
}
