/**
 * `npm run teeth`: measures how every faulty machine is found and publishes the table. With `--check` it measures a
 * little of it and fails where the published table can't be true any more. With ids, only these are measured anew.
 */
import { type Fault, faults } from "../../mutation/faulty/index.ts"
import { explored, isEndless } from "./explored.ts"
import {
  measured,
  medianMax,
  medianRuns,
  ratioMax,
  type Row,
  shrunkOf,
  strangers,
  wrongWith
} from "./measure.ts"
import { publish, publishedDocument, publishedRows, render } from "./table.ts"

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const measure = (ids: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = new Map(ids.length === 0 ? [] : publishedRows().map((row) => [row.id, row]))
  const rows = faults.map((fault) => {
    const published = ids.includes(fault.id) ? undefined : known.get(fault.id)
    if (published !== undefined) return published
    const started = performance.now()
    const row = measured(fault)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    say(`${fault.id}: portfolio ${row.runs.portfolio}, shrunk ${row.shrunk}, ${seconds} s`)
    return row
  })
  publish(rows)
  return rows.flatMap(wrongWith)
}

/** Few seeds, and exploration only where it is known to find something. */
const offsetsOfCheck = 3

const doubts = (fault: Fault, row: Row): ReadonlyArray<string> => {
  const { id } = fault
  const wrong: Array<string> = []
  const runs = medianRuns(fault, "portfolio", offsetsOfCheck)
  if (runs === null || runs > medianMax)
    wrong.push(`${id}: the portfolio needs ${runs ?? "too many"} runs`)
  const { shrunk } = shrunkOf(fault)
  if (shrunk === null || shrunk > ratioMax * (row.shortest ?? 0))
    wrong.push(`${id}: shrunk to ${shrunk} steps, and ${row.shortest} are enough`)
  const search = row.explored && explored(fault, row.explored.world)
  if (row.explored !== null && search?.steps !== row.explored.steps)
    wrong.push(`${id}: exploration finds ${search?.steps} steps, not ${row.explored.steps}`)
  if (fault.endless && !isEndless(fault)) wrong.push(`${id}: every fair run of it ends`)
  return wrong
}

const check = (): ReadonlyArray<string> => {
  const rows = publishedRows()
  return [
    ...strangers(rows),
    ...rows.flatMap(wrongWith),
    ...(publishedDocument() === render(rows) ? [] : ["docs/teeth.md is not what is measured"]),
    ...faults.flatMap((fault) => {
      const row = rows.find(({ id }) => id === fault.id)
      return row === undefined ? [] : doubts(fault, row)
    })
  ]
}

const given = process.argv.slice(2)
const started = performance.now()
const wrong = given.includes("--check") ? check() : measure(given)
for (const line of wrong) say(line)
const seconds = ((performance.now() - started) / 1000).toFixed(0)
say(
  wrong.length === 0
    ? `${faults.length} of ${faults.length} faulty machines are rejected as published, in ${seconds} s`
    : `${wrong.length} wrong: mend it, or run npm run teeth`
)
process.exitCode = wrong.length === 0 ? 0 : 1
