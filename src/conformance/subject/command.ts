/** Starts the command of a subject, waits until it listens, and watches over it. */
import { type ChildProcess, spawn } from "node:child_process"
import * as net from "node:net"
import * as path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Address, socketNetwork } from "../network.ts"
import { type CommandSubject, loopback, onSocket } from "./description.ts"
import {
  CommandNotFound,
  PortInUse,
  SubjectDied,
  SubjectMisdescribed,
  SubjectNeverListened
} from "./errors.ts"
import { protectGroup, stopGroup } from "./group.ts"
import type { InstanceOptions } from "./instance.ts"
import { fillCommand, makeScratch, type Places } from "./template.ts"

export interface SubjectTimes {
  readonly listenMillis: number
  readonly graceMillis: number
}

export const subjectTimes: SubjectTimes = { listenMillis: 10_000, graceMillis: 2_000 }

export interface RunningCommand {
  readonly address: Address
  readonly pid: number
  /** How it ended, in words; undefined while it runs. */
  readonly death: () => string | undefined
  /** The end of what it wrote to stderr. */
  readonly stderr: () => string
  readonly stop: () => Promise<void>
}

const stderrCharactersMax = 8_192

/** Rejects with one of the errors of this folder. */
export const startCommand = async (
  subject: CommandSubject,
  root: string,
  times: SubjectTimes = subjectTimes,
  options: InstanceOptions = {}
): Promise<RunningCommand> => {
  const scratch = await makeScratch()
  let stopProcesses = async (): Promise<void> => {}
  const stop = async (): Promise<void> => {
    await stopProcesses()
    await scratch.remove()
  }
  try {
    const places = await placesFor(subject, root, scratch.folder)
    const address = addressOf(subject, places)
    if (await accepts(address)) throw PortInUse.of(address)
    const filled = await filledCommand(subject, places)
    const [program = "", ...parameters] = limited(filled, options)
    const child = spawn(program, parameters, {
      // Its own group, so that Ctrl-C reaches us first and we can stop all of it.
      detached: true,
      stdio: ["ignore", "ignore", "pipe"]
    })
    const watch = watchOver(child)
    const pid = await spawned(child, program)
    const release = protectGroup(pid)
    stopProcesses = async () => {
      await stopGroup(pid, times.graceMillis)
      release()
    }
    const running = { address, pid, ...watch, stop }
    await listening(running, filled[0] ?? "", times.listenMillis)
    return running
  } catch (error) {
    await stop()
    throw error
  }
}

const placesFor = async (
  subject: CommandSubject,
  root: string,
  scratch: string
): Promise<Places> => {
  const host = subject.hostname ?? loopback
  const port = subject.port ?? (await freePort(host))
  return { port, host, socket: path.join(scratch, "socket"), root, scratch }
}

const addressOf = ({ command }: CommandSubject, { port, host, socket }: Places): Address =>
  onSocket(command) ? { socketPath: socket } : { hostname: host, port }

/** The same program under a limit of its own. */
const limited = (
  command: ReadonlyArray<string>,
  { descriptorsMax }: InstanceOptions
): ReadonlyArray<string> =>
  descriptorsMax === undefined
    ? command
    : ["/bin/sh", "-c", `ulimit -n ${descriptorsMax} && exec "$@"`, "sh", ...command]

const filledCommand = async (subject: CommandSubject, places: Places): Promise<Array<string>> => {
  try {
    return await fillCommand(subject.command, places, subject.folder)
  } catch (error) {
    const message = `cannot read a {file:…} of the command: ${String(error)}`
    throw new SubjectMisdescribed({ message })
  }
}

const spawned = (child: ChildProcess, program: string): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once("spawn", () => resolve(child.pid ?? 0))
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(CommandNotFound.of(program, error.code ?? ""))
    )
  })

const watchOver = (child: ChildProcess): Pick<RunningCommand, "death" | "stderr"> => {
  let stderr = ""
  let death: string | undefined
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrCharactersMax)
  })
  child.once("exit", (code, signal) => {
    death = signal === null ? `exited with ${code}` : `was killed by ${signal}`
  })
  return { death: () => death, stderr: () => stderr }
}

const listening = async (
  running: RunningCommand,
  program: string,
  listenMillis: number
): Promise<void> => {
  const pollMillis = 20
  for (let waitedMillis = 0; waitedMillis < listenMillis; waitedMillis += pollMillis) {
    const death = running.death()
    if (death !== undefined) throw SubjectDied.of(program, death, running.stderr())
    if (await accepts(running.address)) return
    await sleep(pollMillis)
  }
  throw SubjectNeverListened.of(program, running.address, listenMillis, running.stderr())
}

/** Whether somebody accepts connections there. */
export const accepts = async (address: Address): Promise<boolean> => {
  try {
    const channel = await socketNetwork(address).open({ onBytes: () => {}, onEnd: () => {} })
    channel.close()
    return true
  } catch {
    return false
  }
}

const freePort = (hostname: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once("error", reject)
    server.listen(0, hostname, () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
