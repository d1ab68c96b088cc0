/** A server that we start ourselves: the command that was typed, that of a preset or profile, or the bundled server. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import { type CommandSubject, parseSubject } from "../conformance/subject/description.ts"
import { usage } from "./outcome.ts"
import { ownCommand } from "./package-files.ts"
import { findPreset, profileIn, readProfile } from "./presets.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

/** How a subject of ours is named, for each command that starts one itself. */
export const subjectFlags = {
  preset: text("preset", "A server as shipped: nginx, nginx-aio-threads, lighttpd, caddy …"),
  profile: text("profile", "How the server is started: a file"),
  port: Flag.Int("port").pipe(
    Flag.withDescription("Where the command will listen, if {port} can't tell it"),
    Flag.optional
  ),
  host: text("host", "The loopback address for a command to listen on: ::1 for IPv6"),
  helpers: Flag.Literals("helpers", ["threads", "processes"]).pipe(
    Flag.withDescription("Of the bundled server, where no other is given"),
    Flag.withDefault("threads" as const)
  )
}

export const subjectCommand = Argument.String("command").pipe(
  Argument.withDescription(
    "After --: starts the server; {port} and {root} are filled in. The bundled server if absent"
  ),
  Argument.variadic()
)

export interface SubjectGiven {
  readonly preset: Option.Option<string>
  readonly profile: Option.Option<string>
  readonly port: Option.Option<number>
  readonly host: Option.Option<string>
  readonly helpers: "threads" | "processes"
  readonly command: ReadonlyArray<string>
}

export const commandSubject = Effect.fnUntraced(function* (asking: string, given: SubjectGiven) {
  const preset = Option.isSome(given.preset)
    ? yield* findPreset(asking, given.preset.value, ["servers/architectures", "servers"])
    : Option.map(given.profile, profileIn).pipe(Option.getOrUndefined)
  const file = preset === undefined ? {} : yield* readProfile(asking, preset.profileFile)
  const typed = given.command.length > 0
  const subject = yield* parseSubject({
    command: typed
      ? given.command
      : preset === undefined
        ? bundled(given.helpers)
        : (file.command ?? []),
    ...(Option.isSome(given.port) ? { port: given.port.value } : {}),
    ...(Option.isSome(given.host) ? { hostname: given.host.value } : {}),
    ...(typed || preset === undefined ? {} : { folder: preset.folder })
  }).pipe(Effect.mapError(({ message }) => usage(`${asking}: ${message}`)))
  if (subject.kind !== "command") return yield* usage(`${asking}: give a command after --`)
  const name = preset === undefined ? `amped, helper ${given.helpers}` : file.name
  return {
    subject: subject satisfies CommandSubject,
    ...(typed || name === undefined ? {} : { name })
  }
})

const bundled = (helpers: string): ReadonlyArray<string> => [
  ...ownCommand(),
  ...["serve", "--root", "{root}", "--port", "{port}", "--helpers", helpers]
]
