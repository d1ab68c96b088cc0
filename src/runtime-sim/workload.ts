/**
 * A workload is data: what the clients do, which files there are, which limits hold, and how much may go
 * wrong. With a schedule it determines a run completely.
 */
import type { ConnectionId } from "../state-machine/event.ts"
import type { Settings } from "../state-machine/limits.ts"

/** Bytes that a client sends in one go. */
export interface Segment {
  /** Latin-1: one character an octet. */
  readonly text: string
  /** `answer`: only after something came back since the last segment, and all of it was taken. */
  readonly after: "nothing" | "answer"
}

export interface ClientScript {
  /** Also the id of the client's one connection, so labels stay true when other clients are removed. */
  readonly id: ConnectionId
  readonly segments: ReadonlyArray<Segment>
  /** Reading speed: what the client takes at once at most. */
  readonly takesBytesMax: number
  /**
   * What it does after the last segment: `waits` for the server to close, `half-closes` its sending half and
   * goes on reading, `leaves` (closes without reading on), or `resets`.
   */
  readonly end: "waits" | "half-closes" | "leaves" | "resets"
}

/**
 * A name on the disk. Contents are abstract: the machine never sees them. A name that has none of its own is a
 * directory when another name lies below it, and missing otherwise.
 */
export interface File {
  /** Below the root, as the machine asks for it: `/sub/a.txt`. */
  readonly path: string
  readonly kind: "file" | "directory" | "special" | "outside" | "forbidden" | "missing"
  readonly version: number
  readonly sizeBytes: number
  readonly modifiedSeconds: number
  readonly mediaType: string
}

/** What can go wrong, each a count that is used up, so that every run ends. */
export const faultNames = [
  /** A read brings fewer bytes than have arrived. */
  "shortRead",
  /** The kernel takes fewer bytes than it has room for. */
  "shortWrite",
  /** A client takes one byte although more are there. */
  "slowTake",
  /** A client neither sends nor takes again. */
  "stall",
  "reset",
  /** A client closes its sending half before it sent everything. */
  "halfClose",
  "acceptFailure",
  "diskError",
  "fileChange",
  "helperDeath",
  /** A helper hangs until it is killed. */
  "helperHang",
  /** A helper hangs in the kernel, where not even a kill reaches it. */
  "helperStuck",
  "spawnFailure",
  "duplicateNotification",
  "lateNotification",
  "clockJump"
] as const
export type FaultName = (typeof faultNames)[number]
export type Faults = Readonly<Record<FaultName, number>>

export interface Workload {
  readonly settings: Settings
  readonly clients: ReadonlyArray<ClientScript>
  readonly files: ReadonlyArray<File>
  readonly faults: Faults
  /** When the server is asked to drain: never, at any time, or when all clients are done. */
  readonly drain: "never" | "any-time" | "after-clients"
  readonly startUnixSeconds: number
  /** Connections that can be open at once before accepting fails for want of a descriptor. */
  readonly descriptorsMax: number
  /** What the kernel holds for a client that does not read. */
  readonly sendBufferBytes: number
}

const none = Object.fromEntries(faultNames.map((name) => [name, 0])) as Record<FaultName, number>

export const noFaults: Faults = none
