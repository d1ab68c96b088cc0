/** Every clause that a case or a rule names, with what is known of it. */
import { clausesOfRules } from "./chapters.ts"
import { html, type Markup } from "./markup.ts"
import type { PageModel } from "./model.ts"
import { caseLink, clauseId, clauseName, ruleLink, sourceLink } from "./places.ts"

import { smallMark } from "./verdict-marks.ts"

const byNumber = new Intl.Collator("en", { numeric: true })

export const clauseIndex = (model: PageModel): Markup => {
  const rules = clausesOfRules(model.chapters)
  const clauses = [...new Set([...model.rowsOfClause.keys(), ...rules.keys()])].toSorted(
    (one, other) => byNumber.compare(one, other)
  )
  return html`<div class="wide">
    <table class="clauses">
      <caption>
        What cases and rules rest on. Each address leads to the paragraph at rfc-editor.org.
      </caption>
      <thead>
        <tr>
          <th scope="col">clause</th>
          <th scope="col">cases and verdicts</th>
          <th scope="col">rules</th>
        </tr>
      </thead>
      <tbody>
        ${clauses.map(
          (clause) =>
            html`<tr id="${clauseId(clause)}" tabindex="-1">
              <th scope="row">${clauseName(clause)}<small>${sourceLink(clause)}</small></th>
              <td>
                <ul>
                  ${(model.rowsOfClause.get(clause) ?? []).map(
                    ({ described, results }) =>
                      html`<li>
                        ${caseLink(described.id)}
                        <span class="marks"
                          >${results.map((result, index) =>
                            smallMark(result, model.labels[index] ?? "")
                          )}</span
                        >
                        ${described.title}
                      </li>`
                  )}
                </ul>
              </td>
              <td>
                ${(rules.get(clause) ?? []).map((rule) => html`${ruleLink(rule, model.specified)} `)}
              </td>
            </tr> `
        )}
      </tbody>
    </table>
  </div>`
}
