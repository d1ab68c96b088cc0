/** Reads what strace writes while it delays calls: which thread waits in which call, on which file. */
import type { HeldOperation } from "./gates.ts"

const pathCalls =
  "open openat openat2 stat lstat stat64 lstat64 newfstatat statx access faccessat faccessat2 " +
  "readlink readlinkat"

/** The calls in which each operation shows. */
const callsOf: Readonly<Record<HeldOperation, string>> = {
  lookup: pathCalls,
  getattr: "stat lstat fstat stat64 lstat64 fstat64 newfstatat statx",
  open: "open openat openat2",
  read: "read pread64 readv preadv preadv2 sendfile sendfile64 splice copy_file_range"
}

/** Without repetition. */
export const callsFor = (operations: ReadonlyArray<HeldOperation>): ReadonlyArray<string> => [
  ...new Set(operations.flatMap((operation) => callsOf[operation].split(" ")))
]

/** The first of the gated operations that this call can be. */
export const operationOf = (
  call: string,
  operations: ReadonlyArray<HeldOperation>
): HeldOperation | undefined =>
  operations.find((operation) => callsOf[operation].split(" ").includes(call))

export type Seen =
  | {
      readonly kind: "entered"
      readonly thread: number
      readonly call: string
      readonly paths: ReadonlyArray<string>
    }
  /** The call ended, or the thread did. */
  | { readonly kind: "left"; readonly thread: number }

/** A line, or the beginning of one: strace writes a call when it is entered. */
export const readStraceLine = (line: string): Seen | undefined => {
  const [, thread = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? []
  if (/^(\+\+\+|<\.\.\.) |\) += \?$/.test(rest)) return { kind: "left", thread: Number(thread) }
  const [, call, given = ""] = /^(\w+)\((.*)$/.exec(rest) ?? []
  if (call === undefined) return undefined
  return { kind: "entered", thread: Number(thread), call, paths: pathsIn(given) }
}

/** Full names: they are in quotes, and what a descriptor stands for is in angle brackets. */
const pathsIn = (given: string): ReadonlyArray<string> =>
  [...given.matchAll(/"((?:[^"\\]|\\.)*)"|<([^>]*)>/g)]
    .map(([, name, opened]) => unescaped(name ?? opened ?? ""))
    .filter((path) => path.startsWith("/"))

const letters: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12 }

/** Octal numbers, the letters of C, or the character itself; together they are UTF-8. */
const unescaped = (text: string): string => {
  const bytes = text.replaceAll(/\\([0-7]{1,3}|.)/g, (_, escape: string) =>
    String.fromCharCode(
      /^[0-7]/.test(escape) ? Number.parseInt(escape, 8) : (letters[escape] ?? escape.charCodeAt(0))
    )
  )
  return Buffer.from(bytes, "latin1").toString()
}
