/** `amped verify`: the main job on the bundled server, or the wire suite on any other. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import { bundledArm } from "./bundled.ts"
import { explained } from "./explain.ts"
import { Ended, usage } from "./outcome.ts"
import { untilSignal } from "./signals.ts"
import { simulateSeeds } from "./simulation.ts"
import { armsToJson, renderArms, verdictLine } from "./summary.ts"
import { print } from "./terminal.ts"
import { virtualArm } from "./virtual.ts"
import { verifyCommand, verifyFlags, type VerifyGiven } from "./verify-flags.ts"
import { listToJson, renderList } from "./verify-list.ts"
import { jobsDefault, subjectFailed, verifyOther } from "./verify-other.ts"
import { chooseCases } from "./verify-plan.ts"

export const verify = Command.make(
  "verify",
  { ...verifyFlags, command: verifyCommand },
  Effect.fn(function* (given) {
    yield* withinReason(given)
    if (given.list) {
      const chosen = yield* chooseCases(given)
      return print(given.json ? listToJson(chosen) : renderList(chosen))
    }
    if (Option.isSome(given.explain)) return print(yield* explained("verify", given.explain.value))
    const { url, preset, profile, command } = given
    const isOther = [url, preset, profile].some(Option.isSome) || command.length > 0
    yield* untilSignal(isOther ? verifyOther(given) : verifyBundled(given))
  })
).pipe(
  Command.withDescription("Verify the bundled server and the simulation, or any other HTTP server"),
  Command.withExamples([
    {
      command: "amped verify",
      description:
        "The bundled server with both kinds of helpers, in virtual time, and in simulation"
    },
    { command: "amped verify -- ./my-server --port {port} --root {root}" },
    { command: "amped verify --url http://localhost:8080 --root /srv/empty" },
    { command: "amped verify --preset nginx --html report.html" },
    {
      command: "amped verify --case 'B-*' --tag smuggling --repeat 20 -- ./my-server {port} {root}",
      description: "Some cases, often: a verdict that comes and goes is called flaky"
    }
  ])
)

/** Numbers with which nothing would be run, or that can't be. */
const withinReason = Effect.fnUntraced(function* (given: VerifyGiven) {
  const least = [
    ["jobs", given.jobs, "run nothing"],
    ["runs", given.runs, "simulate nothing"],
    ["repeat", given.repeat, "run nothing"],
    ["timeout", given.timeout, "judge nothing"]
  ] as const
  for (const [name, value, what] of least)
    if (Option.isSome(value) && value.value < 1)
      return yield* usage(`amped verify: --${name} ${value.value} would ${what}; give 1 or more`)
  const port = Option.getOrUndefined(given.port)
  if (port !== undefined && (port < 1 || port > 65_535))
    return yield* usage(`amped verify: --port ${port} is no port; give 1 to 65535`)
})

const verifyBundled = Effect.fnUntraced(function* (given: VerifyGiven) {
  const jobs = Option.getOrElse(given.jobs, () => jobsDefault)
  const seed = Option.getOrElse(given.seed, () => 1)
  const runs = Option.getOrElse(given.runs, () => 2_000)
  const threads = yield* bundledArm("threads", jobs).pipe(Effect.mapError(subjectFailed))
  const processes = yield* bundledArm("processes", jobs).pipe(Effect.mapError(subjectFailed))
  const virtual = yield* virtualArm(jobs)
  const simulation = yield* simulateSeeds({ seed, runs, twice: true })
  const arms = [threads, processes, virtual, simulation]
  print(given.json ? armsToJson(arms) : `${renderArms(arms)}\n\n${verdictLine(arms)}`)
  if (arms.some((arm) => arm.violations.length > 0)) return yield* new Ended({ code: 1, line: "" })
})
