/** A run for people: a line a chapter, and only what deviates or was chosen in detail. */
import type { Verdict } from "./case.ts"
import type { CaseResult, Kept, Report } from "./result.ts"
import { renderTranscript } from "./transcript.ts"

/** How text is set off; the caller knows whether there is a terminal. */
export interface Style {
  readonly strong: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly note: (text: string) => string
  readonly faint: (text: string) => string
}

const same = (text: string): string => text
export const plainStyle: Style = { strong: same, good: same, bad: same, note: same, faint: same }

export interface RenderOptions {
  readonly style?: Style
  /** With the octets of each deviation. */
  readonly transcripts?: boolean
}

/** Verdicts in the order of urgency, with the heading of their details. */
const details: ReadonlyArray<readonly [Verdict, string]> = [
  ["harness-fault", "Our own mistakes"],
  ["crash", "The subject died of these"],
  ["deviates", "Deviations"],
  ["unexpected-pass", "Known deviations that no longer show: correct the list"],
  ["blocked", "Blocked"],
  ["flaky", "Flaky"],
  ["unclear", "Unclear"],
  ["expected-fail", "Known deviations"],
  ["choice", "Choices the clauses leave open"]
]

const urgent = new Set<Verdict>(["harness-fault", "crash", "deviates", "unexpected-pass"])

export const renderReport = (report: Report, options: RenderOptions = {}): string => {
  const style = options.style ?? plainStyle
  const sections = [
    renderHeading(report, style),
    renderChapters(report, style),
    ...details.flatMap(([verdict, heading]) => {
      const results = report.cases.filter((each) => each.verdict === verdict)
      if (results.length === 0) return []
      const lines = results.flatMap((each) =>
        renderResult(each, style, options.transcripts === true)
      )
      return [[style.strong(`${heading} (${results.length})`), ...lines].join("\n")]
    }),
    ...report.deaths.map(({ how, during }) =>
      style.bad(`The subject ${how}, during ${during.join(", ")}.`)
    ),
    renderTotals(report, style)
  ]
  return `${sections.join("\n\n")}\n`
}

const renderHeading = (report: Report, style: Style): string => {
  const { brokenControls } = report
  const known = report.knownAs === undefined ? "" : `, known deviations of ${report.knownAs}`
  return [
    style.strong(report.subject),
    `Server: ${report.server ?? "(no such field)"}${known}`,
    ...brokenControls.map((failure) => style.bad(`Control failed: ${failure}`)),
    ...(brokenControls.length > 0 ? ["Does it serve the folder that the suite prepared?"] : [])
  ].join("\n")
}

const renderChapters = (report: Report, style: Style): string => {
  const chapters = new Map<string, Array<CaseResult>>()
  for (const result of report.cases) {
    chapters.set(result.chapter, [...(chapters.get(result.chapter) ?? []), result])
  }
  const rows = [...chapters].map(([chapter, results]) => {
    const counts = new Map<Verdict, number>()
    for (const { verdict } of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
    const words = [...counts].map(([verdict, count]) =>
      paint(verdict, `${count} ${verdict}`, style)
    )
    return `  ${chapter.padEnd(12)} ${String(results.length).padStart(4)} cases: ${words.join(", ")}`
  })
  return rows.join("\n")
}

const paint = (verdict: Verdict, text: string, style: Style): string => {
  if (verdict === "pass") return style.good(text)
  if (urgent.has(verdict) || verdict === "blocked") return style.bad(text)
  return verdict === "not-applicable" ? style.faint(text) : style.note(text)
}

const renderResult = (
  result: CaseResult,
  style: Style,
  withTranscripts: boolean
): ReadonlyArray<string> => {
  const { id, verdict, level, title, clauses, outcome } = result
  const label = paint(verdict, id.padEnd(6), style)
  if (verdict === "choice") return [`  ${label} ${title}: ${outcome}`]
  const lines = [
    `  ${label} ${level} ${title}`,
    `         ${style.faint(clauses.join(", "))}`,
    `         expected: ${result.expected}`,
    `         found:    ${outcome}: ${result.found}`,
    ...(result.reason === undefined ? [] : [`         known:    ${result.reason}`])
  ]
  if (!withTranscripts || verdict === "expected-fail") return lines
  const transcripts = result.exchanges.flatMap((exchange) => renderTranscript(exchange))
  return [...lines, ...transcripts.map((line) => `         ${style.faint(line)}`)]
}

const ratio = ({ kept, judged }: Kept): string => `${kept} of ${judged}`

const renderTotals = (report: Report, style: Style): string => {
  const { must, should, choices, robustness } = report.totals
  return [
    style.strong(`MUST kept: ${ratio(must)}`),
    style.strong(`SHOULD kept: ${ratio(should)}`),
    style.strong(`choices made: ${choices}`),
    `robustness: ${ratio(robustness)}`,
    `${(report.durationMillis / 1_000).toFixed(1)} s`
  ].join("   ")
}
