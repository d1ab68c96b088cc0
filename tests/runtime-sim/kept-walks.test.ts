/**
 * A seed means the same in every version, or a run that somebody noted could not be looked at again. For each seed:
 * how its run ended, what it met, and a digest of every choice that was there to take and of every entry.
 */
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { encodeEntry } from "../../src/runtime/encode.ts"
import { labelOf } from "../../src/runtime-sim/choice.ts"
import { generate } from "../../src/runtime-sim/generate.ts"
import { fairChooser, randomChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import { reference } from "../../src/state-machine/server.ts"

const walk = (seed: number): string => {
  const workload = generate(seed)
  const hash = createHash("sha256").update(JSON.stringify(workload))
  const chooser = seed % 8 === 0 ? fairChooser() : randomChooser(seed)
  let offered = 0
  const { reason, events, entries, virtualMillis } = simulate({
    machine: reference(workload.settings),
    workload,
    stepsMax: 300,
    observe: (entry) => void hash.update(encodeEntry(entry)),
    chooser: (choices, world) => {
      offered += choices.length
      hash.update(choices.map(labelOf).join("\n"))
      return chooser(choices, world)
    }
  })
  const told = [
    `seed ${seed}`,
    reason,
    `${events} events`,
    `${entries} entries`,
    `${offered} choices`
  ]
  return [...told, `${virtualMillis} ms`, hash.digest("hex").slice(0, 16)].join(", ")
}

const seeds = Array.from({ length: 64 }, (_, index) => index + 1)
const written = new URL("kept-walks.txt", import.meta.url)
const advice =
  "if the difference is meant, keep it: WALKS=keep npx vitest run tests/runtime-sim/kept-walks"

test("every seed keeps its workload and its run", () => {
  const text = `${seeds.map(walk).join("\n")}\n`
  if (process.env["WALKS"] === "keep") writeFileSync(written, text)
  expect(text, advice).toBe(readFileSync(written, "utf8"))
})
