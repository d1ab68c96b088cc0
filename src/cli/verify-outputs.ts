/** Where a run is told: events to a file as they happen, and at the end each report that was asked for. */
import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { renderRun } from "../conformance/reports/console.ts"
import type { Run, RunEvent } from "../conformance/reports/event.ts"
import { foldEvents } from "../conformance/reports/fold.ts"
import { runsToAnnotations, runsToMarkdown } from "../conformance/reports/github.ts"
import { runToJson } from "../conformance/reports/json.ts"
import { runsToJunit } from "../conformance/reports/junit.ts"
import { eventToLine } from "../conformance/reports/ndjson.ts"
import { runsToTap } from "../conformance/reports/tap.ts"
import { Ended } from "./outcome.ts"
import { print, reportStyle } from "./terminal.ts"
import type { VerifyGiven } from "./verify-flags.ts"

const cannotWrite = (file: string, cause: unknown): Ended =>
  new Ended({
    code: 4,
    line: `amped verify: cannot write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`
  })

const attempt = (file: string, write: () => void): Effect.Effect<void, Ended> =>
  Effect.try({ try: write, catch: (cause) => cannotWrite(file, cause) })

/** Keeps all events, and writes each at once where a file was named. */
export class Teller {
  readonly #events: Array<RunEvent> = []
  readonly #file: { readonly descriptor: number } | undefined

  private constructor(descriptor: number | undefined) {
    this.#file = descriptor === undefined ? undefined : { descriptor }
  }

  /** Fails before anything runs where the file can't be written. */
  static open(given: VerifyGiven): Effect.Effect<Teller, Ended> {
    const file = Option.getOrUndefined(given.ndjson)
    return file === undefined
      ? Effect.succeed(new Teller(undefined))
      : Effect.try({
          try: () => new Teller(openSync(file, "w")),
          catch: (cause) => cannotWrite(file, cause)
        })
  }

  readonly tell = (event: RunEvent): void => {
    this.#events.push(event)
    if (this.#file !== undefined) appendFileSync(this.#file.descriptor, eventToLine(event))
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file.descriptor)
  }

  get run(): Run {
    const run = foldEvents(this.#events)
    if (run === undefined) throw new Error("a run that never started has no report")
    return run
  }
}

/** The folder of wire files, made before anything runs. */
export const wireFolder = (given: VerifyGiven): Effect.Effect<string | undefined, Ended> => {
  const folder = Option.getOrUndefined(given.wire)
  return folder === undefined
    ? Effect.succeed(undefined)
    : attempt(folder, () => mkdirSync(folder, { recursive: true })).pipe(Effect.as(folder))
}

export const tellAll = Effect.fnUntraced(function* (run: Run, given: VerifyGiven) {
  const forms: ReadonlyArray<readonly [Option.Option<string>, () => string]> = [
    [given.junit, () => runsToJunit([run])],
    [given.markdown, () => runsToMarkdown([run])],
    [given.tap, () => runsToTap([run])]
  ]
  let isPrinted = false
  for (const [target, made] of forms) {
    const file = Option.getOrUndefined(target)
    if (file === undefined) continue
    if (file === "-") {
      isPrinted = true
      print(made().trimEnd())
    } else yield* attempt(file, () => writeFileSync(file, made()))
  }
  if (given.json) print(runToJson(run).trimEnd())
  else if (!isPrinted)
    print(renderRun(run, { style: reportStyle, transcripts: given.transcripts }).trimEnd())
  if (given.github || process.env["GITHUB_ACTIONS"] === "true") {
    const annotations = runsToAnnotations([run]).trimEnd()
    if (annotations !== "" && !given.json && !isPrinted) print(annotations)
    const summary = process.env["GITHUB_STEP_SUMMARY"]
    if (summary !== undefined && summary !== "")
      yield* attempt(summary, () => appendFileSync(summary, runsToMarkdown([run])))
  }
})
