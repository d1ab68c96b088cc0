/** A run for people: a line a chapter, and only what deviates or was chosen in detail. */
import type { Verdict } from "../case.ts"
import type { RecordedCase, Run, RunTotals } from "./event.ts"
import { fixFor } from "./fixes.ts"
import { plainStyle, type Style } from "./style.ts"
import { totalsOfRun } from "./totals.ts"
import { transcriptOf } from "./transcript.ts"
import { appearances, toneOf, verdicts } from "./verdicts.ts"

export interface ConsoleOptions {
  readonly style?: Style
  /** With the octets of each deviation. */
  readonly transcripts?: boolean
}

const undetailed = new Set<Verdict>(["pass", "not-applicable"])

export const renderRun = (run: Run, options: ConsoleOptions = {}): string => {
  const style = options.style ?? plainStyle
  const sections = [
    headingOf(run, style),
    chaptersOf(run, style),
    ...verdicts
      .filter((verdict) => !undetailed.has(verdict))
      .flatMap((verdict) => {
        const results = run.cases.filter((each) => each.verdict === verdict)
        if (results.length === 0) return []
        const heading = `${appearances[verdict].heading} (${results.length})`
        const lines = results.flatMap((each) => caseLines(run, each, style, options))
        return [[style.strong(heading), ...lines].join("\n")]
      }),
    ...run.deaths.map(({ how, during }) =>
      style.bad(`The subject ${how}, during ${during.join(", ")}.`)
    ),
    ...unfinishedOf(run, style),
    totalsLine(run, style)
  ]
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`
}

const headingOf = (run: Run, style: Style): string => {
  const { brokenControls, expectations, server } = run
  const known = expectations === undefined ? "" : `, known deviations of ${expectations}`
  return [
    style.strong(run.subject),
    `Server: ${server ?? "(no such field)"}${known}`,
    ...brokenControls.map((failure) => style.bad(`Control failed: ${failure}`)),
    ...(brokenControls.length > 0 ? ["Does it serve the folder that the suite prepared?"] : [])
  ].join("\n")
}

const chaptersOf = ({ cases }: Run, style: Style): string => {
  const chapters = Map.groupBy(cases, ({ chapter }) => chapter)
  const rows = [...chapters].map(([chapter, results]) => {
    const counts = new Map<Verdict, number>()
    for (const { verdict } of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
    const words = [...counts].map(([verdict, count]) =>
      style[toneOf(verdict)](`${count} ${verdict}`)
    )
    return `  ${chapter.padEnd(12)} ${String(results.length).padStart(4)} cases: ${words.join(", ")}`
  })
  return rows.join("\n")
}

const caseLines = (
  run: Run,
  result: RecordedCase,
  style: Style,
  options: ConsoleOptions
): ReadonlyArray<string> => {
  const { id, verdict, level, title, clauses, outcome, found, repetition, reason } = result
  const label = style[toneOf(verdict)](id.padEnd(6))
  if (verdict === "choice") return [`  ${label} ${title}: ${outcome}`]
  const fix = verdict === "deviates" || verdict === "crash" ? fixFor(run, result) : undefined
  const isRepeated = repetition !== undefined && repetition.runs > 1
  const lines = [
    `  ${label} ${level} ${title}`,
    `         ${style.faint(clauses.join(", "))}`,
    `         expected: ${result.expected}`,
    `         found:    ${outcome}: ${found}`,
    ...(isRepeated
      ? [`         repeated: passed ${repetition.passes} of ${repetition.runs} times`]
      : []),
    ...(reason === undefined ? [] : [`         known:    ${reason}`]),
    ...(fix === undefined ? [] : [`         fix:      ${fix}`])
  ]
  if (options.transcripts !== true || verdict === "expected-fail") return lines
  const transcripts = result.exchanges.flatMap((exchange) => transcriptOf(exchange))
  const more = result.exchangesLeftOut
  const rest = more > 0 ? [`… ${more} more connections`] : []
  return [...lines, ...[...transcripts, ...rest].map((line) => `         ${style.faint(line)}`)]
}

const unfinishedOf = ({ unfinished, cases }: Run, style: Style): ReadonlyArray<string> =>
  unfinished.length === 0
    ? []
    : [
        style.bad(
          `Interrupted: ${unfinished.length} of ${unfinished.length + cases.length} cases did not finish.`
        )
      ]

const ratio = ({ kept, judged }: RunTotals["must"]): string => `${kept} of ${judged}`

const totalsLine = (run: Run, style: Style): string => {
  const { must, should, choices, robustness } = totalsOfRun(run)
  return [
    style.strong(`MUST kept: ${ratio(must)}`),
    style.strong(`SHOULD kept: ${ratio(should)}`),
    style.strong(`choices made: ${choices}`),
    `robustness: ${ratio(robustness)}`,
    ...(run.ended === undefined ? [] : [`${(run.ended.durationMillis / 1_000).toFixed(1)} s`])
  ].join("   ")
}
