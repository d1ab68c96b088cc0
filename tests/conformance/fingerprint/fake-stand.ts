/** A stand in this process: small servers of known architectures, on a disk that is none. */
import type * as net from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import type { Asking } from "../../../src/conformance/fingerprint/asking.ts"
import type { HeldStand } from "../../../src/conformance/fingerprint/held-trial.ts"
import { FakeDisk } from "./fake-disk.ts"
import { answer, type Asked, onRequests, smallServer } from "./small-server.ts"

/** Whoever needs a slot waits until one is free. */
class Slots {
  #free: number
  readonly #queue: Array<() => void> = []

  constructor(count: number) {
    this.#free = count
  }

  async within(work: () => Promise<void>): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#free -= 1
    await work()
    const next = this.#queue.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}

export interface Model {
  /** Loops that wait for the disk themselves: whatever is asked needs one. */
  readonly loops?: number
  /** Whatever is read needs one. */
  readonly helpers?: number
  /** Warm files need no helper. */
  readonly caches?: boolean
  /** Answers cold files from memory. */
  readonly remembers?: boolean
  /** How long it takes to answer what is no request. */
  readonly malformedMillis?: number
  /** How often a held request is never answered. */
  readonly loses?: number
}

/** Serves with the architecture of the model, from the disk of the stand. */
export const standOf = async (model: Model, disk = new FakeDisk()): Promise<HeldStand> => {
  const loops = new Slots(model.loops ?? Infinity)
  const helpers = new Slots(model.helpers ?? Infinity)
  let losses = model.loses ?? 0
  const read = async ({ path }: Asked): Promise<boolean> => {
    const isCold = path.startsWith("/cold/")
    if (isCold && model.remembers !== true) {
      await disk.pass("read", path)
      if (losses > 0) return losses-- === 0
    }
    return true
  }
  const serve = async (socket: net.Socket, asked: Asked): Promise<void> => {
    const needsHelper =
      asked.path !== "" && (model.caches !== true || asked.path.startsWith("/cold/"))
    const work = async (): Promise<void> => {
      if (await read(asked)) answer(socket, asked)
    }
    if (asked.path === "") await sleep(model.malformedMillis ?? 0)
    await loops.within(() => (needsHelper ? helpers.within(work) : work()))
  }
  const { asking } = await smallServer((socket) =>
    onRequests(socket, (asked) => void serve(socket, asked))
  )
  return standWith(asking, disk)
}

export const standWith = (asking: Asking, disk = new FakeDisk()): HeldStand => {
  const size = { tasks: 3, processes: 2, residentBytes: 1_000 }
  let next = 0
  return {
    asking,
    disk,
    nextCold: () => next++,
    baseline: { warmMicrosMedian: 1, warmMicrosP95: 1, server: "small/1", size },
    // The first only bounds the waiting where all are answered but some.
    patience: { restMillis: 200, someMillis: 700, nobodyMillis: 1_000 },
    dispatchers: new Set(),
    dispatcherProcesses: new Set(),
    processes: () => [process.pid],
    size: () => size,
    assertAlive: () => {}
  }
}
