/** The bundled server as a subject: the wire suite, then the recording of the same run, replayed and judged. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import {
  activeCases,
  heldCases,
  type Report,
  verify as verifySubject
} from "../conformance/index.ts"
import { judge } from "../requirements/registry.ts"
import { replay } from "../runtime/replay.ts"
import { reference } from "../state-machine/server.ts"
import { type Arm, number, seconds, Showing } from "./arm.ts"
import { ownCommand } from "./package-files.ts"
import { type MachineTrace, readTrace } from "./replay.ts"
import { progress, progressDone } from "./terminal.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "amped-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

export const bundledArm = (helpers: "threads" | "processes", jobs: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const started = performance.now()
      const own = yield* folder
      // Some cases start an instance of their own, which must not write into the recording of the others.
      const recording = join(own, "run-{port}.ndjson")
      const holdFile = join(own, "hold")
      const report = yield* verifySubject({
        subject: { kind: "command", command: serveCommand(helpers, recording, holdFile) },
        cases: [...activeCases, ...heldCases(holdFile)],
        rootRestMillis,
        profile: { claims: ["isolated"] },
        jobs,
        onCase: ({ id }, { finished, total }) =>
          progress(`${helpers}: case ${finished} of ${total}, ${id}`)
      })
      progress(`${helpers}: replaying the recording`)
      const trace = yield* readTrace(firstRecording(own))
      progressDone()
      return armOf(helpers, report, trace, started)
    })
  )

/** That of the instance which all cases share: it was there before any other. */
const firstRecording = (folder: string): string => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".ndjson"))
  const [first = ""] = files
    .map((name) => join(folder, name))
    .toSorted((a, b) => statSync(a).birthtimeMs - statSync(b).birthtimeMs)
  return first
}

/** The bundled server calls a file settled after two seconds. */
const rootRestMillis = 2_100

const serveCommand = (
  helpers: string,
  recording: string,
  holdFile: string
): ReadonlyArray<string> => [
  ...ownCommand(),
  "serve",
  "--root",
  "{root}",
  "--port",
  "{port}",
  "--helpers",
  helpers,
  "--record",
  recording,
  "--hold",
  holdFile
]

/** One line each. */
export const brokenCases = ({ cases }: Report): ReadonlyArray<string> =>
  cases
    .filter(({ verdict }) =>
      ["deviates", "crash", "blocked", "harness-fault", "flaky"].includes(verdict)
    )
    .map(
      ({ id, verdict, expected, found }) =>
        `case ${id} ${verdict}: expected ${expected}, found ${found}`
    )

const armOf = (name: string, report: Report, trace: MachineTrace, started: number): Arm => {
  const showing = new Showing()
  showing.addCases(report.cases)
  const { settings } = trace
  const judgement = judge(trace.entries, { settings })
  showing.addJudgement(judgement)
  for (const { what } of trace.entries) if (what._tag === "Step") showing.addTaken(what.rules)
  const replayed = replay(reference(settings), trace.entries)
  showing.add("trace/replay", 1, Result.isFailure(replayed) ? 1 : 0)
  const violations = [
    ...brokenCases(report),
    ...report.deaths.map(({ how, during }) => `the server ${how}, during ${during.join(", ")}`),
    ...judgement.violations.map(
      ({ rule, sequence, detail }) => `entry ${sequence}: ${rule}: ${detail}`
    ),
    ...(Result.isFailure(replayed) ? [`replay: ${replayed.failure.sentence}`] : [])
  ]
  const millis = performance.now() - started
  const steps = Result.isSuccess(replayed) ? replayed.success.steps : 0
  const { must, should } = report.totals
  return {
    name,
    rules: showing.rules,
    vacuous: showing.vacuous,
    figures: [
      `${report.cases.length} wire cases: MUST ${must.kept} of ${must.judged}, ` +
        `SHOULD ${should.kept} of ${should.judged}; ` +
        `${number(steps)} recorded steps replayed alike; ${seconds(millis)}`
    ],
    violations,
    millis
  }
}
