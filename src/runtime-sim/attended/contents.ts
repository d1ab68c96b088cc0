/**
 * What the simulated disk holds, which itself only counts bytes: so that what the machine sends can
 * be rendered for clients that read it.
 */
import type { Part } from "../../state-machine/command.ts"
import { versionOf } from "../disk.ts"
import type { File } from "../workload.ts"
import type { World } from "../world.ts"

/** A name on the disk with what stands there: nothing, unless it is a regular file. */
export interface FullFile extends File {
  readonly bytes: Uint8Array
}

/** The bytes of one version of a file; undefined if there is no such version. */
export type Contents = (path: string, version: string) => Uint8Array | undefined

export const contentsOf = (files: ReadonlyArray<FullFile>): Contents => {
  const table = new Map(files.map((file) => [`${file.path} ${versionOf(file)}`, file.bytes]))
  return (path, version) => table.get(`${path} ${version}`)
}

/**
 * The bytes of a part when it is sent: the chunk is asked what it is, not the part what it says of
 * the chunk. Slices are views, nothing is copied.
 */
export const rendered = (world: World, contents: Contents, part: Part): Uint8Array => {
  if (part._tag === "Text") return Buffer.from(part.text, "latin1")
  const chunk = world.chunks.find(({ ticket }) => ticket === part.chunk)
  const bytes = chunk && contents(chunk.path, chunk.version)
  const first = (chunk?.offset ?? 0) + part.chunkOffset
  const slice = bytes?.subarray(first, first + part.lengthBytes)
  if (slice?.length !== part.lengthBytes)
    throw new Error(`chunk ${part.chunk} of ${chunk?.path} has no contents from ${first}`)
  return slice
}
