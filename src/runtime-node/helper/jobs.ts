/** A helper's whole life: look at the root, say so, then do one job after another, each to its end. */
import { existsSync, readFileSync } from "node:fs"
import type { Job } from "../../state-machine/command.ts"
import { makeDescriptors } from "./descriptors.ts"
import { codeOf, rootProblemOf } from "./failure.ts"
import type { Loaded } from "./load.ts"
import { load } from "./load.ts"
import { locate } from "./locate.ts"
import type { Answer, HelperBoot, Request } from "./protocol.ts"
import { openRoot } from "./root.ts"

export interface Worker {
  /** The first word to the dispatcher. */
  readonly greeting: Answer
  /** Does the job, however long it takes. Never throws: a bug in here is one job's failure. */
  readonly answer: (request: Request) => Answer
}

export const makeWorker = (boot: HelperBoot): Worker => {
  try {
    const root = openRoot(boot.root)
    const descriptors = makeDescriptors()
    const perform = (job: Job): Loaded =>
      job._tag === "Locate"
        ? { outcome: locate(root, job.path), bytes: null }
        : load(root, descriptors, job)
    return {
      greeting: { kind: "ready", descriptorsMax: descriptorsMax() },
      answer: ({ ticket, job }) => {
        holdWhile(boot.holdFile)
        return { kind: "done", ticket, ...attempted(perform, job) }
      }
    }
  } catch (error) {
    const greeting: Answer = { kind: "unusable", code: rootProblemOf(error) }
    return { greeting, answer: () => greeting }
  }
}

const attempted = (perform: (job: Job) => Loaded, job: Job): Loaded => {
  try {
    return perform(job)
  } catch (error) {
    return { outcome: { _tag: "Failed", reason: codeOf(error) }, bytes: null }
  }
}

const holdWhile = (holdFile: string): void => {
  if (holdFile === "") return
  const never = new Int32Array(new SharedArrayBuffer(4))
  while (existsSync(holdFile)) Atomics.wait(never, 0, 0, 10)
}

/** How many descriptors this process may open, and so the dispatcher's; Infinity where nobody says. */
const descriptorsMax = (): number => {
  try {
    const limits = readFileSync("/proc/self/limits", "latin1")
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity)
  } catch {
    return Infinity
  }
}
