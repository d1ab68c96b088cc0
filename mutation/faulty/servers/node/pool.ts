/** A pool of helpers with a queue in front: each helper has one job at a time, and the loop never waits for any. */
import { fork } from "node:child_process"
import { Worker } from "node:worker_threads"

export interface Job {
  /** A path; or a descriptor, which only threads can be given. */
  readonly file: string | number
  /** The octets are read, so that the kernel has them, and not sent back. */
  readonly warmOnly?: boolean
}

export interface Done {
  readonly isThere: boolean
  readonly content: Buffer | undefined
}

interface Helper {
  readonly give: (job: Job) => void
  readonly onDone: (listener: (done: Done) => void) => void
}

interface Waiting {
  readonly job: Job
  readonly resolve: (done: Done) => void
}

const program = new URL("./reader.ts", import.meta.url)

const thread = (): Helper => {
  // It closes descriptors that the loop opened, which Node would warn of.
  const worker = new Worker(program, { trackUnmanagedFds: false })
  return {
    give: (job) => worker.postMessage(job),
    onDone: (listener) => void worker.on("message", listener)
  }
}

const child = (): Helper => {
  const helper = fork(program, { serialization: "advanced" })
  return {
    give: (job) => void helper.send(job),
    onDone: (listener) => void helper.on("message", (done) => listener(done as unknown as Done))
  }
}

export type Pool = (job: Job) => Promise<Done>

const poolOf = (helpers: ReadonlyArray<Helper>): Pool => {
  const idle = [...helpers]
  const queue: Array<Waiting> = []
  const busy = new Map<Helper, Waiting>()
  const next = (): void => {
    const helper = queue.length === 0 ? undefined : idle.pop()
    const waiting = helper === undefined ? undefined : queue.shift()
    if (helper === undefined || waiting === undefined) return
    busy.set(helper, waiting)
    helper.give(waiting.job)
  }
  for (const helper of helpers)
    helper.onDone(({ isThere, content }) => {
      busy
        .get(helper)
        ?.resolve({ isThere, content: content === undefined ? content : Buffer.from(content) })
      busy.delete(helper)
      idle.push(helper)
      next()
    })
  return (job) =>
    new Promise((resolve) => {
      queue.push({ job, resolve })
      next()
    })
}

export const threads = (count: number): Pool => poolOf(Array.from({ length: count }, thread))

export const processes = (count: number): Pool => poolOf(Array.from({ length: count }, child))
