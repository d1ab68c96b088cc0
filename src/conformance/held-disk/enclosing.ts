/**
 * Runs a program of ours in mount and process namespaces of its own: what it mounts nobody else sees, and
 * when its first process ends, all end.
 */
import { type ChildProcess, spawn } from "node:child_process"
import * as os from "node:os"
import { line, readLines } from "./lines.ts"

export type Method = "fuse" | "fuse-user-namespace" | "strace"

export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  /** Its last words. */
  readonly stderr: string
}

/** Messages are lines of JSON on its standard input and output. */
export interface Enclosed {
  readonly send: (message: unknown) => void
  readonly messages: AsyncIterable<unknown>
  readonly ended: Promise<Ending>
  /** Ends it and everything inside. */
  readonly kill: () => void
}

/**
 * An empty folder of every kernel that has FUSE, where nobody keeps files. A mount over it hides nothing that
 * a subject could need, and there is nothing to remove.
 */
const scratchFolder = "/sys/fs/fuse/connections"

/**
 * The first process. It begins with opening the device, which loads FUSE if need be. It reaps whatever loses
 * its parent, as a first process must: else stopped groups would seem to live on. Descriptor 3 is a pipe from
 * outside that nobody writes to; when it ends, the outside is dead, and everything here is killed,
 * however busy it is.
 */
const firstProcess = `
set -e
: <> /dev/fuse
mount -t tmpfs -o mode=1777,nosuid,nodev amped-scratch ${scratchFolder}
TMPDIR=${scratchFolder}
export TMPDIR
exec 4<&0
( read -r _ <&3 || kill -KILL -1 ) > /dev/null 2>&1 4<&- &
"$@" <&4 3<&- 4<&- &
wait $!
`

const namespaces: Readonly<Record<Exclude<Method, "strace">, ReadonlyArray<string>>> = {
  fuse: ["unshare", "-mpf", "--kill-child", "--mount-proc"],
  "fuse-user-namespace": ["unshare", "-Urmpf", "--kill-child", "--mount-proc"]
}

/** `command` is a program with its arguments. The method "strace" needs no namespaces. */
export const enclose = (method: Method, command: ReadonlyArray<string>): Enclosed => {
  const isInNamespaces = method !== "strace"
  const [program = "", ...parameters] = isInNamespaces
    ? [...namespaces[method], "/bin/sh", "-c", firstProcess, "sh", ...command]
    : command
  const child = spawn(program, parameters, {
    stdio: ["pipe", "pipe", "pipe", ...(isInNamespaces ? ["pipe" as const] : [])]
  })
  child.stdin?.on("error", () => {})
  return {
    send: (message) => void child.stdin?.write(line(message)),
    messages: messagesOf(child),
    ended: endOf(child),
    kill: () => void child.kill("SIGKILL")
  }
}

const stderrCharactersMax = 8_192

const endOf = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    let stderr = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-stderrCharactersMax)
    })
    child.once("error", (error) => resolve({ code: null, signal: null, stderr: error.message }))
    child.once("close", (code, signal) => resolve({ ...throughShell(code, signal), stderr }))
  })

/** A shell tells of a signal by an exit code above 128. */
const throughShell = (
  code: number | null,
  signal: string | null
): { readonly code: number | null; readonly signal: string | null } => {
  const number = (code ?? 0) - 128
  const name = Object.entries(os.constants.signals).find(([, each]) => each === number)?.[0]
  return name === undefined ? { code, signal } : { code: null, signal: name }
}

/** What comes before somebody listens is kept. */
const messagesOf = (child: ChildProcess): AsyncIterable<unknown> => {
  const queue: Array<unknown> = []
  let isOver = false
  let wake = Promise.withResolvers<void>()
  const stir = (): void => {
    wake.resolve()
    wake = Promise.withResolvers()
  }
  if (child.stdout !== null)
    readLines(child.stdout, (message) => {
      queue.push(message)
      stir()
    })
  const end = (): void => {
    isOver = true
    stir()
  }
  child.once("close", end)
  child.once("error", end)
  return {
    async *[Symbol.asyncIterator]() {
      while (true) {
        while (queue.length > 0) yield queue.shift()
        if (isOver) return
        await wake.promise
      }
    }
  }
}
