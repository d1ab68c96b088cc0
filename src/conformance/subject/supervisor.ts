/** One subject over a whole run: started, found dead, started again, stopped. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Address, ConnectFailed, socketNetwork } from "../network.ts"
import { type RunningCommand, type SubjectTimes, startCommand, subjectTimes } from "./command.ts"
import type { CommandSubject, SubjectDescription, UrlSubject } from "./description.ts"
import { type SubjectError, SubjectUnreachable, isSubjectError } from "./errors.ts"

export interface Supervisor {
  readonly address: () => Address
  /** Why it does not serve any more, in words; undefined while it does. */
  readonly death: () => Promise<string | undefined>
  /** Makes it serve again; false if it can't. Calls made meanwhile share one restart. */
  readonly revive: () => Promise<boolean>
}

/** The subject serves from here to the end of the scope, and is stopped then. */
export const superviseSubject = (
  subject: SubjectDescription,
  root: string,
  times: SubjectTimes = subjectTimes
): Effect.Effect<Supervisor, SubjectError, Scope.Scope> =>
  subject.kind === "url" ? reachUrl(subject) : superviseCommand(subject, root, times)

const superviseCommand = (
  subject: CommandSubject,
  root: string,
  times: SubjectTimes
): Effect.Effect<Supervisor, SubjectError, Scope.Scope> => {
  let running: RunningCommand
  let reviving: Promise<boolean> | undefined
  const start = async (): Promise<void> => {
    running = await startCommand(subject, root, times)
  }
  const restart = async (): Promise<boolean> => {
    // Its leader is gone, but children of it may still hold the port.
    await running.stop()
    try {
      await start()
      return true
    } catch {
      return false
    } finally {
      reviving = undefined
    }
  }
  const supervisor: Supervisor = {
    address: () => running.address,
    death: async () => {
      const death = running.death()
      if (death === undefined) return undefined
      const lastWords = lastLines(running.stderr()).join(" | ")
      return lastWords === "" ? death : `${death}: ${lastWords}`
    },
    revive: async () => {
      if (running.death() === undefined) return true
      reviving ??= restart()
      return reviving
    }
  }
  return Effect.acquireRelease(
    Effect.promise(() => start().then(() => undefined, onlySubjectError)).pipe(
      Effect.flatMap((error) => (error === undefined ? Effect.void : Effect.fail(error)))
    ),
    () => Effect.promise(() => running.stop())
  ).pipe(Effect.as(supervisor))
}

/** Anything else is a defect of ours, and no statement about the subject. */
const onlySubjectError = (error: unknown): SubjectError => {
  if (isSubjectError(error)) return error
  throw error
}

/** The end of what it wrote, without the frames of a stack: those are of no use to anybody here. */
const lastLines = (stderr: string): ReadonlyArray<string> =>
  stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at "))
    .slice(-3)

const reachUrl = (subject: UrlSubject): Effect.Effect<Supervisor, SubjectUnreachable> => {
  const address: Address = { hostname: subject.hostname, port: subject.port }
  const reach = async (): Promise<string | undefined> => {
    try {
      const channel = await socketNetwork(address).open({
        onBytes: () => {},
        onEnd: () => {}
      })
      channel.close()
      return undefined
    } catch (error) {
      return error instanceof ConnectFailed ? error.code : String(error)
    }
  }
  const supervisor: Supervisor = {
    address: () => address,
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
