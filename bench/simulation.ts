/**
 * `npm run bench`: how fast simulated runs are, alone and with what can be added to them, in one run and in turns,
 * so that the ratios hold on a machine whose speed drifts.
 */
import { startJudge } from "../src/requirements/registry.ts"
import type { Entry } from "../src/runtime/trace.ts"
import { generate } from "../src/runtime-sim/generate.ts"
import { randomChooser } from "../src/runtime-sim/schedule.ts"
import { simulate } from "../src/runtime-sim/simulate.ts"
import { reference } from "../src/state-machine/server.ts"

const seeds = 2000
const rounds = 5

interface Variant {
  readonly name: string
  readonly judged: boolean
  readonly digested: boolean
}

const variants: ReadonlyArray<Variant> = [
  { name: "alone", judged: false, digested: false },
  { name: "judged by every monitor", judged: true, digested: false },
  { name: "digested", judged: false, digested: true }
]

/** Trace events a second. */
const rate = ({ judged, digested }: Variant): number => {
  let entries = 0
  const started = performance.now()
  for (let seed = 1; seed <= seeds; seed += 1) {
    const workload = generate(seed)
    const { settings } = workload
    const judge = judged ? startJudge({ settings }) : undefined
    const observe = (entry: Entry): void => judge?.see(entry)
    const machine = reference(settings)
    entries += simulate({
      machine,
      workload,
      chooser: randomChooser(seed),
      observe,
      digested
    }).entries
    judge?.finish()
  }
  return (entries / (performance.now() - started)) * 1000
}

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((first, second) => first - second)[Math.floor(numbers.length / 2)] ?? 0

for (const variant of variants) rate(variant)
const rates = variants.map((): Array<number> => [])
for (let round = 0; round < rounds; round += 1) {
  for (const [index, variant] of variants.entries()) rates[index]!.push(rate(variant))
}
const alone = median(rates[0]!)
for (const [index, { name }] of variants.entries()) {
  const events = median(rates[index]!)
  const line = `${Math.round(events).toLocaleString("en-US").padStart(9)} events/s`
  process.stdout.write(`${name.padEnd(24)}${line}  ${(events / alone).toFixed(2)} of alone\n`)
}
