/** A server that opens a file again for each piece, and sends what it then finds. */
import * as fs from "node:fs"
import * as path from "node:path"
import type { Animal } from "../animal.ts"
import type { Peer, Server, Visit } from "../network.ts"
import { twin } from "../twin/twin.ts"

const pieceBytes = 64 * 1024
const pollMillis = 5

/** What is there now behind the octets that were sent; nothing if it is no file any more. */
const restOf = (file: string, sentBytes: number): Buffer => {
  try {
    // Opening a FIFO would hold up everybody, the suite included.
    return fs.lstatSync(file).isFile() ? fs.readFileSync(file).subarray(sentBytes) : Buffer.alloc(0)
  } catch {
    return Buffer.alloc(0)
  }
}

/** True when it is done. */
type Step = () => boolean

class Pieces {
  readonly #peer: Peer
  readonly #fileOf: () => string
  readonly #steps: Array<Step> = []
  #isWaiting = false

  constructor(peer: Peer, fileOf: () => string) {
    this.#peer = peer
    this.#fileOf = fileOf
  }

  readonly write = (bytes: Uint8Array): void => {
    if (bytes.length <= 2 * pieceBytes) return this.#add(() => this.#sends(bytes))
    const file = this.#fileOf()
    this.#add(() => this.#sends(bytes.subarray(0, pieceBytes)))
    this.#add(() => this.#sends(bytes.subarray(pieceBytes, 2 * pieceBytes)))
    // Not at once: what was written must have arrived before anybody can tell whether it was taken.
    let polls = 0
    this.#add(() => polls++ > 0 && this.#peer.unreadBytes() === 0)
    this.#add(() => this.#sends(restOf(file, 2 * pieceBytes)))
  }

  readonly finish = (): void =>
    this.#add(() => {
      this.#peer.finish()
      return true
    })

  #sends(bytes: Uint8Array): boolean {
    this.#peer.write(bytes)
    return true
  }

  #add(step: Step): void {
    this.#steps.push(step)
    if (!this.#isWaiting) this.#go()
  }

  readonly #go = (): void => {
    while (this.#steps[0]?.() === true) this.#steps.shift()
    this.#isWaiting = this.#steps.length > 0
    if (this.#isWaiting) this.#peer.after(pollMillis, this.#go)
  }
}

const start = (root: string): Server => {
  let file = ""
  const server = twin({
    found: (found, name) => {
      file = path.join(root, name)
      return found
    }
  })(root)
  return (peer): Visit => {
    const { write, finish } = new Pieces(peer, () => file)
    return server({ ...peer, write, finish })
  }
}

export const rereading: Omit<Animal, "kind"> = {
  id: "reads-again",
  sentence: "Opens a file again for the rest, and sends what it then finds.",
  changes: true,
  start
}
