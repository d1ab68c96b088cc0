/**
 * `amped replay`: what was recorded, once more. A run is done again by the pure machine and judged;
 * the octets of a wire file are sent to a server again.
 */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { beginsAsWire } from "../conformance/wire-file/beginning.ts"
import { judge } from "../requirements/registry.ts"
import { decodeTrace, type Trace } from "../runtime/decode.ts"
import { replay as replayTrace } from "../runtime/replay.ts"
import { defaultLimits, type Settings } from "../state-machine/limits.ts"
import { reference } from "../state-machine/server.ts"
import { number } from "./arm.ts"
import { Ended, usage } from "./outcome.ts"
import { replayWireFiles, subjectFlags } from "./replay-wire.ts"
import { untilSignal } from "./signals.ts"
import { print, style } from "./terminal.ts"

/** A trace of the machine, which is what a header with its settings tells. */
export interface MachineTrace extends Trace {
  readonly settings: Settings
}

/** Reads a trace file; what is wrong with it is one line. */
export const readTrace = (file: string): Effect.Effect<MachineTrace, Ended> =>
  Effect.try({
    try: () => readFileSync(file, "utf8"),
    catch: (cause) =>
      new Ended({
        code: 4,
        line: `amped: cannot read ${file}: ${(cause as Error).message}; give a trace that amped wrote`
      })
  }).pipe(
    Effect.flatMap((text) => Effect.fromResult(decodeTrace(text))),
    Effect.mapError((error) =>
      error instanceof Ended
        ? error
        : new Ended({ code: 4, line: `amped: ${file} is no trace: ${error.message}` })
    ),
    Effect.flatMap((trace) => {
      const settings = settingsIn(trace.header.settings)
      if (settings !== undefined) return Effect.succeed({ ...trace, settings })
      const line = `amped: ${file} is no trace of the machine: line 1: its settings are incomplete`
      return Effect.fail(new Ended({ code: 4, line }))
    })
  )

const wholeLimits = Schema.is(
  Schema.Struct(
    Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, Schema.Int] as const))
  )
)
const wholePolicy = Schema.is(
  Schema.Struct({
    indexNames: Schema.Array(Schema.String),
    hiddenServed: Schema.Boolean,
    serverName: Schema.String,
    boundary: Schema.String
  })
)

/** A trace of another server may have other settings, or none; the machine can't start from those. */
const settingsIn = (settings: unknown): Settings | undefined => {
  const { limits, policy } = Object(settings) as Record<keyof Settings, unknown>
  return wholeLimits(limits) && wholePolicy(policy) ? (settings as Settings) : undefined
}

/** Traces of others may have no fingerprints of states: then nothing is said of states. */
const sameness = ({ entries }: Trace): string =>
  entries.some(({ what }) => what._tag === "Step" && what.state !== undefined)
    ? "same rules, states and commands"
    : "same rules and commands; the trace shows no states"

/** What stands behind `--` is the command; the parser hands on both as one list. */
const commandLength = (): number => {
  const at = process.argv.indexOf("--")
  return at === -1 ? 0 : process.argv.length - at - 1
}

export const replay = Command.make(
  "replay",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("A trace of serve --record or simulate --trace, or a wire file")
    ),
    more: Argument.String("more").pipe(
      Argument.withDescription("More wire files, and after --: what starts the server for them"),
      Argument.variadic()
    ),
    ...subjectFlags,
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the result as JSON")
    )
  },
  Effect.fn(function* ({ file, more, json, ...subject }) {
    // A file alone may stand behind the -- too.
    const split = more.length - (more.length === 0 ? 0 : commandLength())
    if (split < 0) return yield* usage("amped replay: no file is named before the --")
    const files = [file, ...more.slice(0, split)]
    const command = more.slice(split)
    if (files.some(beginsAsWire))
      return yield* untilSignal(replayWireFiles(files, { ...subject, command, json }))
    const hasSubject =
      command.length > 0 || Object.values(subject).some((each) => each._tag === "Some")
    if (hasSubject || files.length > 1)
      return yield* usage(`amped replay: ${file} is no wire file; only those go to a server`)
    yield* replayRecording(file, json)
  })
).pipe(
  Command.withDescription(
    "Check a recorded run against the machine, or send recorded octets to a server again"
  ),
  Command.withExamples([
    { command: "amped serve --record run.ndjson; amped replay run.ndjson" },
    {
      command: "amped replay wire/R-06.wire -- ./my-server --port {port} --root {root}",
      description: "FIXED, STILL or DIFFERENT; amped verify --wire wire -- … writes the file"
    }
  ])
)

const replayRecording = Effect.fnUntraced(function* (file: string, json: boolean) {
  const trace = yield* readTrace(file)
  const { settings } = trace
  const replayed = replayTrace(reference(settings), trace.entries)
  const judgement = judge(trace.entries, { settings })
  const holds = Result.isSuccess(replayed) && judgement.holds
  if (json) {
    const rejection = Result.isFailure(replayed) ? replayed.failure : null
    print(
      JSON.stringify({
        holds,
        entries: trace.entries.length,
        rejection,
        violations: judgement.violations
      })
    )
  } else {
    if (Result.isFailure(replayed))
      print(style.bad(`not a run of the machine: ${replayed.failure.sentence}`))
    else print(style.good(`${number(replayed.success.steps)} steps replayed: ${sameness(trace)}`))
    for (const { rule, sequence, detail } of judgement.violations)
      print(style.bad(`entry ${sequence}: ${rule}: ${detail}`))
    const checked = judgement.rules.filter((rule) => rule.checked > 0).length
    print(`${checked} rules judged by monitors, ${judgement.violations.length} violations`)
  }
  if (!holds) return yield* new Ended({ code: 1, line: "" })
})
