/** A fingerprint as a part of a page: what it says, and everything that it rests on. */
import type { Answered, Fingerprint, Sweep } from "../../fingerprint/result.ts"
import { html, type Markup, type Part } from "../html/markup.ts"
import type { Tone } from "../verdicts.ts"
import {
  signOfAlive,
  signOfVerdict,
  toneOfAlive,
  toneOfStop,
  toneOfVerdict
} from "./appearances.ts"
import { type ChartOptions, chartMarkup, namesOf } from "./chart.ts"
import { lastProbesOf } from "./curve.ts"
import { meaningOf } from "./meaning.ts"
import {
  aliveOf,
  megabytes,
  methodText,
  millis,
  residentMostOf,
  seconds,
  sentOf,
  stopText,
  sweepNames,
  sweepWords,
  tasksMostOf,
  visible
} from "./words.ts"

const columnHeads = (names: ReadonlyArray<string>): Markup =>
  html`<thead>
    <tr>
      ${names.map((name) => html`<th scope="col">${name}</th>`)}
    </tr>
  </thead>`

const tableOf = (
  caption: string,
  heads: ReadonlyArray<string>,
  rows: ReadonlyArray<Markup>
): Markup =>
  html`<div class="wide">
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      ${columnHeads(heads)}
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`

const marked = (tone: Tone, sign: string, text: string): Markup =>
  html`<td class="v ${tone}"><i aria-hidden="true">${sign}</i> ${text}</td>`

const rowHead = ({ name }: Sweep): Markup => html`<th scope="row">${sweepWords[name].title}</th>`

const sweepsOf = ({ sweeps }: Fingerprint): ReadonlyArray<Sweep> =>
  sweepNames.map((name) => sweeps[name])

/** A part with its heading, or nothing where there is nothing to tell. */
const partOf = (
  heading: string,
  heads: ReadonlyArray<string>,
  rows: ReadonlyArray<Markup>
): Markup | undefined =>
  rows.length === 0
    ? undefined
    : html`<h4>${heading}</h4>
        ${tableOf(heading, heads, rows)}`

const aliveCell = (answered: Answered | undefined): Markup => {
  const alive = aliveOf(answered)
  return marked(toneOfAlive[alive], signOfAlive[alive], alive)
}

const growthCell = (from: Part, to: Part): Markup => html`<td>${from} → ${to}</td>`

const sweepRow = (sweep: Sweep, fingerprint: Fingerprint): Markup => {
  const { baseline } = fingerprint
  const { malformed, missing, kept } = lastProbesOf(sweep)
  return html`<tr>
    ${rowHead(sweep)}
    <td class="text ${toneOfStop(sweep)}">${stopText(sweep)}</td>
    ${aliveCell(malformed)}${aliveCell(missing)}${aliveCell(kept)}${growthCell(
      baseline.tasks,
      tasksMostOf(sweep, fingerprint)
    )}${growthCell(
      megabytes(baseline.residentBytes),
      megabytes(residentMostOf(sweep, fingerprint))
    )}
  </tr> `
}

const waitingRows = (sweep: Sweep): ReadonlyArray<Markup> =>
  sweep.waiting.map(
    ({ call, place, threads, processes, dispatchers }) =>
      html`<tr>
        ${rowHead(sweep)}
        <td>${threads}</td>
        <td>${processes}</td>
        <td>${dispatchers}</td>
        <td><code>${visible(call)}</code></td>
        <td><code>${visible(place)}</code></td>
      </tr> `
  )

const controlRows = (sweep: Sweep): ReadonlyArray<Markup> =>
  sweep.controls.map(
    ({ name, holds, found }) =>
      html`<tr>
        ${rowHead(sweep)}
        <td class="text">${visible(name)}</td>
        ${holds ? marked("good", "✓", "holds") : marked("bad", "✗", "failed")}
        <td class="text">${visible(found)}</td>
      </tr> `
  )

const answeredCell = (answered: Answered | undefined): Markup => {
  if (answered === undefined || sentOf(answered) === 0) return html`<td class="faint">not sent</td>`
  const { before, never } = answered
  const alive = aliveOf(answered)
  const lost = never === 0 ? "" : `, ${never} never`
  return marked(toneOfAlive[alive], signOfAlive[alive], `${before} of ${sentOf(answered)}${lost}`)
}

