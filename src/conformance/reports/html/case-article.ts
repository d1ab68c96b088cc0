/** A case in full: what is asked and why, how to mend it, and what each server did. */
import type { RecordedCase } from "../event.ts"
import { fixKeyOf } from "../fixes.ts"
import { fingerprintSection } from "../fingerprint/section.ts"
import { toneOf } from "../verdicts.ts"
import { html, type Markup, nothing } from "./markup.ts"
import type { CaseRow, PageModel } from "./model.ts"
import { caseId, clauseLink, ruleLink, sourceLink } from "./places.ts"
import { sequenceOf, type SequenceLimits } from "./sequence.ts"
import { mark } from "./verdict-marks.ts"

/** Of what passes there is less to see: a page of eight servers must still open at once. */
const limitsOf = ({ verdict }: RecordedCase): SequenceLimits =>
  toneOf(verdict) === "good"
    ? { entriesMax: 8, octetsMax: 320 }
    : { entriesMax: 24, octetsMax: 1_600 }

const exchangesMax = 6

/** What a reader opens the page for. A blocked case has nothing to show. */
const telling: ReadonlySet<string> = new Set([
  "deviates",
  "expected-fail",
  "unexpected-pass",
  "crash",
  "flaky",
  "harness-fault"
])

const isTelling = ({ verdict }: RecordedCase): boolean => telling.has(verdict)

const percent = (rate: number): string => `${Math.round(rate * 100)} %`

const repetitionOf = ({ repetition }: RecordedCase): Markup =>
  repetition === undefined || repetition.runs < 2
    ? nothing
    : html`<p>
        Passed ${repetition.passes} of ${repetition.runs} times: between ${percent(repetition.low)}
        and ${percent(repetition.high)} of all, at 95 % confidence.
      </p>`

const wireOf = (result: RecordedCase): Markup => {
  const { exchanges, exchangesLeftOut, wireFile } = result
  if (exchanges.length === 0) return nothing
  const shown = exchanges.slice(0, exchangesMax)
  const hidden = exchanges.length - shown.length + exchangesLeftOut
  const open = isTelling(result) ? " open" : ""
  const count = exchanges.length + exchangesLeftOut
  return html`<details class="bytes" ${open}>
    <summary>${count} ${count === 1 ? "connection" : "connections"}: bytes and times (ms)</summary>
    ${shown.map((exchange) =>
      sequenceOf(exchange, limitsOf(result))
    )}${hidden === 0 ? nothing : html`<p>… ${hidden} more connections</p>`}${
      wireFile === undefined ? nothing : html`<p>All octets: <code>${wireFile}</code></p>`
    }
  </details>`
}

const findingOf = (result: RecordedCase | undefined, label: string): Markup => {
  if (result === undefined)
    return html`<section class="finding"><h4>${mark(undefined)} ${label}</h4></section>`
  const { outcome, found, reason, fingerprint } = result
  return html`<section class="finding">
    <h4>${mark(result)} ${label}</h4>
    <p><b>${outcome}</b>${found === "" ? nothing : html`: ${found}`}</p>
    ${reason === undefined ? nothing : html`<p>Known: ${reason}</p>`}${repetitionOf(result)}
    ${fingerprint === undefined ? nothing : fingerprintSection(fingerprint)}${wireOf(result)}
  </section>`
}

const broken = new Set(["deviates", "expected-fail", "crash", "flaky"])

/** Hints for the servers here that need one; the general one where no other is. */
const fixesOf = ({ described, results }: CaseRow, { runs }: PageModel): Markup => {
  const keys = new Set(
    runs.flatMap((run, index) =>
      broken.has(results[index]?.verdict ?? "") ? [fixKeyOf(run) ?? "any"] : []
    )
  )
  const hints = [...new Set([...keys].map((key) => (key in described.fix ? key : "any")))].filter(
    (key) => key in described.fix
  )
  if (hints.length === 0) return nothing
  return html`<dt>How to mend it</dt>
    <dd class="fix">
      ${hints.map(
        (key) =>
          html`<p>${key === "any" ? nothing : html`<b>${key}:</b> `}${described.fix[key]}</p>`
      )}
    </dd>`
}

/** What AMPED is about stands in no RFC. */
const clausesOf = (clauses: ReadonlyArray<string>): Markup =>
  clauses.length === 0
    ? nothing
    : html`<dt>Clause</dt>
        <dd>
          ${clauses.map(
            (clause) => html`<p>${clauseLink(clause)} <small>${sourceLink(clause)}</small></p>`
          )}
        </dd>`

export const caseArticle = (row: CaseRow, model: PageModel): Markup => {
  const { id, title, level, chapter, clauses, why, rules, tags, expected } = row.described
  const labelled = `title-${id}`
  const isUrgent = row.results.some((result) => result !== undefined && isTelling(result))
  return html`<article
    class="case${isUrgent ? " urgent" : ""}"
    id="${caseId(id)}"
    tabindex="-1"
    aria-labelledby="${labelled}"
  >
    <p class="kind">${level} · ${chapter}${tags.map((tag) => html` · ${tag}`)}</p>
    <h3 id="${labelled}"><a href="#${caseId(id)}">${id}</a> ${title}</h3>
    <dl>
      ${clausesOf(clauses)}
      <dt>Why it matters</dt>
      <dd>${why}</dd>
      <dt>Expected</dt>
      <dd>${expected}</dd>
      ${fixesOf(row, model)}
      <dt>Rules</dt>
      <dd>${rules.map((rule) => html`${ruleLink(rule, model.specified)} `)}</dd>
    </dl>
    ${row.results.map((result, index) => findingOf(result, model.labels[index] ?? ""))}
  </article> `
}
