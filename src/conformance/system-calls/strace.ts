/** The command that records: strace around a subject, or why it can't be used here. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { recordedCalls } from "./call-table.ts"

/** Why system calls can't be recorded, and what to do, in a line; undefined where they can. */
export const straceObstacle = async (): Promise<string | undefined> => {
  try {
    await promisify(execFile)("strace", ["-f", "-qq", "-yy", "-e", "trace=none", "true"])
    return undefined
  } catch (error) {
    const { code, stderr = "" } = error as NodeJS.ErrnoException & { readonly stderr?: string }
    if (String(code) === "ENOENT")
      return "strace is not installed, which is what sees system calls: apt install strace."
    const why = stderr.trim().split("\n").at(-1) ?? ""
    return `strace may not trace (${why}): allow it, in a container by --cap-add SYS_PTRACE.`
  }
}

/**
 * The subject's command, recorded into a file. Arguments without data (`-s 0`): what a server
 * writes may lie in pages that are held, and then strace itself would wait for them, and everything
 * that it traces with it.
 */
export const recordedCommand = (
  command: ReadonlyArray<string>,
  file: string
): ReadonlyArray<string> => [
  "strace",
  "-f",
  "-qq",
  "-ttt",
  "-T",
  "-yy",
  "-s",
  "0",
  "-e",
  `trace=${recordedCalls}`,
  "-o",
  file,
  "--",
  ...command
]
