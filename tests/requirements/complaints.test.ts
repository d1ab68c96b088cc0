/**
 * What the judge says about runs that went wrong in one place: each run of `runs.ts` with one command left out, and
 * with every value in it changed. `complaints/` holds it all, so a monitor that sees less, or says less, shows.
 */
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { judge } from "../../src/requirements/registry.ts"
import { faults } from "../../mutation/faulty/index.ts"
import { judgedRun } from "../../properties/runs/judged.ts"
import { keptReplays } from "../../properties/runs/replays.ts"
import type { Entry } from "../../src/runtime/trace.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { randomChooser, replayChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { reference } from "../../src/state-machine/server.ts"
import { commandText } from "../state-machine/told.ts"
import { alteredOrder, alteredValues, type Trace } from "./alterations.ts"
import { runs, settings, traceOf } from "./runs.ts"

interface Variant {
  readonly name: string
  readonly trace: Trace
}

const withoutCommand = (trace: Trace): ReadonlyArray<Variant> =>
  trace.flatMap(({ what, sequence }, at) => {
    if (what._tag !== "Step") return []
    return what.commands.map((command, place) => {
      const commands = what.commands.toSpliced(place, 1)
      const [first = ""] = commandText(command).split("\n")
      const entry = { ...trace[at]!, what: { ...what, commands } }
      return { name: `${sequence} without ${first}`, trace: trace.with(at, entry) }
    })
  })

const complaintsOf = ({ name, trace }: Variant): string => {
  const { violations } = judge(trace, { settings })
  return [
    name,
    ...violations.map((each) => `  ${each.sequence} ${each.rule}: ${each.detail}`)
  ].join("\n")
}

const checksOf = (trace: Trace): string =>
  judge(trace, { settings })
    .rules.filter(({ checked }) => checked > 0)
    .map(({ rule, checked }) => `${rule} ${checked}`)
    .join("\n")

const written = (name: string): URL => new URL(`./complaints/${name}.txt`, import.meta.url)

const advice =
  "if the difference is meant, keep it: COMPLAINTS=keep npx vitest run tests/requirements"

const expectKept = (name: string, text: string): void => {
  if (process.env["COMPLAINTS"] === "keep") writeFileSync(written(name), text)
  expect(text, advice).toBe(readFileSync(written(name), "utf8"))
}

test.each([...runs])(
  "%s: what is checked, and who complains when one thing is wrong",
  (name, run) => {
    const trace = traceOf(run)
    expect(judge(trace, { settings }).violations).toEqual([])
    const without = withoutCommand(trace).map(complaintsOf).join("\n")
    expectKept(name, `${checksOf(trace)}\n\n${without}\n`)
  }
)

/** Runs of the simulation, in which the world speaks as well: clients, helpers and files. */
const simulatedRun = (seed: number): Trace => {
  const workload = generate(seed)
  const entries: Array<Entry> = []
  const observe = (entry: Entry): void => void entries.push(entry)
  const chooser = randomChooser(seed)
  simulate({ machine: reference(workload.settings), workload, chooser, observe, stepsMax: 60 })
  return entries
}

/**
 * How often each complaint is made of all these traces. There are thousands, so they are shown without their
 * numbers; the last line stands for all of them to the letter.
 */
const tally = (traces: ReadonlyArray<Trace>, options = { settings }): string => {
  const all = traces.flatMap((trace) =>
    judge(trace, options).violations.map(({ rule, detail }) => `${rule}: ${detail}`)
  )
  const counts = new Map<string, number>()
  for (const complaint of all) {
    const shape = complaint.replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"').replaceAll(/-?\d+/g, "n")
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  const shapes = [...counts].map(([shape, count]) => `${shape} (${count})\n`).toSorted()
  return `${shapes.join("")}\n${createHash("sha256").update(all.join("\n")).digest("hex")}\n`
}

test.each([...runs])(
  "%s: how often each complaint is made when one value is wrong",
  (name, run) => {
    const trace = traceOf(run)
    expectKept(`${name}-altered`, tally([...alteredValues(trace), ...alteredOrder(trace)]))
  }
)

test.each([4, 5, 12])(
  "seed %s: how often each complaint is made when one value is wrong",
  (seed) => {
    const trace = simulatedRun(seed)
    const options = { settings: generate(seed).settings }
    expectKept(
      `seed-${seed}-altered`,
      tally([...alteredValues(trace), ...alteredOrder(trace)], options)
    )
  }
)

test("what is said of each faulty machine", () => {
  const told = keptReplays().flatMap(({ name, replay: { fault, workload, labels } }) => {
    const faulty = faults.find(({ id }) => id === fault)
    if (faulty === undefined) return []
    const machine = faulty.machine(workload.settings)
    const { violations } = judgedRun(machine, workload, replayChooser(labels)).judgement
    return [name, ...violations.map((each) => `  ${each.sequence} ${each.rule}: ${each.detail}`)]
  })
  expectKept("faulty-machines", `${told.join("\n")}\n`)
})
