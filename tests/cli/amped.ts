/** The command as a user starts it: `bin/amped` in a process of its own, with a temp folder of its own. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

export const projectRoot = fileURLToPath(new URL("../../", import.meta.url))
export const ampedProgram = join(projectRoot, "bin/amped")

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  /** Where it makes its temp folders; empty again when it has tidied up. */
  readonly temp: string
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<Ending>
}

export type WhenFinished = (remove: () => void) => void

export interface Options {
  /** Tests that run at the same time give their own. */
  readonly whenFinished?: WhenFinished
  readonly program?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export const tempFolder = (whenFinished: WhenFinished = onTestFinished): string => {
  const folder = mkdtempSync(join(tmpdir(), "amped-cli-"))
  whenFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Vitest asks for colours on behalf of its own reporter; whoever starts the command from a shell has neither. */
const environment = (temp: string, more: Options["env"]): NodeJS.ProcessEnv => {
  const { FORCE_COLOR: _, NO_COLOR: __, NODE_OPTIONS: ___, ...inherited } = process.env
  // Node keeps the compiled sources there, which halves the time that a start takes.
  const NODE_COMPILE_CACHE = join(tmpdir(), "node-compile-cache")
  return { ...inherited, NODE_COMPILE_CACHE, TMPDIR: temp, ...more }
}

/** Starts it, and makes sure that it does not outlive the test. */
export const start = (parameters: ReadonlyArray<string>, options: Options = {}): Running => {
  const { whenFinished = onTestFinished, program = ampedProgram, cwd = projectRoot } = options
  const temp = join(tempFolder(whenFinished), "temp")
  mkdirSync(temp)
  const child = spawn(program, parameters, {
    cwd,
    env: environment(temp, options.env),
    stdio: ["ignore", "pipe", "pipe"]
  })
  whenFinished(() => {
    for (const pid of livingWith(temp)) process.kill(pid, "SIGKILL")
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, temp, stdout: () => stdout, stderr: () => stderr, ended }
}

export const run = (parameters: ReadonlyArray<string>, options: Options = {}): Promise<Ending> =>
  start(parameters, options).ended

/**
 * Processes that were started with this temp folder: the command and all its descendants, in whatever group
 * and with whatever parent they are now. Those that are dead and not yet collected have no environment.
 */
export const livingWith = (temp: string): ReadonlyArray<number> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(`TMPDIR=${temp}`)
      } catch {
        return false
      }
    })
    .map(Number)

/** Waits for processes that have been told to end and may be doing so; the test's own limit is the limit. */
export const untilGone = async (temp: string): Promise<void> => {
  while (livingWith(temp).length > 0) await pause(10)
}

/** What an answer to a wrong command line looks like: nothing on stdout, one line on stderr. */
export const oneLine = (stderr: string): string => {
  const lines = stderr.split("\n")
  if (lines.length !== 2 || lines[1] !== "") throw new Error(`not one line: ${stderr}`)
  return lines[0] ?? ""
}
