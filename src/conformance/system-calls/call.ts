/** System calls as data: who asked the kernel for what, when, and what came of it. */

/** What a descriptor is open on, as far as a trace of a server cares. */
export type Target =
  /** Below the root with a leading slash; otherwise the full path, and `isServed` is false. */
  | { readonly kind: "file"; readonly path: string; readonly isServed: boolean }
  /** A connection of a client, known by the client's port. */
  | { readonly kind: "connection"; readonly peerPort: number }
  | { readonly kind: "listener" }
  | { readonly kind: "pipe" | "eventfd" | "unix" | "epoll" | "other" }

/** What a call is for. The table of `call-table.ts` says it for each name. */
export type Use =
  | "accept"
  | "read"
  | "write"
  /** From a file to a connection without a copy, as sendfile does. */
  | "transfer"
  /** Resolves a path. */
  | "path"
  /** Asks about a file that is open. */
  | "facts"
  | "map"
  /** Waits until the disk has what was written: a log as well. */
  | "sync"
  | "wait"
  | "watch"
  | "close"
  | "spawn"
  | "ring"
  | "other"

export interface SystemCall {
  readonly thread: number
  readonly process: number
  readonly name: string
  readonly use: Use
  /** What the descriptors among its arguments are open on, in their order. */
  readonly targets: ReadonlyArray<Target>
  /** The file below the root that it is about, with a leading slash. */
  readonly path: string | undefined
  /** The connection that it accepted, reads, writes or closes: the client's port. */
  readonly peerPort: number | undefined
  readonly startMicros: number
  readonly endMicros: number
  /** Undefined where the call never came back, or was interrupted. */
  readonly result: number | undefined
  /** The name of the error. */
  readonly error: string | undefined
  /**
   * For waits and watches: which set of events, one name for each; undefined for poll and select.
   */
  readonly eventSet: string | undefined
}

export const succeeded = ({ result }: SystemCall): boolean => result !== undefined && result >= 0

export const hasTarget = (call: SystemCall, kind: Target["kind"]): boolean =>
  call.targets.some((target) => target.kind === kind)

const usesFiles: ReadonlyArray<Use> = ["path", "facts", "read", "transfer"]

/**
 * Whether the disk could make the caller wait. A mapping itself doesn't: the faults behind it do,
 * and no call shows those.
 */
export const mayWaitForDisk = (call: SystemCall): boolean =>
  call.use === "sync" || (call.path !== undefined && usesFiles.includes(call.use))

/** The file that it is about: below the root with a leading slash, elsewhere the full path. */
export const fileOf = ({ path, targets }: SystemCall): string =>
  path ?? targets.find((target) => target.kind === "file")?.path ?? ""

/** Reads octets that a client sent. */
export const readsRequest = (call: SystemCall): boolean =>
  call.use === "read" && call.peerPort !== undefined && (call.result ?? 0) > 0
