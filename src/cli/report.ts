/** `amped report`: recorded runs, in every form that a report has. */
import { readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { renderRun } from "../conformance/reports/console.ts"
import type { Run } from "../conformance/reports/event.ts"
import { runsToMarkdown } from "../conformance/reports/github.ts"
import type { SpecificationChapter } from "../conformance/reports/html/chapters.ts"
import { renderPage } from "../conformance/reports/html/page.ts"
import { runToJson } from "../conformance/reports/json.ts"
import { runsToJunit } from "../conformance/reports/junit.ts"
import { readRunText } from "../conformance/reports/read.ts"
import { describedRegistry } from "../conformance/reports/registry.ts"
import { runsToTap } from "../conformance/reports/tap.ts"
import { chapters } from "../requirements/requirement.ts"
import { Ended, usage } from "./outcome.ts"
import { readPackageFile } from "./package-files.ts"
import { print, reportStyle } from "./terminal.ts"

/** Reads a recorded run; what is wrong with it is one line. */
export const readRun = (command: string, file: string): Effect.Effect<Run, Ended> =>
  Effect.try({
    try: () => readFileSync(file, "utf8"),
    catch: (cause) =>
      usage(
        `amped ${command}: cannot read ${file}: ${(cause as Error).message}; give a recorded run`
      )
  }).pipe(
    Effect.flatMap((text) => {
      const run = readRunText(text)
      return Result.isSuccess(run)
        ? Effect.succeed(run.success)
        : Effect.fail(
            usage(
              `amped ${command}: ${file} is no recorded run: ${run.failure}; ` +
                "give an event stream or a JSON report of amped verify"
            )
          )
    })
  )

const write = (file: string, text: string): Effect.Effect<void, Ended> =>
  file === "-"
    ? Effect.sync(() => print(text.trimEnd()))
    : Effect.try({
        try: () => writeFileSync(file, text),
        catch: (cause) =>
          new Ended({
            code: 4,
            line: `amped report: cannot write ${file}: ${(cause as Error).message}`
          })
      })

/** The specification as it is shipped with the program. */
export const specificationChapters = (): ReadonlyArray<SpecificationChapter> =>
  ["README", ...chapters, "freedoms", "classes"].map((name) => ({
    name,
    text: readPackageFile(`spec/${name}.md`)
  }))

/** The page of these runs, beside the specification. */
export const pageOf = (runs: ReadonlyArray<Run>): string =>
  renderPage({ runs, chapters: specificationChapters(), registry: describedRegistry() })

const output = (name: string, what: string) =>
  Flag.String(name).pipe(Flag.withDescription(`${what} to this file; - is stdout`), Flag.optional)

export const report = Command.make(
  "report",
  {
    html: output("html", "One self-contained page"),
    junit: output("junit", "JUnit XML"),
    tap: output("tap", "TAP 14"),
    json: output("json", "One run as a JSON document"),
    markdown: output("markdown", "A summary in Markdown"),
    runs: Argument.String("run").pipe(
      Argument.withDescription("Recorded runs: event streams or JSON documents"),
      Argument.variadic()
    )
  },
  Effect.fn(function* (given) {
    const [first, ...others] = yield* Effect.forEach(given.runs, (file) => readRun("report", file))
    if (first === undefined)
      return yield* usage("amped report: nothing to report; give the file of a recorded run")
    if (others.length > 0 && Option.isSome(given.json))
      return yield* usage("amped report: --json is one document of one run; give a single run")
    const runs = [first, ...others]
    const forms: ReadonlyArray<readonly [Option.Option<string>, () => string]> = [
      [given.html, () => pageOf(runs)],
      [given.junit, () => runsToJunit(runs)],
      [given.tap, () => runsToTap(runs)],
      [given.json, () => runToJson(first)],
      [given.markdown, () => runsToMarkdown(runs)]
    ]
    const asked = forms.flatMap(([file, render]) =>
      Option.isSome(file) ? [{ file: file.value, render }] : []
    )
    for (const { file, render } of asked) yield* write(file, render())
    if (asked.length === 0)
      print(runs.map((run) => renderRun(run, { style: reportStyle }).trimEnd()).join("\n\n"))
  })
).pipe(
  Command.withDescription("Report recorded runs, in any form; several runs beside each other"),
  Command.withExamples([
    { command: "amped report run.ndjson", description: "As it was printed when it ran" },
    { command: "amped report nginx.ndjson caddy.ndjson --html servers.html" },
    { command: "amped report run.ndjson --junit junit.xml --markdown summary.md" }
  ])
)
