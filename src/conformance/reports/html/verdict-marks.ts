/** A verdict on the page: colour, sign and word. */
import type { RecordedCase } from "../event.ts"
import { appearances } from "../verdicts.ts"
import { html, type Markup } from "./markup.ts"

/** What stands in a cell; the whole word is its title. */
const words: Readonly<Record<RecordedCase["verdict"], string>> = {
  "harness-fault": "our fault",
  crash: "crash",
  deviates: "deviates",
  "unexpected-pass": "mended",
  blocked: "blocked",
  flaky: "flaky",
  unclear: "unclear",
  "expected-fail": "known",
  choice: "choice",
  pass: "pass",
  "not-applicable": "n/a"
}

/** What a reader has to know of each; the legend. */
export const meanings: Readonly<Record<RecordedCase["verdict"], string>> = {
  pass: "what the clause asks for",
  choice: "one of several answers that the clause leaves open",
  deviates: "the clause forbids what happened",
  "expected-fail": "deviates, and is listed as known to",
  "unexpected-pass": "listed as a known deviation, and keeps the clause now",
  crash: "the server died of it",
  blocked: "a plain request failed, so nothing follows",
  flaky: "not the same answer each time",
  unclear: "no judgement within the time",
  "not-applicable": "the server, or its set-up, has nothing that the case is about",
  "harness-fault": "a mistake of the suite"
}

const classOf = (result: RecordedCase | undefined): string =>
  result === undefined ? "faint" : appearances[result.verdict].tone

const signOf = (result: RecordedCase | undefined): string =>
  result === undefined ? "·" : appearances[result.verdict].sign

const wordOf = (result: RecordedCase | undefined): string =>
  result === undefined ? "not run" : words[result.verdict]

const titleOf = (result: RecordedCase | undefined): string =>
  result === undefined ? "not run" : `${result.verdict}: ${result.outcome}`

export const mark = (result: RecordedCase | undefined): Markup =>
  html`<span class="v ${classOf(result)}"
    ><i aria-hidden="true">${signOf(result)}</i> ${wordOf(result)}</span
  >`

/** A cell of the matrix. */
export const verdictCell = (result: RecordedCase | undefined): Markup =>
  html`<td class="v ${classOf(result)}" title="${titleOf(result)}">
    <i aria-hidden="true">${signOf(result)}</i> <span>${wordOf(result)}</span>
  </td>`

/** The sign alone, for the margin; who can't see it hears the words. */
export const smallMark = (result: RecordedCase | undefined, label: string): Markup => {
  const words = `${label}: ${result?.verdict ?? "not run"}`
  return html`<span class="v ${classOf(result)}" role="img" aria-label="${words}" title="${words}"
    >${signOf(result)}</span
  >`
}

export const legend: Markup = html`<details class="legend">
  <summary>What the verdicts mean</summary>
  <dl>
    ${(Object.keys(meanings) as ReadonlyArray<RecordedCase["verdict"]>).map(
      (verdict) =>
        html`<div>
          <dt>
            <span class="v ${appearances[verdict].tone}"
              ><i aria-hidden="true">${appearances[verdict].sign}</i> ${words[verdict]}</span
            >
          </dt>
          <dd>${meanings[verdict]}</dd>
        </div>`
    )}
  </dl>
</details>`
