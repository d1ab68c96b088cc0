/** The world of a run whose clients come from outside: nothing goes wrong in it by itself. */
import type { Settings } from "../../state-machine/limits.ts"
import { noFaults, type File } from "../workload.ts"
import { initial, type World } from "../world.ts"

/** So small that a file of some MiB backs up behind a client that does not read. */
const [sendBufferBytes, receiveBufferBytes] = [512 * 1024, 128 * 1024]

export const clientlessWorld = (
  settings: Settings,
  files: ReadonlyArray<File>,
  startUnixSeconds: number
): World => {
  const world = initial({
    settings,
    clients: [],
    files,
    faults: noFaults,
    drain: "never",
    startUnixSeconds,
    descriptorsMax: Infinity,
    sendBufferBytes
  })
  return { ...world, bounds: { ...world.bounds, receiveBufferBytes } }
}
