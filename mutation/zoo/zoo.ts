/**
 * `npm run zoo`: lets the wire suite judge every animal and every faulty machine, and publishes who rejects whom.
 * With `--check` it measures as many of them as a minute allows and fails where the published table is not true.
 * With ids, only these are measured anew.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { documentFile, render } from "./document.ts"
import { differenceOf, encodeRows, killsFile, publishedRows, type Row } from "./kills.ts"
import { measuredIds } from "./measure.ts"
import { measureAll } from "./run.ts"
import { wrongWith } from "./stays.ts"

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const show = (row: Row, millis: number): void => {
  const by = row.rejectedBy.slice(0, 8).join(" ")
  const figures = `${row.rejectedBy.length} cases, ${(millis / 1_000).toFixed(1)} s`
  process.stderr.write(`${row.id}: exit ${row.exitCode}, ${figures}: ${by}\n`)
}

const measure = async (ids: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const measured = await measureAll({ ids, onRow: show })
  const known = ids === measuredIds ? [] : publishedRows()
  const rows = measuredIds.flatMap((id) => {
    const row = measured.find((each) => each.id === id) ?? known.find((each) => each.id === id)
    return row ?? []
  })
  writeFileSync(killsFile, encodeRows(rows))
  writeFileSync(documentFile, render(rows))
  return wrongWith(rows)
}

const checkMillis = 60_000

/** From all kinds, and others than those beside them: neighbours have similar habits. */
const spread = (ids: ReadonlyArray<string>, stride: number): ReadonlyArray<string> =>
  Array.from({ length: stride }, (_, offset) =>
    ids.filter((_, index) => index % stride === offset)
  ).flat()

const check = async (): Promise<ReadonlyArray<string>> => {
  const rows = publishedRows()
  const strangers = measuredIds.filter((id) => !rows.some((row) => row.id === id))
  const gone = rows.filter(({ id }) => !measuredIds.includes(id))
  const ids = spread(measuredIds, 7)
  const measured = await measureAll({
    ids,
    untilMillis: performance.now() + checkMillis,
    onRow: show
  })
  say(`${measured.length} of ${ids.length} measured again`)
  const difference = (now: Row): string | undefined => {
    const published = rows.find(({ id }) => id === now.id)
    return published === undefined ? undefined : differenceOf(published, now)
  }
  // Files change in real time and servers live in virtual time: on a busy machine one can overtake the other once.
  const doubtful = measured.filter((now) => difference(now) !== undefined).map(({ id }) => id)
  const again = doubtful.length === 0 ? [] : await measureAll({ ids: doubtful, onRow: show })
  return [
    ...strangers.map((id) => `${id}: not in mutation/zoo/kills.json`),
    ...gone.map(({ id }) => `${id}: in mutation/zoo/kills.json, and no more`),
    ...again.flatMap((now) => difference(now) ?? []),
    ...(readFileSync(documentFile, "utf8") === render(rows)
      ? []
      : ["docs/zoo.md is not what mutation/zoo/kills.json says"]),
    ...wrongWith(rows)
  ]
}

const given = process.argv.slice(2)
const started = performance.now()
const wrong = given.includes("--check")
  ? await check()
  : await measure(given.length === 0 ? measuredIds : given)
for (const line of wrong) say(line)
const seconds = ((performance.now() - started) / 1_000).toFixed(0)
say(
  wrong.length === 0
    ? `the zoo is as published, in ${seconds} s`
    : `${wrong.length} wrong, in ${seconds} s: mend it, or run npm run zoo`
)
process.exitCode = wrong.length === 0 ? 0 : 1
