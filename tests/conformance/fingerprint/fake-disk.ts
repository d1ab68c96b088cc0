/** A held disk without a file system: readers of this process ask it whether they may pass. */
import { changesOf } from "../../../src/conformance/held-disk/changes.ts"
import type {
  Gate,
  Held,
  HeldDisk,
  HeldOperation
} from "../../../src/conformance/held-disk/held-disk.ts"

interface Waiting extends Held {
  readonly resume: () => void
}

export class FakeDisk implements HeldDisk {
  readonly folder: string
  readonly gaps = []
  readonly freesSingly: boolean
  readonly evicted: Array<string> = []
  readonly #changes = changesOf()
  readonly #freed = new Set<string>()
  #gates: ReadonlyArray<Gate> = []
  #waiting: ReadonlyArray<Waiting> = []

  constructor({ folder = "/", freesSingly = true } = {}) {
    this.folder = folder
    this.freesSingly = freesSingly
  }

  get isOpen(): boolean {
    return this.#gates.length === 0 && this.#waiting.length === 0
  }

  /** Resolves when nothing holds it any more. */
  async pass(operation: HeldOperation, path: string): Promise<void> {
    const isHeld = this.#gates.some(
      (gate) => gate.operations.includes(operation) && new RegExp(gate.pattern, "u").test(path)
    )
    if (!isHeld || this.#freed.has(path)) return
    const { promise, resolve: resume } = Promise.withResolvers<void>()
    this.#waiting = [...this.#waiting, { operation, path, thread: process.pid, resume }]
    this.#changes.tell()
    await promise
  }

  readonly gate = async (gate: Gate): Promise<void> => {
    this.#gates = [...this.#gates, gate]
    this.#freed.clear()
  }

  readonly free = async (paths: ReadonlyArray<string>): Promise<void> => {
    for (const path of paths) this.#freed.add(path)
    this.#resume(({ path }) => paths.includes(path))
  }

  readonly ungate = async (name: string): Promise<void> => {
    if (!this.#gates.some((gate) => gate.name === name)) return
    this.#gates = this.#gates.filter((gate) => gate.name !== name)
    this.#resume(() => true)
  }

  readonly evict = async (paths: ReadonlyArray<string>): Promise<void> => {
    this.evicted.push(...paths)
  }

  readonly held = (): ReadonlyArray<Held> => this.#waiting
  readonly changed = this.#changes.within
  readonly served = async () => ({})
  readonly end = async (): Promise<void> => {
    this.#gates = []
    this.#resume(() => true)
  }

  #resume(whom: (held: Held) => boolean): void {
    const resumed = this.#waiting.filter(whom)
    this.#waiting = this.#waiting.filter((each) => !whom(each))
    for (const { resume } of resumed) resume()
    this.#changes.tell()
  }
}
