/** A check in words, as TAP, and for programs. */
import type { Style } from "../reports/style.ts"
import type { CheckReport, VectorResult } from "./check.ts"

const verdicts = ["wrong", "silent", "garbage", "crashed", "unsupported"] as const

const counted = (results: ReadonlyArray<VectorResult>, verdict: VectorResult["verdict"]): number =>
  results.filter((each) => each.verdict === verdict).length

/** A difference as two lines; what was not judged is its reason. */
const explained = ({ detail, allowed, found }: VectorResult): ReadonlyArray<string> =>
  allowed === undefined ? [detail] : [detail, `allowed: ${allowed}`, `found:   ${found}`]

const failureLines = (result: VectorResult, style: Style): ReadonlyArray<string> => [
  `${style.bad(result.verdict)} ${style.strong(result.id)}`,
  `  rules:   ${result.rules.join(" ")}`,
  ...explained(result).map((line) => `  ${line}`)
]

/** Unsupported vectors are counted by their reason: an implementation of a part has many. */
const unsupportedLines = (
  results: ReadonlyArray<VectorResult>,
  style: Style
): ReadonlyArray<string> => {
  const reasons = new Map<string, number>()
  for (const { verdict, detail } of results)
    if (verdict === "unsupported") reasons.set(detail, (reasons.get(detail) ?? 0) + 1)
  return [...reasons]
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, count]) => style.faint(`unsupported, ${count}: ${reason}`))
}

const isFailure = ({ verdict }: VectorResult): boolean =>
  verdict !== "pass" && verdict !== "unsupported"

export const summaryLine = ({ results, durationMillis }: CheckReport): string => {
  const others = verdicts
    .map((verdict) => [verdict, counted(results, verdict)] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `, ${count} ${verdict}`)
  const seconds = (durationMillis / 1000).toFixed(1)
  return `${counted(results, "pass")} of ${results.length} vectors pass${others.join("")}; ${seconds} s`
}

const judgedLines = ({ results }: CheckReport): ReadonlyArray<string> =>
  results.some(({ verdict }) => verdict === "pass")
    ? []
    : ["no vector passes, so nothing was shown"]

/** The rules that passing vectors show. */
export const rulesShown = ({ results }: CheckReport): ReadonlyArray<string> => [
  ...new Set(results.filter(({ verdict }) => verdict === "pass").flatMap(({ rules }) => rules))
]

export const renderCheck = (report: CheckReport, style: Style): string =>
  [
    ...report.results.filter(isFailure).flatMap((result) => [...failureLines(result, style), ""]),
    ...unsupportedLines(report.results, style),
    ...judgedLines(report),
    `${summaryLine(report)}; rules shown: ${rulesShown(report).length}`
  ].join("\n")

/** TAP 14: unsupported vectors are skipped. */
export const checkToTap = ({ results }: CheckReport): string =>
  [
    "TAP version 14",
    `1..${results.length}`,
    ...results.flatMap((result, index) => {
      const { id, verdict, detail } = result
      const skipped = verdict === "unsupported"
      const mark = isFailure(result) ? "not ok" : "ok"
      const why = skipped ? ` # SKIP ${detail.replaceAll("#", "\\#")}` : ""
      const more = isFailure(result) ? [verdict, ...explained(result)] : []
      return [`${mark} ${index + 1} - ${id}${why}`, ...more.map((line) => `# ${line}`)]
    })
  ].join("\n")

export const checkToJson = (report: CheckReport): string =>
  JSON.stringify({ format: 1, ...report, rulesShown: rulesShown(report) }, undefined, 2)
