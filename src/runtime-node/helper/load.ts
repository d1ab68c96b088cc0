/** The job `Load`: brings a range of one version of a file into memory, or says that the file changed. */
import { closeSync, fstatSync, readSync } from "node:fs"
import type { Job } from "../../state-machine/command.ts"
import type { Outcome } from "../../state-machine/event.ts"
import type { Descriptors } from "./descriptors.ts"
import { codeOf, outcomeOf } from "./failure.ts"
import { isOpened, openBelow } from "./open.ts"
import type { Root } from "./root.ts"
import { versionOf } from "./version.ts"

type Load = Extract<Job, { readonly _tag: "Load" }>

export interface Loaded {
  readonly outcome: Outcome
  readonly bytes: Buffer<ArrayBuffer> | null
}

export const load = (root: Root, descriptors: Descriptors, job: Load): Loaded => {
  const kept = descriptors.take(job.path)
  if (kept !== undefined) {
    const loaded = loadFrom(kept, descriptors, job)
    // The name may lead to another file by now. If so, that one is asked, once.
    if (loaded.outcome._tag !== "Changed") return loaded
  }
  const opened = openBelow(root, job.path)
  if (isOpened(opened)) return loadFrom(opened.descriptor, descriptors, job)
  // Whatever else stands under the name now, it is not the version that was asked for.
  return without(opened._tag === "Failed" ? opened : { _tag: "Changed" })
}

/** Reads, then looks: a version that is unchanged after the read was unchanged during the read. */
const loadFrom = (descriptor: number, descriptors: Descriptors, job: Load): Loaded => {
  let keep = false
  try {
    const bytes = Buffer.allocUnsafeSlow(job.lengthBytes)
    const whole = readFully(descriptor, bytes, job.offset)
    const stats = fstatSync(descriptor, { bigint: true })
    if (!whole || versionOf(stats) !== job.version) return without({ _tag: "Changed" })
    keep = job.offset + job.lengthBytes < Number(stats.size)
    return { outcome: { _tag: "Loaded", lengthBytes: bytes.length }, bytes }
  } catch (error) {
    const outcome = outcomeOf(error)
    return without(outcome._tag === "Failed" ? outcome : { _tag: "Failed", reason: codeOf(error) })
  } finally {
    if (keep) descriptors.keep(job.path, descriptor)
    else closeSync(descriptor)
  }
}

const readFully = (descriptor: number, bytes: Buffer, offset: number): boolean => {
  let filled = 0
  while (filled < bytes.length) {
    const count = readSome(descriptor, bytes, filled, offset + filled)
    if (count === 0) return false
    filled += count
  }
  return true
}

/** libuv doesn't repeat a read that a signal cut short, so we do. */
const readSome = (descriptor: number, bytes: Buffer, filled: number, position: number): number => {
  for (;;) {
    try {
      return readSync(descriptor, bytes, filled, bytes.length - filled, position)
    } catch (error) {
      if (codeOf(error) !== "EINTR") throw error
    }
  }
}

const without = (outcome: Outcome): Loaded => ({ outcome, bytes: null })
