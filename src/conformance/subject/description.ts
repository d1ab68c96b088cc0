/** What is verified: a command we start ourselves, or a server that already runs. */
import * as Effect from "effect/Effect"
import type { Address, Network } from "../network.ts"
import type { Root } from "../root.ts"
import { SubjectMisdescribed } from "./errors.ts"
import { hasFile } from "./template.ts"

export type SubjectDescription = CommandSubject | UrlSubject | NetworkSubject

export interface CommandSubject {
  readonly kind: "command"
  /** Program and arguments, with the placeholders of `template.ts`. */
  readonly command: ReadonlyArray<string>
  /** The address it shall listen on; IPv4's loopback if absent. */
  readonly hostname?: string
  /** Where it will listen, if it can't be told by `{port}`. */
  readonly port?: number
  /** Where relative paths of `{file:PATH}` begin; the current folder if absent. */
  readonly folder?: string
}

export interface UrlSubject {
  readonly kind: "url"
  readonly url: string
  readonly address: Address
  /** What belongs into a Host field. */
  readonly host: string
  /** The folder it serves, for us to fill; undefined if others have filled it. */
  readonly root?: string
}

/** A server that whoever calls us connects to: in memory, simulated, behind TLS. */
export interface NetworkSubject {
  readonly kind: "network"
  readonly name: string
  readonly network: Network
  readonly host: string
  /** The folder it serves, if it is a real one that was filled by `buildRoot`. */
  readonly root?: Root
  /** What lies outside its root, if that is no real folder. */
  readonly secret?: string
}

export interface SubjectArguments {
  readonly url?: string
  readonly command?: ReadonlyArray<string>
  readonly port?: number
  readonly hostname?: string
  readonly folder?: string
  readonly root?: string
}

export const loopback = "127.0.0.1"

const refuse = (message: string): Effect.Effect<never, SubjectMisdescribed> =>
  Effect.fail(new SubjectMisdescribed({ message }))

/** Reads what a user typed. */
export const parseSubject = (
  given: SubjectArguments
): Effect.Effect<CommandSubject | UrlSubject, SubjectMisdescribed> => {
  const command = given.command ?? []
  if (given.url !== undefined && command.length > 0)
    return refuse("give either --url or a command, not both.")
  if (given.url !== undefined) return parseUrl(given.url, given.root)
  if (given.root !== undefined)
    return refuse("--root goes with --url; a command gets a new folder by {root}.")
  return parseCommand(command, given)
}

/** A command that says {socket} listens there. */
export const onSocket = (command: ReadonlyArray<string>): boolean =>
  command.some((argument) => argument.includes("{socket}"))

const parseCommand = (
  command: ReadonlyArray<string>,
  { port, folder, hostname = loopback }: SubjectArguments
): Effect.Effect<CommandSubject, SubjectMisdescribed> => {
  if (command.length === 0)
    return refuse("nothing to verify: give --url URL, or -- COMMAND with {port} and {root}.")
  const names = (placeholder: string): boolean =>
    command.some((argument) => argument.includes(placeholder) || hasFile(argument))
  if (!onSocket(command) && !names("{port}") && port === undefined)
    return refuse(
      "the command does not say {port}: write it where the port belongs, or give --port."
    )
  if (!names("{root}"))
    return refuse("the command does not say {root}: write it where the folder to serve belongs.")
  return Effect.succeed({
    kind: "command",
    command,
    hostname,
    ...(port === undefined ? {} : { port }),
    ...(folder === undefined ? {} : { folder })
  })
}

const parseUrl = (
  text: string,
  root: string | undefined
): Effect.Effect<UrlSubject, SubjectMisdescribed> => {
  const filled = root === undefined ? {} : { root }
  if (text.startsWith("unix:")) {
    const socketPath = text.slice("unix:".length)
    if (!socketPath.startsWith("/"))
      return refuse(`${text} names no socket: write the full path, as in unix:/run/server.sock`)
    return Effect.succeed({
      kind: "url",
      url: text,
      address: { socketPath },
      host: "localhost",
      ...filled
    })
  }
  const url = URL.parse(text)
  if (url === null)
    return refuse(`${text} is no URL: write for example http://localhost:8080, or unix:/run/a.sock`)
  if (url.protocol !== "http:")
    return refuse(`${text}: only plain http can be verified, since each octet must be seen.`)
  return Effect.succeed({
    kind: "url",
    url: url.href,
    address: {
      // An IPv6 literal has brackets in a URL, and none in a socket address.
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? 80 : Number(url.port)
    },
    host: url.host,
    ...filled
  })
}

/** For headings and messages. */
export const describeSubject = (subject: SubjectDescription): string => {
  if (subject.kind === "command") return subject.command.join(" ").replaceAll("{node}", "node")
  return subject.kind === "url" ? subject.url : subject.name
}
