/** `amped fingerprint`: who waits for the disk, and who for slow clients; what architecture is that? */
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import manifest from "../../package.json" with { type: "json" }
import {
  type FingerprintError,
  fingerprintDefaults,
  fingerprintOf
} from "../conformance/fingerprint/outside.ts"
import type { Fingerprint, SweepName } from "../conformance/fingerprint/result.ts"
import { chartOf } from "../conformance/reports/fingerprint/chart.ts"
import { fingerprintToJson, parseFingerprint } from "../conformance/reports/fingerprint/json.ts"
import { renderFingerprintPage } from "../conformance/reports/fingerprint/page.ts"
import { renderFingerprint } from "../conformance/reports/fingerprint/table.ts"
import { isSubjectError } from "../conformance/subject/errors.ts"
import { commandSubject, subjectCommand, subjectFlags } from "./command-subject.ts"
import { Ended, usage } from "./outcome.ts"
import { reasonOf } from "./presets.ts"
import { untilSignal } from "./signals.ts"
import { print, progress, progressDone, reportStyle } from "./terminal.ts"
import { subjectFailed } from "./verify-other.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

const flags = {
  ...subjectFlags,
  held: Flag.Int("held").pipe(
    Flag.withDescription(
      `Hold up to so many operations, and open so many connections; ${fingerprintDefaults.heldMax} if not given`
    ),
    Flag.withDefault(fingerprintDefaults.heldMax)
  ),
  repeat: Flag.Int("repeat").pipe(
    Flag.withDescription(
      `Make each sweep so often; all must agree; ${fingerprintDefaults.repetitions} if not given`
    ),
    Flag.withDefault(fingerprintDefaults.repetitions)
  ),
  class: Flag.Literals("class", ["dispatcher", "isolated"]).pipe(
    Flag.withDescription(
      "End with 1 unless the dispatcher never blocks, and, if isolated, hot files never wait either"
    ),
    Flag.optional
  ),
  beside: Flag.String("beside").pipe(
    Flag.withDescription("A result of --json to show beside this one; may be repeated"),
    Flag.atLeast(0)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print the result as JSON"),
    Flag.withDefault(false)
  ),
  html: text("html", "Write a page for the browser to this file"),
  svg: text("svg", "Write the picture to this file")
}

export const fingerprint = Command.make(
  "fingerprint",
  { ...flags, command: subjectCommand },
  Effect.fn(function* (given) {
    yield* withinReason(given)
    for (const file of [given.html, given.svg].flatMap(Option.toArray)) yield* assertWritable(file)
    const others = yield* Effect.forEach(given.beside, readResult)
    const asked = yield* commandSubject("amped fingerprint", given)
    const result = yield* untilSignal(
      fingerprintOf({
        ...asked,
        version: manifest.version,
        heldMax: given.held,
        repetitions: given.repeat,
        onPoint: progressOfSweeps()
      }).pipe(Effect.mapError(ended), Effect.ensuring(Effect.sync(progressDone)))
    )
    yield* tell(result, others, given)
    yield* judged(result, Option.getOrUndefined(given.class))
  })
).pipe(
  Command.withDescription("Hold the disk of a server, and see over HTTP who stops"),
  Command.withExamples([
    { command: "amped fingerprint", description: "The bundled server" },
    { command: "amped fingerprint -- ./my-server --port {port} --root {root}" },
    { command: "amped fingerprint --preset nginx --html nginx.html" },
    {
      command: "amped fingerprint --class dispatcher -- ./my-server {port} {root}",
      description: "One line for CI: fails if the event loop waits for the disk"
    }
  ])
)

interface Seen {
  readonly sweep: SweepName
  readonly held: number
  readonly isStopped: boolean
}

/** The sweeps are made at the same time: each keeps its place in the line. */
const progressOfSweeps = (): ((seen: Seen) => void) => {
  const latest = new Map<SweepName, string>([
    ["requests", "–"],
    ["idle", "–"],
    ["lookup", "–"],
    ["read", "–"]
  ])
  progress("trying what can be held here, and starting the server")
  return ({ sweep, held, isStopped }) => {
    latest.set(sweep, `${held}${isStopped ? " ✗" : ""}`)
    progress([...latest].map((each) => each.join(" ")).join("   "))
  }
}

