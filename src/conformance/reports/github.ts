/** For GitHub Actions: annotations on the standard output, and a summary of the job in Markdown. */
import type { Run, RunTotals } from "./event.ts"
import { labelsOf } from "./labels.ts"
import { type Point, pointsOf } from "./points.ts"
import { totalsOfRun } from "./totals.ts"
import { signOf } from "./verdicts.ts"

/** Of a workflow command: what follows the second "::" is one line. */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C")

const command = (name: "error" | "warning" | "notice", title: string, message: string): string =>
  `::${name} title=${property(title)}::${data(message)}`

const titleOf = ({ name, result }: Point, prefix: string): string =>
  result === undefined ? `${prefix}${name}` : `${prefix}${result.level} ${name}`

const annotation = (point: Point, prefix: string): ReadonlyArray<string> => {
  const { status, kind, message, result, fix } = point
  const isUnclear = kind === "unclear"
  if (status !== "failed" && status !== "error" && !isUnclear) return []
  const more = [
    ...(result === undefined ? [] : [`\n${result.clauses.join(", ")}`]),
    ...(fix === undefined ? [] : [`\nfix: ${fix}`])
  ]
  return [
    command(isUnclear ? "warning" : "error", titleOf(point, prefix), `${message}${more.join("")}`)
  ]
}

const ratio = ({ kept, judged }: RunTotals["must"]): string => `${kept} of ${judged}`

const totalsText = (run: Run): string => {
  const { must, should, choices, robustness } = totalsOfRun(run)
  return (
    `MUST kept: ${ratio(must)}, SHOULD kept: ${ratio(should)}, ` +
    `choices made: ${choices}, robustness: ${ratio(robustness)}`
  )
}

/** A line an annotation. GitHub shows the first ten of each kind, so the urgent ones are errors. */
export const runsToAnnotations = (runs: ReadonlyArray<Run>): string => {
  const labels = labelsOf(runs)
  const lines = runs.flatMap((run, index) => {
    const label = labels[index] ?? ""
    const prefix = runs.length > 1 ? `${label}: ` : ""
    return [
      ...pointsOf(run).flatMap((point) => annotation(point, prefix)),
      command("notice", `amped: ${label}`, totalsText(run))
    ]
  })
  return `${lines.join("\n")}\n`
}

/** Text of others inside Markdown: every mark that could mean something is written as itself. */
export const markdownSafe = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`)

const anchor = (clause: string): string =>
  /^[\w.-]+#[\w.-]+$/.test(clause)
    ? `[${clause}](https://www.rfc-editor.org/rfc/${clause})`
    : markdownSafe(clause)

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const totalsTable = (runs: ReadonlyArray<Run>, labels: ReadonlyArray<string>): string =>
  [
    row(["server", "MUST kept", "SHOULD kept", "choices made", "robustness"]),
    row(["-", "-", "-", "-", "-"]),
    ...runs.map((run, index) => {
      const { must, should, choices, robustness } = totalsOfRun(run)
      const numbers = [ratio(must), ratio(should), String(choices), ratio(robustness)]
      return row([markdownSafe(labels[index] ?? ""), ...numbers])
    })
  ].join("\n")

const pointRow = (point: Point): string => {
  const { result, name, kind, message, fix } = point
  const sign = result === undefined ? signOf("blocked") : signOf(result.verdict)
  const hint = fix === undefined ? "" : `<br>fix: ${markdownSafe(fix)}`
  return row([
    `${sign} ${kind}`,
    markdownSafe(name),
    result === undefined ? "" : `${result.level} ${result.clauses.map(anchor).join(", ")}`,
    `${markdownSafe(message)}${hint}`
  ])
}

const table = (points: ReadonlyArray<Point>): string =>
  [
    row(["verdict", "case", "clause", "found"]),
    row(["-", "-", "-", "-"]),
    ...points.map(pointRow)
  ].join("\n")

const section = (run: Run, label: string): ReadonlyArray<string> => {
  const points = pointsOf(run)
  const failed = points.filter(({ status }) => status === "failed" || status === "error")
  const known = points.filter(({ status }) => status === "todo")
  return [
    `### ${markdownSafe(label)}`,
    ...(failed.length === 0 ? ["Nothing deviates that was not known to."] : [table(failed)]),
    ...(known.length === 0
      ? []
      : [
          `<details><summary>${known.length} known deviations</summary>\n\n${table(known)}\n\n</details>`
        ])
  ]
}

/** For the file that $GITHUB_STEP_SUMMARY names. */
export const runsToMarkdown = (runs: ReadonlyArray<Run>): string => {
  const labels = labelsOf(runs)
  return `${[
    "## HTTP conformance",
    totalsTable(runs, labels),
    ...runs.flatMap((run, index) => section(run, labels[index] ?? ""))
  ].join("\n\n")}\n`
}
