/** `amped explore`: every schedule of a small world, instead of some of a large one. */
import { writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { smallest, smallFilesMax } from "../runtime-sim/small-world.ts"
import { reference } from "../state-machine/server.ts"
import { explorationToJson, renderExploration } from "./exploration-report.ts"
import { exploreWorlds, type WorldExplored } from "./exploration.ts"
import { parseFaults } from "./fault-counts.ts"
import { Ended, usage } from "./outcome.ts"
import { untilSignal } from "./signals.ts"
import { print, progressDone } from "./terminal.ts"

const count = (name: string, what: string, otherwise: number) =>
  Flag.Int(name).pipe(Flag.withDescription(what), Flag.withDefault(otherwise))

const flag = (name: string, what: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(what), Flag.withDefault(false))

const flags = {
  clients: count("clients", "How many clients, one connection each", 2),
  helpers: count("helpers", "How many helpers", 2),
  files: count("files", "Files of one chunk that the clients can ask for", 2),
  requests: count("requests", "Requests of each client", 1),
  pipelined: flag("pipelined", "A client sends all its requests at once"),
  chunks: count("chunks", "Chunks of each file", 1),
  faults: Flag.String("faults").pipe(
    Flag.withDescription(
      "What may go wrong: a number of aborts and crashes together, or counts: reset=1,helperDeath=1"
    ),
    Flag.withDefault("0")
  ),
  drain: flag("drain", "The server may be asked to drain at any time"),
  "state-only": flag("state-only", "Judge states by themselves, without the monitors: faster"),
  ample: flag("ample", "Take moves that nobody else can see first: fewer states, no shortest runs"),
  "keep-names": flag("keep-names", "Count states that differ in names of clients or files only"),
  "states-max": count("states-max", "Give a world up at so many states", 5_000_000),
  out: Flag.String("out").pipe(
    Flag.withDescription("Write a counterexample to this file, workload and choices as JSON"),
    Flag.withDefault("")
  ),
  json: flag("json", "Print the result as JSON")
}

export const explore = Command.make(
  "explore",
  flags,
  Effect.fn(function* (given) {
    for (const name of ["clients", "helpers", "files", "requests", "chunks"] as const)
      if (given[name] < 1)
        return yield* usage(
          `amped explore: --${name} ${given[name]} leaves nothing to explore; give 1 or more`
        )
    if (given.clients > clientsMax || given.files > smallFilesMax)
      return yield* usage(
        `amped explore: at most ${clientsMax} clients and ${smallFilesMax} files can be explored`
      )
    const faults = parseFaults(given.faults)
    if (typeof faults === "string") return yield* usage(`amped explore: ${faults}`)
    const { clients, helpers, files, requests, pipelined, chunks } = given
    const found: Array<WorldExplored> = []
    const exploring = exploreWorlds(
      {
        machine: reference,
        size: {
          ...smallest,
          ...{ clients, helpers, files, requests, pipelined, chunks },
          faults: faults.counts,
          drain: given.drain ? "any-time" : "never"
        },
        faultsMax: faults.inAll,
        judged: !given["state-only"],
        exchanges: !given["keep-names"],
        ample: given.ample,
        statesMax: given["states-max"]
      },
      found
    )
    const report = () => print(given.json ? explorationToJson(found) : renderExploration(found))
    yield* untilSignal(exploring).pipe(
      Effect.tapError(() =>
        Effect.sync(() => {
          progressDone()
          if (found.length > 0) report()
        })
      )
    )
    report()
    yield* endOf(found, given.out)
  })
).pipe(
  Command.withDescription("Try every schedule of a small world: all orders of events and faults"),
  Command.withExamples([
    { command: "amped explore --clients 2 --helpers 1 --files 2" },
    {
      command: "amped explore --clients 2 --faults 2",
      description: "With two aborts or crashes at any two moments"
    },
    {
      command: "amped explore --clients 3 --faults reset=1,helperDeath=1 --state-only",
      description: "A larger world: some 300,000 states"
    }
  ])
)

/** A bit for each in 32, less those that would never come to an end anyway. */
const clientsMax = 16

const endOf = (found: ReadonlyArray<WorldExplored>, out: string): Effect.Effect<void, Ended> => {
  const broken = found.find(({ counterexample }) => counterexample !== undefined)
  if (broken !== undefined && out !== "") {
    const { workload, counterexample } = broken
    const { rule, sentence, labels } = counterexample!
    writeFileSync(out, `${JSON.stringify({ rule, sentence, workload, labels }, undefined, 2)}\n`)
  }
  if (broken !== undefined || found.some(({ cycle }) => cycle !== undefined))
    return Effect.fail(new Ended({ code: 1, line: "" }))
  if (found.some(({ complete }) => !complete))
    return Effect.fail(
      new Ended({
        code: 1,
        line: "amped explore: not every state was seen; raise --states-max, or make the world smaller"
      })
    )
  return Effect.void
}
