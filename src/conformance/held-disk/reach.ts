/** Which method works on this machine, found out by really trying, and why better ones don't. */
import * as fs from "node:fs/promises"
import { devicePath } from "./device.ts"
import { enclose, type Method } from "./enclosing.ts"
import { trialProgram } from "./entries.ts"
import type { TrialOutcome } from "./trial.ts"

export interface Reach {
  readonly method: Method | undefined
  /** Why each better method can't be used here, one sentence each. */
  readonly reasons: ReadonlyArray<{ readonly method: Method; readonly reason: string }>
}

/** From the best to the least. */
const methods: ReadonlyArray<Method> = ["fuse", "fuse-user-namespace", "strace"]

/** Holds a read in a throwaway enclosure, with each method until one works. */
export const reachOf = async (): Promise<Reach> => {
  const reasons: Array<{ method: Method; reason: string }> = []
  for (const method of methods) {
    const reason = (await obstacle(method)) ?? (await tried(method))
    if (reason === undefined) return { method, reasons }
    reasons.push({ method, reason })
  }
  return { method: undefined, reasons }
}

/** What is known without a trial. */
const obstacle = async (method: Method): Promise<string | undefined> => {
  if (method === "strace") return undefined
  if (method === "fuse" && process.getuid?.() !== 0)
    return "only root may mount without a user namespace"
  try {
    await fs.access(devicePath, fs.constants.R_OK | fs.constants.W_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    return code === "ENOENT"
      ? `there is no ${devicePath}: load the kernel's module fuse, or give the container the device`
      : `${devicePath} may not be opened by this user: root could allow it (chmod 666 ${devicePath})`
  }
}

const triedWithinMillis = 10_000

const tried = async (method: Method): Promise<string | undefined> => {
  const enclosed = enclose(method, [...trialProgram(), method])
  const timer = setTimeout(enclosed.kill, triedWithinMillis)
  const outcome = await firstOf(enclosed.messages)
  clearTimeout(timer)
  enclosed.kill()
  const { stderr } = await enclosed.ended
  if (outcome !== undefined) return (outcome as TrialOutcome).reason
  return inWords(stderr)
}

const firstOf = async (messages: AsyncIterable<unknown>): Promise<unknown> => {
  for await (const message of messages) return message
  return undefined
}

/** What programs say when namespaces are refused, in words. */
const refusals: ReadonlyArray<readonly [RegExp, string]> = [
  [/ENOENT/, "the program unshare is not installed (package util-linux)"],
  [/unshare failed: No space left/, "namespaces are switched off here (/proc/sys/user/max_*)"],
  [/unshare failed: /, "this user, or this container, may not make namespaces"],
  [/uid_map/, "this user, or this container, may not make user namespaces"],
  [/mount \/proc failed/, "a namespace may not have its own /proc here, as in many containers"]
]

const inWords = (stderr: string): string => {
  const words = stderr.trim().split("\n").at(-1) ?? ""
  const known = refusals.find(([pattern]) => pattern.test(stderr))?.[1]
  if (known !== undefined) return `${known}: ${words}`
  return words === "" ? "a trial got no answer" : `a trial failed: ${words}`
}
