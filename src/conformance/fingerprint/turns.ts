/** Instances of a subject at the same time need a port each; one whose port is fixed comes after the other. */
import { type CommandSubject, onSocket } from "../subject/description.ts"
import { hasFile } from "../subject/template.ts"

export type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>

export const inTurns = (subject: CommandSubject): Turn => {
  if (hasOwnPlace(subject)) return (work) => work()
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    // After a failure nothing is begun any more: it would most likely fail in the same way, and as slowly.
    const next = last.then(work)
    last = next
    return next
  }
}

const hasOwnPlace = ({ command, port }: CommandSubject): boolean =>
  port === undefined &&
  (onSocket(command) ||
    command.some((argument) => argument.includes("{port}") || hasFile(argument)))
