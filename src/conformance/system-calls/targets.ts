/** What strace says that a descriptor is open on, sorted into what matters for a server. */
import * as path from "node:path"
import type { Target } from "./call.ts"
import { unescapeText } from "./strace-text.ts"

/** What makes a path or an address the subject's. */
export interface Served {
  /** The folder that is served, under every name that it has. */
  readonly roots: ReadonlyArray<string>
  readonly port: number
}

/** Below the root with a leading slash; undefined outside of it. */
export const pathBelow = (file: string, roots: ReadonlyArray<string>): string | undefined => {
  const normal = path.posix.normalize(file)
  for (const root of roots)
    if (normal.startsWith(`${root}/`)) return normal.slice(root.length).replace(/(.)\/$/, "$1")
  return undefined
}

const anonymous: ReadonlyArray<readonly [RegExp, Exclude<Target["kind"], "file" | "connection">]> =
  [
    [/^pipe:/, "pipe"],
    [/^anon_inode:\[?eventfd/, "eventfd"],
    [/^anon_inode:\[?eventpoll/, "epoll"],
    [/^UNIX/, "unix"]
  ]

const tcpPair = /^TCP(?:v6)?:\[.*:(\d+)->.*:(\d+)\]$/s
const tcpAlone = /^TCP(?:v6)?:\[.*:(\d+)\]$/s

export const targetOf = (openOn: string, { roots, port }: Served): Target => {
  if (openOn.startsWith("/")) {
    const file = unescapeText(openOn)
    const below = pathBelow(file, roots)
    return { kind: "file", path: below ?? file, isServed: below !== undefined }
  }
  const [, local, peer] = tcpPair.exec(openOn) ?? []
  if (Number(local) === port) return { kind: "connection", peerPort: Number(peer) }
  if (local === undefined && Number(tcpAlone.exec(openOn)?.[1]) === port)
    return { kind: "listener" }
  for (const [pattern, kind] of anonymous) if (pattern.test(openOn)) return { kind }
  return { kind: "other" }
}

/** A socket of which the kernel no longer tells the two ends. */
export const isNamelessSocket = (openOn: string): boolean =>
  /^(?:TCP(?:v6)?|socket):\[\d+\]$/.test(openOn)