const pointRows = (sweep: Sweep): ReadonlyArray<Markup> =>
  sweep.points.map(
    ({ asked, held, probes, tasks, processes, residentBytes }) =>
      html`<tr>
        ${rowHead(sweep)}
        <td>${asked}</td>
        <td>${held}</td>
        ${answeredCell(probes.warm)}${answeredCell(probes.missing)}${answeredCell(
          probes.malformed
        )}${answeredCell(probes.kept)}
        <td>${tasks}</td>
        <td>${processes}</td>
        <td>${megabytes(residentBytes)}</td>
      </tr> `
  )

const verdictRows = ({ verdicts }: Fingerprint): ReadonlyArray<Markup> =>
  verdicts.map(
    ({ rule, verdict, outcome }) =>
      html`<tr>
        <th scope="row"><code>${rule}</code></th>
        ${marked(toneOfVerdict[verdict], signOfVerdict[verdict], verdict)}
        <td class="text">${visible(outcome)}</td>
      </tr> `
  )

const factsOf = (fingerprint: Fingerprint): Markup => {
  const { settings, baseline, method, version, started, durationMillis } = fingerprint
  const { heldMax, patienceMillis, repetitions } = settings
  return html`<p class="lead">
      Held by ${methodText(fingerprint)}, up to ${heldMax}; patience ${seconds(patienceMillis)};
      repeated ${repetitions} times; warm requests took ${millis(baseline.warmMicrosMedian)}, 95 of
      100 at most ${millis(baseline.warmMicrosP95)}. <time>${visible(started)}</time>,
      ${seconds(durationMillis)}, amped ${visible(version)}.
    </p>
    ${method.gaps.map((gap) => html`<p class="note">${visible(gap)}</p>`)}`
}

/** What is known of one server, without its picture. */
export const detailsOf = (fingerprint: Fingerprint, name: string): Markup => {
  const { subject, architecture } = fingerprint
  const sweeps = sweepsOf(fingerprint)
  const points = sweeps.flatMap(pointRows)
  const probeHeads = ["malformed", "missing", "kept"]
  return html`<h3>
      ${name} <small><code>${visible(subject)}</code></small>
    </h3>
    <p class="words">${visible(architecture.words)}</p>
    <p>${meaningOf(fingerprint)}</p>
    <ul>
      ${architecture.evidence.map((sentence) => html`<li>${visible(sentence)}</li>`)}
    </ul>
    ${partOf("Verdicts", ["rule", "verdict", "what was seen"], verdictRows(fingerprint))}${partOf(
      "Where new requests stop, and what else was answered there",
      ["sweep", "requests for warm files", ...probeHeads, "tasks", "memory"],
      sweeps.map((sweep) => sweepRow(sweep, fingerprint))
    )}${partOf(
      "Who waited, and where",
      ["sweep", "threads", "processes", "dispatchers", "call", "in the kernel"],
      sweeps.flatMap(waitingRows)
    )}${partOf(
      "Controls",
      ["sweep", "control", "", "what was found"],
      sweeps.flatMap(controlRows)
    )}${
      points.length === 0
        ? undefined
        : html`<details>
            <summary>All ${points.length} steps</summary>
            ${tableOf(
              "Each step of each sweep",
              ["sweep", "asked", "held", "warm", "missing", "malformed", "kept", "tasks"].concat([
                "processes",
                "memory"
              ]),
              points
            )}
          </details>`
    }
    ${factsOf(fingerprint)}`
}

/** With its picture; the page needs `fingerprintStyle` among its styles. */
export const fingerprintSection = (
  fingerprint: Fingerprint,
  options: ChartOptions = {}
): Markup => {
  const [name = ""] = namesOf([fingerprint], options.names)
  return html`<section class="fingerprint" aria-label="${name}">
    <div class="wide">${chartMarkup([fingerprint], options)}</div>
    ${detailsOf(fingerprint, name)}
  </section>`
}
