/** Who rejects whom: one row for each animal and each faulty machine, as `mutation/zoo/kills.json` holds them. */
import { readFileSync } from "node:fs"
import type { CaseResult, ExitCode, Kept, Report } from "../../src/conformance/result.ts"
import { exitCodeOf } from "../../src/conformance/result.ts"

/** Kept and judged. */
export type Figures = readonly [kept: number, judged: number]

export interface Row {
  readonly id: string
  readonly is: "twin" | "animal" | "machine"
  readonly exitCode: ExitCode
  readonly must: Figures
  readonly should: Figures
  readonly choices: number
  readonly robustness: Figures
  /** Of these nothing followed, since a plain GET failed. */
  readonly blocked: number
  readonly unclear: number
  /** The cases that reject it, in the order of the suite. */
  readonly rejectedBy: ReadonlyArray<string>
  /** What it died of, where it did not survive the run. */
  readonly diedOf?: string
}

export const honestId = "twin"
export const referenceId = "reference"

const figures = ({ kept, judged }: Kept): Figures => [kept, judged]

const isKept = ({ verdict }: CaseResult): boolean => verdict === "pass" || verdict === "choice"

export const keptIds = (report: Report): ReadonlySet<string> =>
  new Set(report.cases.filter(isKept).map(({ id }) => id))

/** `kept`: what the right one of its kind keeps; whatever that one doesn't keep rejects nobody. */
export const rowOf = (
  id: string,
  is: Row["is"],
  report: Report,
  kept: ReadonlySet<string>
): Row => {
  const { must, should, choices, robustness, verdicts } = report.totals
  const died = report.cases.find(({ verdict }) => verdict === "harness-fault")
  return {
    id,
    is,
    exitCode: exitCodeOf(report),
    must: figures(must),
    should: figures(should),
    choices,
    robustness: figures(robustness),
    blocked: verdicts.blocked ?? 0,
    unclear: verdicts.unclear ?? 0,
    rejectedBy: report.cases
      .filter(({ verdict }) => verdict === "deviates" || verdict === "crash")
      .map((result) => result.id)
      .filter((each) => kept.has(each)),
    ...(died === undefined ? {} : { diedOf: died.id })
  }
}

/** Of one that broke so early that there is no report. */
export const deadRow = (id: string, is: Row["is"], diedOf: string): Row => ({
  id,
  is,
  exitCode: 4,
  must: [0, 0],
  should: [0, 0],
  choices: 0,
  robustness: [0, 0],
  blocked: 0,
  unclear: 0,
  rejectedBy: [],
  diedOf
})

export const killsFile = new URL("kills.json", import.meta.url)

export const publishedRows = (): ReadonlyArray<Row> =>
  JSON.parse(readFileSync(killsFile, "utf8")) as ReadonlyArray<Row>

/** One line each, so that a change of one is a change of one line. */
export const encodeRows = (rows: ReadonlyArray<Row>): string =>
  `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`

const isRejected = ({ rejectedBy, diedOf }: Row): boolean =>
  rejectedBy.length > 0 || diedOf !== undefined

/** Who is rejected by this case. */
export const rejectedBy = (rows: ReadonlyArray<Row>, caseId: string): ReadonlyArray<Row> =>
  rows.filter((row) => row.rejectedBy.includes(caseId) || row.diedOf === caseId)

export const survivorsIn = (rows: ReadonlyArray<Row>): ReadonlyArray<Row> =>
  rows.filter((row) => row.is !== "twin" && row.id !== referenceId && !isRejected(row))

/** What differs between two rows of the same id, in words. */
export const differenceOf = (published: Row, now: Row): string | undefined => {
  if (JSON.stringify(published) === JSON.stringify(now)) return undefined
  const lost = published.rejectedBy.filter((id) => !now.rejectedBy.includes(id))
  const gained = now.rejectedBy.filter((id) => !published.rejectedBy.includes(id))
  const parts = [
    ...(lost.length > 0 ? [`no longer rejected by ${lost.join(" ")}`] : []),
    ...(gained.length > 0 ? [`rejected by ${gained.join(" ")}`] : [])
  ]
  return `${now.id}: ${parts.length > 0 ? parts.join(", ") : "other figures"}`
}
