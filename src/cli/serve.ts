/** `amped serve`: the reference machine on real sockets, with real helpers. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type { StartFailure } from "../runtime-node/errors.ts"
import { serve as serveFolder } from "../runtime-node/serve.ts"
import { nodeSettings } from "./settings.ts"
import { Ended } from "./outcome.ts"
import { complain, print } from "./terminal.ts"

const flags = {
  root: Flag.String("root").pipe(
    Flag.withDescription("The folder to serve"),
    Flag.withDefault(".")
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("Where to listen; 0 takes any free port"),
    Flag.withDefault(8080)
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription("Address to listen on; loopback unless you say otherwise"),
    Flag.withDefault("127.0.0.1")
  ),
  helpers: Flag.Literals("helpers", ["threads", "processes"]).pipe(
    Flag.withDescription("What the helpers are: threads (AMTED) or processes (AMPED)"),
    Flag.withDefault("threads" as const)
  ),
  helpersMax: Flag.Int("helpers-max").pipe(
    Flag.withDescription("How many helpers there can be"),
    Flag.optional
  ),
  connectionsMax: Flag.Int("connections-max").pipe(
    Flag.withDescription("How many connections there can be"),
    Flag.optional
  ),
  accessLog: Flag.String("access-log").pipe(
    Flag.withDescription("Where to log requests, a JSON line each; - for standard output"),
    Flag.optional
  ),
  record: Flag.String("record").pipe(
    Flag.withDescription("Record the run into this file, for amped replay"),
    Flag.optional
  ),
  hold: Flag.String("hold").pipe(
    Flag.withDescription("Helpers wait while this file exists: to see that nobody else does"),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Print the figures of the run as JSON at its end")
  )
}

const tenths = (millis: number): string => `${millis.toFixed(1)} ms`

const codeOf = {
  RootUnusable: 5,
  ListenFailed: 6,
  HelperUnusable: 4,
  DestinationUnwritable: 4
} as const

const startFailed = (error: StartFailure): Ended =>
  new Ended({ code: codeOf[error._tag], line: `amped serve: ${error.message}` })

export const serve = Command.make(
  "serve",
  flags,
  Effect.fn(function* (given) {
    if (given.port < 0 || given.port > 65_535) {
      return yield* new Ended({
        code: 2,
        line: `amped serve: --port ${given.port} is no port; give 0 to 65535`
      })
    }
    const settings = yield* nodeSettings({
      helpersMax: Option.getOrUndefined(given.helpersMax),
      connectionsMax: Option.getOrUndefined(given.connectionsMax)
    })
    const optional = <Name extends string, A>(name: Name, value: Option.Option<A>) =>
      Option.isSome(value) ? ({ [name]: value.value } as { readonly [key in Name]: A }) : {}
    const summary = yield* serveFolder({
      root: given.root,
      host: given.host,
      port: given.port,
      helpers: given.helpers,
      settings,
      ...optional("accessLog", given.accessLog),
      ...optional("record", given.record),
      ...optional("holdFile", given.hold),
      onListening: ({ address }) => {
        const host = address.family === "IPv6" ? `[${address.address}]` : address.address
        complain(
          `amped: serving ${given.root} on http://${host}:${address.port} with helper ${given.helpers}`
        )
      }
    }).pipe(Effect.mapError(startFailed))
    if (given.json) print(JSON.stringify(summary))
    else {
      const { requests } = summary.served
      const { p50Millis, p99Millis, maxMillis } = summary.loop
      const delays = `p50 ${tenths(p50Millis)}, p99 ${tenths(p99Millis)}, max ${tenths(maxMillis)}`
      complain(`amped: ${requests} requests; event loop delay ${delays}`)
      if (summary.recording?.incomplete)
        complain(`amped: the recording is incomplete: ${summary.recording.incomplete}`)
    }
    // A thread that hangs in a system call can't be ended from inside; only a signal leaves it behind.
    if (summary.helpers.length > 0) process.kill(process.pid, "SIGKILL")
  })
).pipe(
  Command.withDescription("Serve a folder with the reference machine"),
  Command.withExamples([
    { command: "amped serve --root public --port 8080" },
    {
      command: "amped serve --root public --helpers processes --record run.ndjson",
      description: "Record the run; amped replay run.ndjson checks it against the machine"
    }
  ])
)
