/**
 * Reads what strace wrote and finds the calls of one thread that could wait for a disk: any call that
 * resolves a path, and any call on a descriptor that is open on a file.
 */

export interface Watched {
  /** Calls of the dispatcher's thread between `ready` and SIGTERM. */
  readonly calls: number
  /** Its calls that touch the disk, as strace shows them. */
  readonly fileCalls: ReadonlyArray<string>
  /** Calls of other threads and processes in the same time that touch files below the root. */
  readonly helperCalls: ReadonlyArray<string>
}

/** Harmless on a socket or pipe, a wait for the disk on a file. */
const onDescriptor = (
  "read readv pread64 preadv preadv2 write writev pwrite64 pwritev fstat getdents64 fsync fdatasync " +
  "sendfile copy_file_range"
).split(" ")

/** What to trace: `%file` is every call that takes a path. */
export const tracedCalls = ["%file", "mmap", ...onDescriptor].join(",")

const line = /^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>)?\(?(.*)$/
/** `read(17</srv/index.html>, …`: with -y strace names what a descriptor is open on. */
const onFile = /^\d+<\/(?!dev\/null>)[^>]*>/
const mapsFile = /, \d+<\//
const touchesFile = (call: string, rest: string): boolean => {
  if (call === "mmap") return mapsFile.test(rest)
  if (onDescriptor.includes(call)) return onFile.test(rest)
  return true
}

export const watch = (trace: string, root: string): Watched => {
  const lines = trace.split("\n")
  const first = lines.findIndex((text) => /write\(1<[^>]*>, "ready /.test(text))
  const last = lines.findIndex((text) => text.includes("--- SIGTERM"))
  if (first < 0 || last < first) throw new Error("the trace shows no serving between start and end")
  const dispatcher = lines[first]?.split(" ")[0]
  let calls = 0
  const fileCalls: Array<string> = []
  const helperCalls: Array<string> = []
  for (const text of lines.slice(first + 1, last)) {
    const [, thread, call = "", rest = ""] = line.exec(text) ?? []
    if (thread === undefined || text.includes(" resumed>")) continue
    if (thread === dispatcher) {
      calls += 1
      if (touchesFile(call, rest)) fileCalls.push(text)
    } else if (text.includes(root)) helperCalls.push(text)
  }
  return { calls, fileCalls, helperCalls }
}
