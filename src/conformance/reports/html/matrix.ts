/** Servers beside each other, a case a row, and what filters them. */
import { verdicts } from "../verdicts.ts"
import { html, type Markup } from "./markup.ts"
import type { CaseRow, PageModel } from "./model.ts"
import { caseId } from "./places.ts"
import { verdictCell } from "./verdict-marks.ts"

const searchText = ({ described, results }: CaseRow): string => {
  const { id, title, clauses, rules, tags, level, chapter } = described
  const found = results.flatMap((result) => (result === undefined ? [] : [result.outcome]))
  const texts = [id, title, level, chapter, ...clauses, ...rules, ...tags, ...found]
  return [...new Set(texts)].join(" ").toLowerCase()
}

const verdictsOf = ({ results }: CaseRow): ReadonlyArray<string> => {
  const found = [...new Set(results.map((result) => result?.verdict ?? "not-run"))]
  // Servers that differ are what a reader of several looks for first.
  return found.length > 1 ? [...found, "differ"] : found
}

const rowOf = (row: CaseRow): Markup => {
  const { id, title, level } = row.described
  return html`<tr
    data-case="${id}"
    data-level="${level}"
    data-verdicts="${verdictsOf(row).join(" ")}"
    data-text="${searchText(row)}"
  >
    <th scope="row"><a href="#${caseId(id)}">${id}</a></th>
    <td class="title">${title}</td>
    <td class="level">${level}</td>
    ${row.results.map(verdictCell)}
  </tr> `
}

const choice = (name: string, label: string, values: ReadonlyArray<string>): Markup =>
  html`<span
    ><label for="filter-${name}">${label}</label>
    <select id="filter-${name}">
      <option value="">any</option>
      ${values.map(
        (value) => html`<option value="${value}">${optionWords[value] ?? value}</option>`
      )}
    </select></span
  >`

const optionWords: Readonly<Record<string, string>> = { differ: "servers differ" }

const present = (rows: ReadonlyArray<CaseRow>): ReadonlyArray<string> => {
  const found = new Set(rows.flatMap(verdictsOf))
  return ["differ", ...verdicts, "not-run"].filter((verdict) => found.has(verdict))
}

const filters = ({ rows }: PageModel): Markup => {
  const levels = [...new Set(rows.map(({ described }) => described.level))]
  const chapters = [...new Set(rows.map(({ described }) => described.chapter))]
  return html`<form class="filters scripted-only" role="search" aria-label="Filter the cases">
    <span
      ><label for="filter-text">Find</label>
      <input
        type="search"
        id="filter-text"
        placeholder="id, title, clause, rule, outcome"
        autocomplete="off"
        spellcheck="false"
    /></span>
    ${choice("verdict", "Verdict", present(rows))} ${choice("level", "Level", levels)}
    ${choice("chapter", "Chapter", chapters)}
    <output id="filter-count" aria-live="polite">${rows.length} cases</output>
    <span class="keys"
      ><kbd>/</kbd> find <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> open
      <kbd>Esc</kbd> close</span
    >
  </form>`
}

export const matrix = (model: PageModel): Markup => {
  const chapters = Map.groupBy(model.rows, ({ described }) => described.chapter)
  const columns = model.labels.length + 3
  return html`${filters(model)}
    <div class="wide matrix-box">
      <table class="matrix${model.labels.length > 3 ? " many" : ""}">
        <caption class="unseen">
          Verdicts of each case, a column a server
        </caption>
        <thead>
          <tr>
            <th scope="col">case</th>
            <th scope="col">what is asked</th>
            <th scope="col">level</th>
            ${model.labels.map((label) => html`<th scope="col"><span>${label}</span></th>`)}
          </tr>
        </thead>
        ${[...chapters].map(
          ([chapter, rows]) =>
            html`<tbody data-chapter="${chapter}">
              <tr class="group">
                <th scope="rowgroup" colspan="${columns}">
                  ${chapter} <small>${rows.length}</small>
                </th>
              </tr>
              ${rows.map(rowOf)}
            </tbody> `
        )}
      </table>
    </div>
    <p class="none" hidden>No case is like that.</p>`
}
