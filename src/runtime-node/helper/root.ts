/**
 * The folder that is served, and the one question that keeps a server inside it: where is this
 * descriptor really? It is asked after the open, about the descriptor and not about the name, so no
 * symbolic link that changes between check and use can lead out.
 */
import { existsSync, fstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs"

export interface Root {
  /** Free of symbolic links, resolved once: a root that is itself a link stays where it pointed. */
  readonly path: string
  /** Where the name really leads. Throws as the file system does. */
  readonly contains: (realPath: string) => boolean
  readonly containsDescriptor: (descriptor: number, name: string) => boolean
}

/** Throws what the file system throws if the root is missing, no directory, or closed to us. */
export const openRoot = (path: string): Root => {
  const real = realpathSync.native(path)
  // Fails now and not at the first request if this is no directory or may not be read.
  readdirSync(real)
  const prefix = real === "/" ? "/" : `${real}/`
  const contains = (realPath: string) => realPath === real || realPath.startsWith(prefix)
  const containsDescriptor = existsSync("/proc/self/fd")
    ? (descriptor: number) => contains(readlinkSync(`/proc/self/fd/${descriptor}`))
    : (descriptor: number, name: string) => contains(realPathOf(descriptor, name))
  return { path: real, contains, containsDescriptor }
}

/** Without /proc: the real path of the name, if it is (still) the file that the descriptor has open. */
const realPathOf = (descriptor: number, name: string): string => {
  const real = realpathSync.native(name)
  const named = statSync(real, { bigint: true })
  const opened = fstatSync(descriptor, { bigint: true })
  return named.dev === opened.dev && named.ino === opened.ino ? real : ""
}
