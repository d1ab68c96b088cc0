/** `amped simulate`: the machine in a simulated world, over seeds; or one seed in full. */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { encodeEntry, encodeHeader } from "../runtime/encode.ts"
import { generate } from "../runtime-sim/generate.ts"
import { Ended, usage } from "./outcome.ts"
import { untilSignal } from "./signals.ts"
import { runSeed, simulateSeeds } from "./simulation.ts"
import { armsToJson, renderArms, verdictLine } from "./summary.ts"
import { print } from "./terminal.ts"

const flags = {
  seed: Flag.Int("seed").pipe(Flag.withDescription("The first seed"), Flag.withDefault(1)),
  runs: Flag.Int("runs").pipe(Flag.withDescription("How many seeds"), Flag.withDefault(1000)),
  twice: Flag.Boolean("twice").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Run every seed twice and report the first step that differs")
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
  Effect.fn(function* ({ seed, runs, twice, trace, json }) {
    if (runs < 1) return yield* usage(`amped simulate: --runs ${runs} runs nothing; give 1 or more`)
    if (trace) return printTrace(seed)
    const arm = yield* untilSignal(simulateSeeds({ seed, runs, twice }))
    print(json ? armsToJson([arm]) : `${renderArms([arm])}\n\n${verdictLine([arm])}`)
    if (arm.violations.length > 0) return yield* new Ended({ code: 1, line: "" })
  })
).pipe(
  Command.withDescription("Run the machine in a simulated world, with faults, over many seeds"),
  Command.withExamples([
    { command: "amped simulate --seed 1 --runs 10000" },
    {
      command: "amped simulate --seed 4711 --trace > run.ndjson",
      description: "One run, to look at or replay"
    }
  ])
)

const printTrace = (seed: number): void => {
  const workload = generate(seed)
  const { settings } = workload
  print(encodeHeader({ format: "amped-trace/1", subject: "simulation", seed, settings }))
  runSeed(seed, (entry) => print(encodeEntry(entry)), workload, true)
}
