/** `amped replay FILE.wire… -- COMMAND…`: recorded octets sent again, and judged again. */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describeExchange } from "../conformance/exchange.ts"
import { renderTranscript } from "../conformance/transcript.ts"
import { decodeWire } from "../conformance/wire-file/decode.ts"
import { type Judged, judgedCase } from "../conformance/wire-file/registry.ts"
import {
  type Replayed,
  type ReplayedConnection,
  replayWire,
  type Told
} from "../conformance/wire-file/replay.ts"
import type { WireFile } from "../conformance/wire-file/wire-file.ts"
import { Ended, usage } from "./outcome.ts"
import { columns, print, progress, progressDone, style } from "./terminal.ts"
import { verifyFlags, type VerifyGiven } from "./verify-flags.ts"
import { subjectFailed } from "./verify-other.ts"
import { planOf } from "./verify-plan.ts"

/** Which server, and what it declares: said as to `amped verify`. */
export const subjectFlags = {
  url: verifyFlags.url,
  root: verifyFlags.root,
  host: verifyFlags.host,
  port: verifyFlags.port,
  preset: verifyFlags.preset,
  profile: verifyFlags.profile
}

export type SubjectGiven = Pick<VerifyGiven, keyof typeof subjectFlags | "command" | "json">

interface Named {
  readonly name: string
  readonly file: WireFile
  readonly judged: Judged
}

const bad = (name: string, reason: string): Ended =>
  usage(`amped replay: ${name} can't be replayed: ${reason}`)

const read = (name: string): Effect.Effect<Named, Ended> =>
  Effect.try({
    try: () => readFileSync(name),
    catch: (cause) => bad(name, cause instanceof Error ? cause.message : String(cause))
  }).pipe(
    Effect.flatMap((bytes) => {
      const decoded = decodeWire(bytes)
      if (Result.isFailure(decoded)) return Effect.fail(bad(name, decoded.failure.message))
      const file = decoded.success
      const judged = judgedCase(file.caseId)
      return judged === undefined
        ? Effect.fail(
            bad(name, `line 2: no case ${file.caseId} is known; see: amped verify --list`)
          )
        : Effect.succeed({ name, file, judged })
    })
  )

/** All that can be said to `amped verify`, and was not. */
const unsaid: VerifyGiven = {
  url: Option.none(),
  root: Option.none(),
  host: Option.none(),
  port: Option.none(),
  preset: Option.none(),
  profile: Option.none(),
  // What was expected of the server that was recorded is not asked of this one.
  expect: Option.some("none"),
  updateExpect: false,
  case: [],
  skip: [],
  requirement: [],
  level: [],
  tag: [],
  explain: Option.none(),
  list: false,
  repeat: Option.none(),
  seed: Option.none(),
  jobs: Option.none(),
  timeout: Option.none(),
  failFast: false,
  runs: Option.none(),
  transcripts: false,
  json: false,
  ndjson: Option.none(),
  html: Option.none(),
  junit: Option.none(),
  tap: Option.none(),
  markdown: Option.none(),
  github: false,
  wire: Option.none(),
  command: []
}

/** The plan is that of `amped verify`; its complaints are ours. */
const ours = ({ code, line }: Ended): Ended =>
  new Ended({ code, line: line.replace(/^amped verify:/, "amped replay:") })

export const replayWireFiles = Effect.fnUntraced(function* (
  names: ReadonlyArray<string>,
  given: SubjectGiven
) {
  const files = yield* Effect.forEach(names, read)
  const { subject, profile } = yield* planOf({ ...unsaid, ...given }).pipe(Effect.mapError(ours))
  const results: Array<Replayed> = []
  for (const [index, { name, file, judged }] of files.entries()) {
    progress(`file ${index + 1} of ${files.length}, ${name}`)
    const replayed = yield* replayWire({ file, judged, subject, profile }).pipe(
      Effect.mapError((error) => ours(subjectFailed(error))),
      Effect.ensuring(Effect.sync(progressDone))
    )
    results.push(replayed)
    if (!given.json) print(rendered(file, replayed))
  }
  if (given.json) print(toJson(files, results))
  else if (results.length > 1) print(`\n${tally(results)}`)
  if (results.some(({ now }) => now.verdict === "crash"))
    return yield* new Ended({ code: 3, line: "" })
  if (results.some(({ verdict }) => verdict !== "FIXED"))
    return yield* new Ended({ code: 1, line: "" })
})

const tally = (results: ReadonlyArray<Replayed>): string =>
  (["FIXED", "STILL", "DIFFERENT"] as const)
    .map((verdict) => `${results.filter((each) => each.verdict === verdict).length} ${verdict}`)
    .join(", ")

const paints = { FIXED: style.good, STILL: style.bad, DIFFERENT: style.warn } as const

const told = ({ verdict, outcome }: Told): string => `${verdict}: ${outcome}`

const described = ({ recorded, now }: ReplayedConnection): readonly [string, string] => [
  recorded === undefined ? "not there" : describeExchange(recorded),
  now === undefined ? "not there" : describeExchange(now)
]

const connectionsShownMax = 12

const rendered = ({ caseId, title }: WireFile, replayed: Replayed): string => {
  const { verdict, recorded, now, notes } = replayed
  const lines = [
    `${paints[verdict](verdict)} ${style.strong(caseId)} ${title}`,
    `  recorded  ${told(recorded)}`,
    `  now       ${told(now)}`,
    ...notes.map((note) => `  ${style.faint(note)}`)
  ]
  return [...lines, ...(verdict === "DIFFERENT" ? sideBySide(replayed) : [])].join("\n")
}

/** Both courses of the connections that went otherwise, and the octets of the first of them. */
const sideBySide = ({ connections }: Replayed): ReadonlyArray<string> => {
  const different = connections.filter(({ isSame }) => !isSame)
  const shown = different.slice(0, connectionsShownMax)
  const [first] = different
  if (first === undefined) return []
  const table = columns([
    ["connection", "recorded", "now"],
    ...shown.map((each) => [each.label, ...described(each)])
  ])
  const hidden = different.length - shown.length
  return [
    "",
    ...table.split("\n").map((line) => `  ${line}`),
    ...(hidden > 0 ? [`  … and ${hidden} more that went otherwise`] : []),
    ...(
      [
        ["recorded", first.recorded],
        ["now", first.now]
      ] as const
    ).flatMap(([when, exchange]) =>
      exchange === undefined ? [] : ["", `  ${when}, ${renderTranscript(exchange).join("\n  ")}`]
    )
  ]
}

const toJson = (files: ReadonlyArray<Named>, results: ReadonlyArray<Replayed>): string =>
  JSON.stringify({
    files: files.flatMap(({ name, file }, index) => {
      const replayed = results[index]
      if (replayed === undefined) return []
      const { verdict, how, recorded, now, notes, connections } = replayed
      return [
        {
          file: name,
          case: file.caseId,
          title: file.title,
          verdict,
          how,
          recorded,
          now,
          notes,
          connections: connections.map((each) => {
            const [was, is] = described(each)
            return { label: each.label, same: each.isSame, recorded: was, now: is }
          })
        }
      ]
    })
  })
