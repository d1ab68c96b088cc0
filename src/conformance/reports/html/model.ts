/** What the page shows: the runs side by side, case by case. */
import type { DescribedCase, RecordedCase, Run } from "../event.ts"
import { labelsOf } from "../labels.ts"
import { rulesIn, type SpecificationChapter } from "./chapters.ts"

export interface PageInput {
  readonly runs: ReadonlyArray<Run>
  readonly chapters: ReadonlyArray<SpecificationChapter>
  /** All cases that there are, to tell a rule that was not tested from one that can't be. */
  readonly registry: ReadonlyArray<DescribedCase>
}

/** A case, and what each run found, in the order of the runs. */
export interface CaseRow {
  readonly described: DescribedCase
  readonly results: ReadonlyArray<RecordedCase | undefined>
}

export interface PageModel {
  readonly runs: ReadonlyArray<Run>
  readonly labels: ReadonlyArray<string>
  readonly rows: ReadonlyArray<CaseRow>
  readonly chapters: ReadonlyArray<SpecificationChapter>
  readonly rowsOfRule: ReadonlyMap<string, ReadonlyArray<CaseRow>>
  readonly rowsOfClause: ReadonlyMap<string, ReadonlyArray<CaseRow>>
  /** Rules that have a heading in these chapters. */
  readonly specified: ReadonlySet<string>
  /** Rules that some case of the registry names. */
  readonly testable: ReadonlySet<string>
}

/** In the order of the first run, and what only later ones have behind it. */
const rowsOf = (runs: ReadonlyArray<Run>): ReadonlyArray<CaseRow> => {
  const byRun = runs.map(({ cases }) => new Map(cases.map((each) => [each.id, each])))
  const described = new Map<string, DescribedCase>()
  for (const { cases, unfinished } of runs)
    for (const each of [...cases, ...unfinished])
      if (!described.has(each.id)) described.set(each.id, each)
  return [...described.values()].map((each) => ({
    described: each,
    results: byRun.map((results) => results.get(each.id))
  }))
}

const indexed = (
  rows: ReadonlyArray<CaseRow>,
  keysOf: (row: CaseRow) => ReadonlyArray<string>
): ReadonlyMap<string, ReadonlyArray<CaseRow>> => {
  const index = new Map<string, Array<CaseRow>>()
  for (const row of rows)
    for (const key of new Set(keysOf(row))) index.set(key, [...(index.get(key) ?? []), row])
  return index
}

export const modelOf = ({ runs, chapters, registry }: PageInput): PageModel => {
  const rows = rowsOf(runs)
  return {
    runs,
    labels: labelsOf(runs),
    rows,
    chapters,
    rowsOfRule: indexed(rows, ({ described }) => described.rules),
    rowsOfClause: indexed(rows, ({ described }) => described.clauses),
    specified: new Set(rulesIn(chapters)),
    testable: new Set([
      ...registry.flatMap(({ rules }) => rules),
      ...rows.flatMap(({ described }) => described.rules)
    ])
  }
}
