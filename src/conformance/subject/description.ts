/** What is verified: a command we start ourselves, or a server that already runs. */
import * as Effect from "effect/Effect"
import { SubjectMisdescribed } from "./errors.ts"
import { hasFile } from "./template.ts"

export type SubjectDescription = CommandSubject | UrlSubject

export interface CommandSubject {
  readonly kind: "command"
  /** Program and arguments, with the placeholders of `template.ts`. */
  readonly command: ReadonlyArray<string>
  /** Where it will listen, if it can't be told by `{port}`. */
  readonly port?: number
}

export interface UrlSubject {
  readonly kind: "url"
  readonly url: string
  readonly hostname: string
  readonly port: number
  /** What belongs into a Host field. */
  readonly host: string
}

export interface SubjectArguments {
  readonly url?: string
  readonly command?: ReadonlyArray<string>
  readonly port?: number
}

const refuse = (message: string): Effect.Effect<never, SubjectMisdescribed> =>
  Effect.fail(new SubjectMisdescribed({ message }))

/** Reads what a user typed. */
export const parseSubject = (
  given: SubjectArguments
): Effect.Effect<SubjectDescription, SubjectMisdescribed> => {
  const command = given.command ?? []
  if (given.url !== undefined && command.length > 0) {
    return refuse("give either --url or a command, not both.")
  }
  if (given.url !== undefined) return parseUrl(given.url)
  if (command.length === 0) {
    return refuse("nothing to verify: give --url URL, or -- COMMAND with {port} and {root}.")
  }
  const names = (placeholder: string): boolean =>
    command.some((argument) => argument.includes(placeholder) || hasFile(argument))
  if (!names("{port}") && given.port === undefined) {
    return refuse(
      "the command does not say {port}: write it where the port belongs, or give --port."
    )
  }
  if (!names("{root}")) {
    return refuse("the command does not say {root}: write it where the folder to serve belongs.")
  }
  return Effect.succeed({
    kind: "command",
    command,
    ...(given.port === undefined ? {} : { port: given.port })
  })
}

const parseUrl = (text: string): Effect.Effect<UrlSubject, SubjectMisdescribed> => {
  const url = URL.parse(text)
  if (url === null) return refuse(`${text} is no URL: write for example http://localhost:8080`)
  if (url.protocol !== "http:") {
    return refuse(`${text}: only plain http can be verified, since each octet must be seen.`)
  }
  return Effect.succeed({
    kind: "url",
    url: url.href,
    // An IPv6 literal has brackets in a URL, and none in a socket address.
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 80 : Number(url.port),
    host: url.host
  })
}

/** For headings and messages. */
export const describeSubject = (subject: SubjectDescription): string =>
  subject.kind === "url" ? subject.url : subject.command.join(" ")
