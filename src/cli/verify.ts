/** `amped verify`: the main job on the bundled server, or the wire suite on any other. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import {
  exitCodeOf,
  parseSubject,
  renderReport,
  reportToJson,
  type SubjectError,
  verify as verifySubject
} from "../conformance/index.ts"
import { bundledArm } from "./bundled.ts"
import { Ended, type ExitCode, usage } from "./outcome.ts"
import { untilSignal } from "./signals.ts"
import { simulateSeeds } from "./simulation.ts"
import { armsToJson, renderArms, verdictLine } from "./summary.ts"
import { print, progress, progressDone, reportStyle } from "./terminal.ts"

const flags = {
  url: Flag.String("url").pipe(
    Flag.withDescription("A server that already runs: http://localhost:8080"),
    Flag.optional
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("Where the command will listen, if {port} can't tell it"),
    Flag.optional
  ),
  jobs: Flag.Int("jobs").pipe(
    Flag.withDescription("How many cases run at once"),
    Flag.withDefault(4)
  ),
  seed: Flag.Int("seed").pipe(
    Flag.withDescription("First seed of the simulation"),
    Flag.withDefault(1)
  ),
  runs: Flag.Int("runs").pipe(Flag.withDescription("Seeds to simulate"), Flag.withDefault(2000)),
  transcripts: Flag.Boolean("transcripts").pipe(
    Flag.withDefault(false),
    Flag.withDescription("With the bytes of each deviation")
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Print the result as JSON")
  )
}

const command = Argument.String("command").pipe(
  Argument.withDescription(
    "After --: starts the server to verify; {port} and {root} are filled in"
  ),
  Argument.variadic()
)

export const verify = Command.make(
  "verify",
  { ...flags, command },
  Effect.fn(function* (given) {
    if (given.jobs < 1)
      return yield* usage(`amped verify: --jobs ${given.jobs} would run nothing; give 1 or more`)
    if (given.runs < 1)
      return yield* usage(
        `amped verify: --runs ${given.runs} would simulate nothing; give 1 or more`
      )
    const port = Option.getOrUndefined(given.port)
    if (port !== undefined && (port < 1 || port > 65_535))
      return yield* usage(`amped verify: --port ${port} is no port; give 1 to 65535`)
    const url = Option.getOrUndefined(given.url)
    const bundled = url === undefined && given.command.length === 0
    yield* untilSignal(bundled ? verifyBundled(given) : verifyOther({ ...given, url, port }))
  })
).pipe(
  Command.withDescription("Verify the bundled server and the simulation, or any other HTTP server"),
  Command.withExamples([
    {
      command: "amped verify",
      description: "The bundled server with both kinds of helpers, then the simulation"
    },
    { command: "amped verify --url http://localhost:8080" },
    { command: "amped verify -- ./my-server --port {port} --root {root}" }
  ])
)

interface BundledOptions {
  readonly jobs: number
  readonly seed: number
  readonly runs: number
  readonly json: boolean
}

const verifyBundled = Effect.fnUntraced(function* ({ jobs, seed, runs, json }: BundledOptions) {
  const threads = yield* bundledArm("threads", jobs).pipe(Effect.mapError(subjectFailed))
  const processes = yield* bundledArm("processes", jobs).pipe(Effect.mapError(subjectFailed))
  const simulation = yield* simulateSeeds({ seed, runs, twice: true })
  const arms = [threads, processes, simulation]
  print(json ? armsToJson(arms) : `${renderArms(arms)}\n\n${verdictLine(arms)}`)
  if (arms.some((arm) => arm.violations.length > 0)) return yield* new Ended({ code: 1, line: "" })
})

interface OtherOptions {
  readonly url: string | undefined
  readonly port: number | undefined
  readonly command: ReadonlyArray<string>
  readonly jobs: number
  readonly transcripts: boolean
  readonly json: boolean
}

const verifyOther = Effect.fnUntraced(function* (given: OtherOptions) {
  const { url, port, command, jobs } = given
  const subject = yield* parseSubject({
    command,
    ...(url === undefined ? {} : { url }),
    ...(port === undefined ? {} : { port })
  }).pipe(Effect.mapError((error) => usage(`amped verify: ${error.message}`)))
  const report = yield* verifySubject({
    subject,
    jobs,
    onCase: ({ id }, { finished, total }) => progress(`case ${finished} of ${total}, ${id}`)
  }).pipe(Effect.mapError(subjectFailed), Effect.ensuring(Effect.sync(progressDone)))
  print(
    given.json
      ? reportToJson(report)
      : renderReport(report, { style: reportStyle, transcripts: given.transcripts }).trimEnd()
  )
  const code = exitCodeOf(report)
  if (code !== 0) return yield* new Ended({ code, line: "" })
})

/** Errors of a subject that have a code of their own; the others are 3. */
const codes: Readonly<Record<string, ExitCode>> = {
  PortInUse: 6,
  SubjectNeverListened: 7,
  SubjectMisdescribed: 2
}

const subjectFailed = (error: Ended | SubjectError): Ended =>
  error instanceof Ended
    ? error
    : new Ended({ code: codes[error._tag] ?? 3, line: `amped verify: ${error.message}` })
