/** `amped simulate`: the machine in a simulated world, over seeds; or one run in full. */
import { writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { encodeEntry, encodeHeader } from "../runtime/encode.ts"
import { Outdated } from "../runtime-sim/schedulers/picks.ts"
import { strategyChoices, strategyOf, workloadOf } from "../runtime-sim/schedulers/portfolio.ts"
import { parseToken, type Token } from "../runtime-sim/schedulers/token.ts"
import { reference } from "../state-machine/server.ts"
import { Ended, usage } from "./outcome.ts"
import {
  type MachineOf,
  renderShrunk,
  shrinkFound,
  type ShrunkFound,
  shrunkToJson
} from "./shrunk.ts"
import { untilSignal } from "./signals.ts"
import { runToken, type SimulationArm, simulateSeeds } from "./simulation.ts"
import { renderTries, triesToJson } from "./strategies.ts"
import { armsToJson, renderArms, verdictLine } from "./summary.ts"
import { print } from "./terminal.ts"

const flags = {
  seed: Flag.Int("seed").pipe(Flag.withDescription("The first seed"), Flag.withDefault(1)),
  runs: Flag.Int("runs").pipe(Flag.withDescription("How many seeds"), Flag.withDefault(1000)),
  strategy: Flag.Literals("strategy", strategyChoices).pipe(
    Flag.withDescription("Who chooses what happens next; portfolio: all of them in turn"),
    Flag.withDefault("portfolio" as const)
  ),
  token: Flag.String("token").pipe(
    Flag.withDescription("Exactly the run that this token was printed for"),
    Flag.optional
  ),
  twice: Flag.Boolean("twice").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Run every seed twice and report the first step that differs")
  ),
  shrink: Flag.Boolean("shrink").pipe(
    Flag.withDefault(true),
    Flag.withDescription("Shrink the first run that breaks each rule")
  ),
  out: Flag.String("out").pipe(
    Flag.withDescription("Where to write the trace of the first shrunk run"),
    Flag.optional
  ),
  trace: Flag.Boolean("trace").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Print the trace of the first seed, for amped replay, and nothing else")
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Print the result as JSON")
  )
}

export const simulate = Command.make(
  "simulate",
  flags,
  Effect.fn(function* ({ seed, runs, strategy, token: text, ...given }) {
    if (runs < 1) return yield* usage(`amped simulate: --runs ${runs} runs nothing; give 1 or more`)
    const token = Option.isSome(text) ? yield* tokenIn(text.value) : undefined
    if (given.trace)
      return yield* fitting(() =>
        printTrace(token ?? { strategy: strategyOf(strategy, seed), seed })
      )
    const options = token === undefined ? { seed, runs, strategy } : { ...token, runs: 1 }
    const arm = yield* untilSignal(simulateSeeds({ ...options, twice: given.twice })).pipe(
      Effect.catchDefect(refuseOutdated)
    )
    const shrunk = given.shrink ? shrinkFirsts(arm, reference) : []
    const file = yield* writeTrace(Option.getOrUndefined(given.out), shrunk)
    print(given.json ? simulationToJson(arm, shrunk) : renderSimulation(arm, shrunk, file))
    if (arm.violations.length > 0) return yield* new Ended({ code: 1, line: "" })
  })
).pipe(
  Command.withDescription("Run the machine in a simulated world, with faults, over many seeds"),
  Command.withExamples([
    { command: "amped simulate --seed 1 --runs 10000" },
    { command: "amped simulate --strategy pct2", description: "One strategy for all seeds" },
    {
      command: "amped simulate --seed 4711 --trace > run.ndjson",
      description: "One run, to look at or replay"
    }
  ])
)

const tokenIn = (text: string): Effect.Effect<Token, Ended> => {
  const parsed = parseToken(text)
  return Result.isSuccess(parsed)
    ? Effect.succeed(parsed.success)
    : Effect.fail(usage(`amped simulate: the token ${text} ${parsed.failure.message}`))
}

/** A list of choices that was made for another workload is the fault of whoever gave it. */
const refuseOutdated = (defect: unknown): Effect.Effect<never, Ended> =>
  defect instanceof Outdated
    ? Effect.fail(usage(`amped simulate: ${defect.message}; use the version that printed it`))
    : Effect.die(defect)

const fitting = (run: () => void): Effect.Effect<void, Ended> =>
  Effect.sync(run).pipe(Effect.catchDefect(refuseOutdated))

const printTrace = (token: Token): void => {
  const { settings } = workloadOf(token.strategy, token.seed)
  const { seed } = token
  print(encodeHeader({ format: "amped-trace/1", subject: "simulation", seed, settings }))
  runToken(token, (entry) => print(encodeEntry(entry)), { fingerprinted: true })
}

/** The first run that breaks each rule, shrunk. */
export const shrinkFirsts = (
  { found }: SimulationArm,
  machineOf: MachineOf
): ReadonlyArray<ShrunkFound> => {
  const firsts = found.filter(
    ({ rule }, index) => found.findIndex((each) => each.rule === rule) === index
  )
  return firsts.flatMap((each) => shrinkFound(machineOf, each) ?? [])
}

/** Writes the first trace, if there is one and somebody wants it; gives the name of its file. */
export const writeTrace = (
  file: string | undefined,
  [first]: ReadonlyArray<ShrunkFound>
): Effect.Effect<string | undefined, Ended> => {
  if (file === undefined || first === undefined) return Effect.succeed(undefined)
  return Effect.try({
    try: () => {
      writeFileSync(file, first.trace().join("\n") + "\n")
      return file
    },
    catch: (cause) =>
      new Ended({
        code: 4,
        line: `amped simulate: cannot write ${file}: ${(cause as Error).message}`
      })
  })
}

/** The verdict, what each strategy did, and the shrunk runs; `file` holds the trace of the first of them. */
export const renderSimulation = (
  arm: SimulationArm,
  shrunk: ReadonlyArray<ShrunkFound>,
  file?: string
): string =>
  [
    renderArms([arm]),
    renderTries(arm.strategies),
    ...shrunk.map((each, index) => renderShrunk(each, index === 0 ? file : undefined)),
    verdictLine([arm])
  ].join("\n\n")

export const simulationToJson = (arm: SimulationArm, shrunk: ReadonlyArray<ShrunkFound>): string =>
  armsToJson([arm], {
    strategies: triesToJson(arm.strategies),
    shrunk: shrunk.map(shrunkToJson)
  })
