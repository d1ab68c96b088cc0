/** Opens a name below the root: a regular file that is really inside, or the outcome that says why not. */
import { closeSync, constants, fstatSync, openSync, realpathSync, statSync } from "node:fs"
import type { BigIntStats } from "node:fs"
import type { Outcome } from "../../state-machine/event.ts"
import { outcomeOf } from "./failure.ts"
import type { Root } from "./root.ts"

export interface Opened {
  readonly descriptor: number
  readonly stats: BigIntStats
}

// The file is looked at before it is opened, but could be replaced by a FIFO or a terminal in between:
// such an open must neither wait nor make the terminal ours.
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY

/** `path` begins with `/` and is decoded and normalised. The caller closes what was opened. */
export const openBelow = (root: Root, path: string): Opened | Outcome => {
  // The machine never asks for such a name. Whoever opens files doesn't take that on trust.
  if (!path.startsWith("/") || path.split("/").includes("..")) return { _tag: "Outside" }
  const name = root.path + path
  try {
    const seen = statSync(name, { bigint: true })
    if (seen.isFile()) return openFile(root, name)
    // A directory or device is never opened, so here the name has to do. It answers no file's content.
    if (!root.contains(realpathSync.native(name))) return { _tag: "Outside" }
    return { _tag: seen.isDirectory() ? "Directory" : "Special" }
  } catch (error) {
    return outcomeOf(error)
  }
}

const openFile = (root: Root, name: string): Opened | Outcome => {
  const descriptor = openSync(name, flags)
  let kept = false
  try {
    if (!root.containsDescriptor(descriptor, name)) return { _tag: "Outside" }
    const stats = fstatSync(descriptor, { bigint: true })
    if (!stats.isFile()) return { _tag: stats.isDirectory() ? "Directory" : "Special" }
    kept = true
    return { descriptor, stats }
  } finally {
    if (!kept) closeSync(descriptor)
  }
}

export const isOpened = (result: Opened | Outcome): result is Opened => "descriptor" in result
