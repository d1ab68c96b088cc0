/** One subject over a whole run: started, found dead, started again, stopped. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { fingerprintOf } from "../fingerprint/outside.ts"
import { ConnectFailed, type Network, socketNetwork } from "../network.ts"
import { type RunningCommand, type SubjectTimes, startCommand, subjectTimes } from "./command.ts"
import type { CommandSubject, SubjectDescription, UrlSubject } from "./description.ts"
import { type SubjectError, SubjectUnreachable, isSubjectError } from "./errors.ts"
import { type Instance, processesOf, type SubjectControl } from "./instance.ts"

export interface Supervisor {
  readonly network: () => Network
  /** Rises with each restart: a case that saw two generations met a death. */
  readonly generation: () => number
  /** Why it does not serve any more, in words; undefined while it does. */
  readonly death: () => Promise<string | undefined>
  /** Makes it serve again; false if it can't. Calls made meanwhile share one restart. */
  readonly revive: () => Promise<boolean>
  /** A fresh subject, whatever the state of this one; false if it can't, or is not ours to start. */
  readonly renew: () => Promise<boolean>
  /** Undefined where it is not ours to start. */
  readonly control: SubjectControl | undefined
}

/** The subject serves from here to the end of the scope, and is stopped then. */
export const superviseSubject = (
  subject: SubjectDescription,
  root: string,
  times: SubjectTimes = subjectTimes
): Effect.Effect<Supervisor, SubjectError, Scope.Scope> => {
  switch (subject.kind) {
    case "command":
      return superviseCommand(subject, root, times)
    case "url":
      return reachUrl(subject)
    case "network":
      return Effect.succeed(trusted(subject.network))
  }
}

class CommandSupervisor implements Supervisor {
  readonly #start: () => Promise<RunningCommand>
  #running: RunningCommand
  #network: Network
  #generation = 0
  #renewing: Promise<boolean> | undefined
  readonly control: SubjectControl

  constructor(
    start: () => Promise<RunningCommand>,
    running: RunningCommand,
    others: Omit<SubjectControl, "processes">
  ) {
    this.#start = start
    this.#running = running
    this.#network = socketNetwork(running.address)
    this.control = { ...others, processes: () => processesOf(this.#running.pid) }
  }

  readonly network = (): Network => this.#network
  readonly generation = (): number => this.#generation

  readonly death = async (): Promise<string | undefined> => {
    const death = this.#running.death()
    if (death === undefined) return undefined
    const lastWords = lastLines(this.#running.stderr()).join(" | ")
    return lastWords === "" ? death : `${death}: ${lastWords}`
  }

  readonly revive = async (): Promise<boolean> =>
    this.#running.death() === undefined ? true : this.renew()

  readonly renew = (): Promise<boolean> => {
    this.#renewing ??= this.#restart()
    return this.#renewing
  }

  readonly stop = (): Promise<void> => this.#running.stop()

  async #restart(): Promise<boolean> {
    // Its leader may be gone, but children of it may still hold the port.
    await this.#running.stop()
    try {
      this.#running = await this.#start()
      this.#network = socketNetwork(this.#running.address)
      this.#generation += 1
      return true
    } catch {
      return false
    } finally {
      this.#renewing = undefined
    }
  }
}

const superviseCommand = (
  subject: CommandSubject,
  root: string,
  times: SubjectTimes
): Effect.Effect<Supervisor, SubjectError, Scope.Scope> => {
  const start = () => startCommand(subject, root, times)
  const startAnother: SubjectControl["startAnother"] = async (options) =>
    instanceOf(await startCommand(withoutPort(subject), root, times, options))
  const fingerprint: SubjectControl["fingerprint"] = (signal) =>
    Effect.runPromise(fingerprintOf({ subject: withoutPort(subject), version: "" }), { signal })
  return Effect.acquireRelease(
    Effect.tryPromise({ try: start, catch: onlySubjectError }).pipe(
      Effect.map((running) => new CommandSupervisor(start, running, { startAnother, fingerprint }))
    ),
    (supervisor) => Effect.promise(supervisor.stop)
  )
}

/** Anything else is a defect of ours, and no statement about the subject. */
const onlySubjectError = (error: unknown): SubjectError => {
  if (isSubjectError(error)) return error
  throw error
}

/** Where the command says {port}, a second instance can have another one; otherwise it will find its port in use. */
const withoutPort = (subject: CommandSubject): CommandSubject => {
  const { port: _port, ...rest } = subject
  return subject.command.some((argument) => argument.includes("{port}")) ? rest : subject
}

const instanceOf = (running: RunningCommand): Instance => ({
  network: socketNetwork(running.address),
  processes: () => processesOf(running.pid),
  death: running.death,
  signal: (signal) => {
    if (running.death() === undefined) process.kill(running.pid, signal)
  },
  stop: running.stop
})

/** The end of what it wrote, without the frames of a stack: those are of no use to anybody here. */
const lastLines = (stderr: string): ReadonlyArray<string> =>
  stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at "))
    .slice(-3)

const reachUrl = (subject: UrlSubject): Effect.Effect<Supervisor, SubjectUnreachable> => {
  const network = socketNetwork(subject.address)
  const reach = async (): Promise<string | undefined> => {
    try {
      const channel = await network.open({ onBytes: () => {}, onEnd: () => {} })
      channel.close()
      return undefined
    } catch (error) {
      return error instanceof ConnectFailed ? error.code : String(error)
    }
  }
  const supervisor: Supervisor = {
    ...trusted(network),
    death: async () => {
      const code = await reach()
      return code === undefined ? undefined : `no longer accepts connections (${code})`
    },
    // Not ours to start.
    revive: async () => (await reach()) === undefined
  }
  return Effect.promise(reach).pipe(
    Effect.flatMap((code) =>
      code === undefined
        ? Effect.succeed(supervisor)
        : Effect.fail(SubjectUnreachable.of(subject.url, code))
    )
  )
}

/** Whoever gave us the network also answers for the server behind it. */
const trusted = (network: Network): Supervisor => ({
  network: () => network,
  generation: () => 0,
  death: async () => undefined,
  revive: async () => true,
  renew: async () => false,
  control: undefined
})
