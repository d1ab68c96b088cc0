/** Why a subject could not be verified at all. Each message says what, why, and what to do. */
import * as Data from "effect/Data"
import { type Address, describeAddress } from "../network.ts"

/** The description of a subject makes no sense. */
export class SubjectMisdescribed extends Data.TaggedError("SubjectMisdescribed")<{
  readonly message: string
}> {}

export class CommandNotFound extends Data.TaggedError("CommandNotFound")<{
  readonly command: string
  readonly message: string
}> {
  static of(command: string, code: string): CommandNotFound {
    const why = code === "EACCES" ? "it may not be executed" : "there is no such program"
    const message = `cannot start ${command}: ${why}. Check the name, or give the full path.`
    return new CommandNotFound({ command, message })
  }
}

export class PortInUse extends Data.TaggedError("PortInUse")<{ readonly message: string }> {
  static of(address: Address): PortInUse {
    const message =
      `${describeAddress(address)} is in use by another program, so the answers would be its own. ` +
      "Stop that program, or write {port} into the command and leave the choice to us."
    return new PortInUse({ message })
  }
}

export class SubjectNeverListened extends Data.TaggedError("SubjectNeverListened")<{
  readonly command: string
  readonly message: string
}> {
  static of(
    command: string,
    address: Address,
    waitedMillis: number,
    stderr: string
  ): SubjectNeverListened {
    const message =
      `${command} did not listen on ${describeAddress(address)} within ${waitedMillis / 1_000} s. ` +
      `Make it listen on {port}.${quoteStderr(stderr)}`
    return new SubjectNeverListened({ command, message })
  }
}

export class SubjectDied extends Data.TaggedError("SubjectDied")<{
  readonly command: string
  readonly message: string
}> {
  static of(command: string, how: string, stderr: string): SubjectDied {
    const message =
      `${command} ${how} before it listened. ` +
      `If it goes into the background, keep it in the foreground (nginx: daemon off;).` +
      quoteStderr(stderr)
    return new SubjectDied({ command, message })
  }
}

export class SubjectUnreachable extends Data.TaggedError("SubjectUnreachable")<{
  readonly url: string
  readonly message: string
}> {
  static of(url: string, code: string): SubjectUnreachable {
    const message = `nothing answers at ${url} (${code}). Start the server, or correct the address.`
    return new SubjectUnreachable({ url, message })
  }
}

const subjectErrors = [
  SubjectMisdescribed,
  CommandNotFound,
  PortInUse,
  SubjectNeverListened,
  SubjectDied,
  SubjectUnreachable
] as const

export type SubjectError = InstanceType<(typeof subjectErrors)[number]>

export const isSubjectError = (error: unknown): error is SubjectError =>
  subjectErrors.some((each) => error instanceof each)

/** Makes an error of this file again that another process of ours met. */
export const errorOf = (tag: string, message: string): SubjectError | undefined => {
  switch (tag) {
    case "SubjectMisdescribed":
      return new SubjectMisdescribed({ message })
    case "CommandNotFound":
      return new CommandNotFound({ command: "", message })
    case "PortInUse":
      return new PortInUse({ message })
    case "SubjectNeverListened":
      return new SubjectNeverListened({ command: "", message })
    case "SubjectDied":
      return new SubjectDied({ command: "", message })
    default:
      return undefined
  }
}

const quoteStderr = (stderr: string): string => {
  const lines = stderr.trim().split("\n").slice(-5).join("\n  ")
  return lines === "" ? " It wrote nothing to stderr." : ` Its last words:\n  ${lines}`
}
