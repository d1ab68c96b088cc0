/** `amped vectors`: test vectors of the machine, and implementations in any language against them. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { checkCode, checkVectors, rulesOf, type Vector } from "../conformance/vectors/check.ts"
import { filtered, vectorFiles, vectorsIn } from "../conformance/vectors/library.ts"
import { checkToJson, checkToTap, renderCheck } from "../conformance/vectors/report.ts"
import { Ended, usage } from "./outcome.ts"
import { readPackageFile } from "./package-files.ts"
import { untilSignal } from "./signals.ts"
import { columns, print, progress, progressDone, reportStyle } from "./terminal.ts"

const filter = Flag.String("filter").pipe(
  Flag.withDescription("Only vectors with such an id (read/**), or that show a rule (find/warm)"),
  Flag.optional
)
const json = Flag.Boolean("json").pipe(
  Flag.withDefault(false),
  Flag.withDescription("Print the result as JSON")
)

const allVectors = (): ReadonlyArray<Vector> =>
  vectorFiles.flatMap((name) => vectorsIn(name, readPackageFile(name)))

const chosen = (
  command: string,
  glob: Option.Option<string>
): Effect.Effect<ReadonlyArray<Vector>, Ended> => {
  const vectors = Option.match(glob, {
    onNone: allVectors,
    onSome: (given) => filtered(allVectors(), given)
  })
  return vectors.length > 0
    ? Effect.succeed(vectors)
    : Effect.fail(
        usage(
          `amped vectors ${command}: no vector matches ${Option.getOrElse(glob, () => "")}; see: amped vectors list`
        )
      )
}

const list = Command.make(
  "list",
  { filter, json },
  Effect.fn(function* (given) {
    const vectors = yield* chosen("list", given.filter)
    const rows = vectors.map((vector) => ({ id: vector.id, rules: rulesOf(vector) }))
    print(
      given.json
        ? JSON.stringify(rows)
        : `${columns(rows.map(({ id, rules }) => [id, rules.join(" ")]))}\n\n${rows.length} vectors`
    )
  })
).pipe(
  Command.withDescription("List the vectors with the rules that they show"),
  Command.withExamples([{ command: "amped vectors list --filter 'find/**'" }])
)

const show = Command.make(
  "show",
  {
    id: Argument.String("id").pipe(Argument.withDescription("read/bad-host/none"))
  },
  Effect.fn(function* ({ id }) {
    const vector = allVectors().find((each) => each.id === id)
    if (vector === undefined)
      return yield* usage(`amped vectors show: there is no vector ${id}; see: amped vectors list`)
    print(JSON.stringify(vector, undefined, 2))
  })
).pipe(
  Command.withDescription("Show one vector"),
  Command.withExamples([{ command: "amped vectors show read/bad-host/none" }])
)

const check = Command.make(
  "check",
  {
    filter,
    json,
    tap: Flag.Boolean("tap").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the result as TAP")
    ),
    timeout: Flag.Int("timeout").pipe(
      Flag.withDescription("Milliseconds to wait for each answer"),
      Flag.withDefault(5000)
    ),
    command: Argument.String("command").pipe(
      Argument.withDescription("After --: starts the implementation, which speaks JSON lines"),
      Argument.variadic()
    )
  },
  Effect.fn(function* (given) {
    const { command, timeout } = given
    if (command.length === 0)
      return yield* usage("amped vectors check: nothing to check; give -- COMMAND")
    if (given.json && given.tap)
      return yield* usage("amped vectors check: give either --json or --tap, not both")
    if (timeout < 1)
      return yield* usage(
        `amped vectors check: --timeout ${timeout} waits for nothing; give 1 or more`
      )
    const vectors = yield* chosen("check", given.filter)
    const checking = checkVectors({
      command,
      vectors,
      times: { answerMillis: timeout, graceMillis: 2000 },
      onResult: ({ id }, finished) => progress(`vector ${finished} of ${vectors.length}, ${id}`)
    })
    const report = yield* untilSignal(checking).pipe(
      Effect.catchTag("CommandNotFound", ({ message }) =>
        Effect.fail(new Ended({ code: 3, line: `amped vectors check: ${message}` }))
      ),
      Effect.ensuring(Effect.sync(progressDone))
    )
    if (given.json) print(checkToJson(report))
    else print(given.tap ? checkToTap(report) : renderCheck(report, reportStyle))
    const code = checkCode(report)
    if (code !== 0) return yield* new Ended({ code, line: "" })
  })
).pipe(
  Command.withDescription("Check an implementation in any language against the vectors"),
  Command.withExamples([
    { command: "amped vectors check -- ./my-machine" },
    {
      command: "amped vectors check --filter 'read/**' --timeout 1000 -- python3 machine.py",
      description: "One chapter; who needs more than a second for an answer is silent"
    },
    { command: "amped vectors check --tap -- ./my-machine", description: "For a TAP reader in CI" }
  ])
)

export const vectors = Command.make("vectors").pipe(
  Command.withDescription("Test vectors of the machine, for implementations in any language"),
  Command.withSubcommands([list, show, check])
)