interface Wanted {
  readonly json: boolean
  readonly html: Option.Option<string>
  readonly svg: Option.Option<string>
}

/** More cold files than these need would fill the memory of small machines. */
const heldMost = 128
const repeatMost = 10

const withinReason = Effect.fnUntraced(function* (given: {
  readonly held: number
  readonly repeat: number
}) {
  if (given.held < 1 || given.held > heldMost)
    return yield* usage(`amped fingerprint: --held ${given.held}: give 1 to ${heldMost}`)
  if (given.repeat < 1 || given.repeat > repeatMost)
    return yield* usage(`amped fingerprint: --repeat ${given.repeat}: give 1 to ${repeatMost}`)
})

const readResult = (file: string): Effect.Effect<Fingerprint, Ended> =>
  Effect.try({
    try: () => readFileSync(file, "utf8"),
    catch: (cause) => usage(`amped fingerprint: cannot read ${file}: ${reasonOf(cause)}`)
  }).pipe(
    Effect.flatMap((content) => {
      const read = parseFingerprint(content)
      return Result.isSuccess(read)
        ? Effect.succeed(read.success)
        : Effect.fail(usage(`amped fingerprint: ${file}: ${read.failure}`))
    })
  )

const tell = Effect.fnUntraced(function* (
  result: Fingerprint,
  others: ReadonlyArray<Fingerprint>,
  { json, html, svg }: Wanted
) {
  const all = [result, ...others]
  const names = all.map(nameOf)
  if (Option.isSome(html)) yield* write(html.value, renderFingerprintPage(all, { names }))
  if (Option.isSome(svg)) yield* write(svg.value, chartOf(all, { names }))
  print(
    json
      ? fingerprintToJson(result)
      : all.map((each) => renderFingerprint(each, { style: reportStyle })).join("\n\n")
  )
})

/** What it was called, or what it calls itself where that is a command with placeholders. */
const nameOf = ({ subject, server }: Fingerprint): string =>
  server !== "" && subject.includes("{") ? server : subject

const write = (file: string, content: string): Effect.Effect<void, Ended> =>
  Effect.try({ try: () => writeFileSync(file, content), catch: cannotWrite(file) })

/** Found out before minutes are spent on what it should hold. */
const assertWritable = (file: string): Effect.Effect<void, Ended> =>
  Effect.try({
    try: () => {
      if (!existsSync(file)) return accessSync(path.dirname(file), constants.W_OK)
      if (statSync(file).isDirectory()) throw new Error("it is a folder")
      accessSync(file, constants.W_OK)
    },
    catch: cannotWrite(file)
  })

const cannotWrite =
  (file: string) =>
  (cause: unknown): Ended => {
    const line = `amped fingerprint: cannot write ${file}: ${reasonOf(cause)}`
    return new Ended({ code: 4, line })
  }

/** What was not measured is never a pass, and no deviation either. */
const judged = (
  { verdicts, architecture }: Fingerprint,
  wanted: "dispatcher" | "isolated" | undefined
): Effect.Effect<void, Ended> => {
  const [dispatcher, isolated] = verdicts
  const asked = wanted === "isolated" ? [dispatcher, isolated] : [dispatcher]
  if (wanted !== undefined && asked.some((each) => each?.verdict === "broken"))
    return Effect.fail(new Ended({ code: 1, line: "" }))
  const isOpen =
    wanted === undefined
      ? architecture.name === "inconclusive"
      : asked.some((each) => each?.verdict !== "kept")
  return isOpen ? Effect.fail(new Ended({ code: 8, line: "" })) : Effect.void
}

const ended = (error: FingerprintError): Ended => {
  if (isSubjectError(error)) {
    const { code, line } = subjectFailed(error)
    return new Ended({ code, line: line.replace("amped verify", "amped fingerprint") })
  }
  const code = error._tag === "NotServed" ? 3 : 4
  return new Ended({ code, line: `amped fingerprint: ${error.message}` })
}
