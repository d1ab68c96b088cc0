/**
 * The folder with the octets of a run: a file for each result that is worth another look, and no
 * others of ours.
 */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs"
import * as path from "node:path"
import type { Facts } from "../case.ts"
import type { CaseResult } from "../result.ts"
import { beginsAsWire } from "./beginning.ts"
import { encodeWire } from "./encode.ts"
import { type RunTold, wireFileFrom } from "./from-result.ts"
import type { WireFile } from "./wire-file.ts"

export interface WriteFailure {
  readonly file: string
  readonly cause: unknown
}

export class WireFolder {
  readonly #folder: string
  #failure: WriteFailure | undefined

  /** Makes the folder where it is not there. Throws what the file system says. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
  }

  /** The first file that could not be written: what a run found is worth more than its octets. */
  get failure(): WriteFailure | undefined {
    return this.#failure
  }

  /** Writes the file of this result and names it; removes an earlier one where none is due. */
  keep(result: CaseResult, facts: Facts, run: RunTold): string | undefined {
    const name = path.join(this.#folder, `${result.id}.wire`)
    const file = wireFileFrom(result, facts, run)
    try {
      if (file !== undefined) {
        write(name, file)
        return name
      }
      // Files of others may be called so too.
      if (beginsAsWire(name)) rmSync(name)
    } catch (cause) {
      this.#failure ??= { file: name, cause }
    }
    return undefined
  }
}

const write = (name: string, file: WireFile): void => {
  const descriptor = openSync(name, "w")
  try {
    for (const block of encodeWire(file)) writeWhole(descriptor, Buffer.from(block, "utf8"))
  } finally {
    closeSync(descriptor)
  }
}

const writeWhole = (descriptor: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written)
}
