/** Where a run is told: events to a file as they happen, and at the end each report that was asked for. */
import { appendFileSync, closeSync, openSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Facts } from "../conformance/case.ts"
import { renderRun } from "../conformance/reports/console.ts"
import type { Run, RunEvent } from "../conformance/reports/event.ts"
import { foldEvents } from "../conformance/reports/fold.ts"
import { runsToAnnotations, runsToMarkdown } from "../conformance/reports/github.ts"
import { runToJson } from "../conformance/reports/json.ts"
import { runsToJunit } from "../conformance/reports/junit.ts"
import { eventToLine } from "../conformance/reports/ndjson.ts"
import { runsToTap } from "../conformance/reports/tap.ts"
import type { CaseResult } from "../conformance/result.ts"
import { WireFolder } from "../conformance/wire-file/folder.ts"
import { Ended } from "./outcome.ts"
import { pageOf } from "./report.ts"
import { print, reportStyle } from "./terminal.ts"
import type { VerifyGiven } from "./verify-flags.ts"

const cannotWrite = (file: string, cause: unknown): Ended =>
  new Ended({
    code: 4,
    line: `amped verify: cannot write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`
  })

const attempt = <Value>(file: string, write: () => Value): Effect.Effect<Value, Ended> =>
  Effect.try({ try: write, catch: (cause) => cannotWrite(file, cause) })

/** Keeps all events, and writes each at once where a file was named; octets before their event. */
export class Teller {
  readonly #events: Array<RunEvent> = []
  readonly #file: { readonly descriptor: number } | undefined
  readonly #wire: WireFolder | undefined

  private constructor(descriptor: number | undefined, wire: WireFolder | undefined) {
    this.#file = descriptor === undefined ? undefined : { descriptor }
    this.#wire = wire
  }

  /** Fails before anything runs where a file or the folder can't be written. */
  static open(given: VerifyGiven): Effect.Effect<Teller, Ended> {
    const file = Option.getOrUndefined(given.ndjson)
    const folder = Option.getOrUndefined(given.wire)
    const wire =
      folder === undefined
        ? Effect.succeed(undefined)
        : attempt(folder, () => new WireFolder(folder))
    const descriptor =
      file === undefined ? Effect.succeed(undefined) : attempt(file, () => openSync(file, "w"))
    return Effect.flatMap(wire, (made) =>
      Effect.map(descriptor, (opened) => new Teller(opened, made))
    )
  }

  /** Undefined where no folder was named. */
  get wireFileOf(): ((result: CaseResult, facts: Facts) => string | undefined) | undefined {
    const wire = this.#wire
    return wire === undefined ? undefined : (result, facts) => wire.keep(result, facts, this.run)
  }

  /** Fails where a file of octets could not be written. */
  get wireFiles(): Effect.Effect<void, Ended> {
    const failed = this.#wire?.failure
    return failed === undefined ? Effect.void : Effect.fail(cannotWrite(failed.file, failed.cause))
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

export const tellAll = Effect.fnUntraced(function* (run: Run, given: VerifyGiven) {
  const forms: ReadonlyArray<readonly [Option.Option<string>, () => string]> = [
    [given.html, () => pageOf([run])],
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
