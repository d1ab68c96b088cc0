/** The head of the page: each server with its three numbers, and never one. */
import type { Run, RunTotals } from "../event.ts"
import { totalsOfRun } from "../totals.ts"
import { html, type Markup, nothing } from "./markup.ts"
import type { PageModel } from "./model.ts"
import { legend } from "./verdict-marks.ts"

const kept = ({ kept: count, judged }: RunTotals["must"], what: string, label: string): Markup =>
  html`<td>
    <span class="ratio"><b>${count}</b> of ${judged}</span>
    <progress
      max="${Math.max(1, judged)}"
      value="${count}"
      aria-label="${label}: ${what}, ${count} of ${judged}"
    ></progress>
  </td>`

const troubles = ({ brokenControls, deaths, unfinished, ended }: Run): Markup => {
  const texts = [
    ...brokenControls.map((failure) => `control failed: ${failure}`),
    ...deaths.map(({ how, during }) => `the server ${how}, during ${during.join(", ")}`),
    ...(unfinished.length > 0 ? [`${unfinished.length} cases did not finish`] : []),
    ...(ended === undefined ? ["the run was interrupted"] : [])
  ]
  return texts.length === 0
    ? nothing
    : html`<ul class="trouble">
        ${texts.map((text) => html`<li>${text}</li>`)}
      </ul>`
}

const rowOf = (run: Run, label: string): Markup => {
  const { must, should, choices, robustness } = totalsOfRun(run)
  const { started, version, seed, expectations, ended } = run
  const seconds =
    ended === undefined ? nothing : html` · ${(ended.durationMillis / 1_000).toFixed(1)} s`
  return html`<tr>
    <th scope="row">
      ${label}<small title="${run.subject}"><code>${run.subject}</code></small
      >${troubles(run)}
    </th>
    ${kept(must, "MUST kept", label)}${kept(should, "SHOULD kept", label)}
    <td><b>${choices}</b></td>
    ${kept(robustness, "robustness", label)}
    <td class="facts">
      <time>${started.slice(0, 16).replace("T", " ")}</time>${seconds}<br />amped ${version} · seed
      ${seed}${expectations === undefined ? nothing : html`<br />expectations: ${expectations}`}
    </td>
  </tr> `
}

export const overview = ({ runs, labels }: PageModel): Markup =>
  html`<p class="lead">
      Three numbers a server: duties kept, recommendations kept, and freedoms used. They are never
      added up.
    </p>
    <div class="wide">
      <table class="servers">
        <caption class="unseen">
          Totals of each server
        </caption>
        <thead>
          <tr>
            <th scope="col">server</th>
            <th scope="col">MUST kept</th>
            <th scope="col">SHOULD kept</th>
            <th scope="col">choices made</th>
            <th scope="col">robustness</th>
            <th scope="col">run</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map((run, index) => rowOf(run, labels[index] ?? ""))}
        </tbody>
      </table>
    </div>
    ${legend}`
