/**
 * The program that finds out, in an enclosure, whether a disk can be held there: it holds a read for a
 * moment. `trial METHOD` tells one `TrialOutcome` and ends.
 */
import { type ChildProcess, spawn } from "node:child_process"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { type HeldDisk, mountHeldDisk } from "./held-disk.ts"
import { inside } from "./inside.ts"
import { straceDisk } from "./strace-disk.ts"

/** What went wrong; undefined if nothing did. */
export interface TrialOutcome {
  readonly reason?: string | undefined
}

const heldWithinMillis = 2_000
const whole = "whole"

const trial = async (method: string, scratch: string): Promise<TrialOutcome> => {
  const [source, folder] = [path.join(scratch, "source"), path.join(scratch, "folder")]
  await fs.mkdir(source)
  await fs.mkdir(folder)
  await fs.writeFile(path.join(source, "file"), whole)
  if (method !== "strace") {
    const disk = await mountHeldDisk({ source, folder })
    return await hold(disk, readerOf(disk.folder))
  }
  const reader = readerOf(source)
  const processes = (): ReadonlyArray<number> => [reader.child.pid ?? 0]
  return await hold(await straceDisk({ folder: source, processes }), reader)
}

const hold = async (disk: HeldDisk, reader: Reader): Promise<TrialOutcome> => {
  await disk.gate({ name: "trial", operations: ["read"], pattern: "^/file$" })
  const text = reader.read()
  let isHeld = true
  while (isHeld && disk.held().length === 0) isHeld = await disk.changed(heldWithinMillis)
  await disk.ungate("trial")
  const read = await text
  await disk.end()
  if (!isHeld) return { reason: "a read was not held" }
  return read === whole ? {} : { reason: `a released read brought ${JSON.stringify(read)}` }
}

interface Reader {
  readonly child: ChildProcess
  readonly read: () => Promise<string>
}

/** A process that reads when it is told to, with a call of its own. */
const readerOf = (folder: string): Reader => {
  const script = 'read -r _; read -r text < file; printf %s "$text"'
  const child = spawn("/bin/sh", ["-c", script], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] })
  let text = ""
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part
  })
  const closed = new Promise<string>((resolve) => child.once("close", () => resolve(text)))
  return {
    child,
    read: () => {
      child.stdin.end("\n")
      return closed
    }
  }
}

const main = async (method: string): Promise<TrialOutcome> => {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), "amped-trial-"))
  try {
    return await trial(method, scratch)
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  } finally {
    await fs.rm(scratch, { recursive: true, force: true })
  }
}

const { tell } = inside(() => {})
tell(await main(process.argv[2] ?? ""))
process.exit()
