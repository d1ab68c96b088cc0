/**
 * `amped diff`: what changed between two recorded runs.
 *
 * | code | meaning |
 * |-|-|
 * | 0 | nothing got worse |
 * | 1 | something got worse |
 * | 2 | a file is no recorded run |
 */
import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { diffRuns, diffToJson, renderDiff } from "../conformance/reports/diff.ts"
import { Ended } from "./outcome.ts"
import { readRun } from "./report.ts"
import { print, reportStyle } from "./terminal.ts"

export const diff = Command.make(
  "diff",
  {
    before: Argument.String("before").pipe(Argument.withDescription("The earlier recorded run")),
    after: Argument.String("after").pipe(Argument.withDescription("The later recorded run")),
    json: Flag.Boolean("json").pipe(
      Flag.withDefault(false),
      Flag.withDescription("Print the result as JSON")
    )
  },
  Effect.fn(function* (given) {
    const before = yield* readRun("diff", given.before)
    const after = yield* readRun("diff", given.after)
    const found = diffRuns(before, after)
    print((given.json ? diffToJson(found) : renderDiff(found, reportStyle)).trimEnd())
    if (found.worse) return yield* new Ended({ code: 1, line: "" })
  })
).pipe(
  Command.withDescription("Say what changed between two recorded runs; 1 if anything got worse"),
  Command.withExamples([{ command: "amped diff nginx-1.22.ndjson nginx-1.24.ndjson" }])
)
