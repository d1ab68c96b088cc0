/** The picture of a fingerprint: who still is answered while more and more operations on the disk are held. */
import type { Fingerprint } from "../../fingerprint/result.ts"
import { html, Markup } from "../html/markup.ts"
import { labelsOf } from "../labels.ts"
import { blockMarks, chartWidth, margin } from "./block.ts"
import { chartStyle } from "./chart-style.ts"
import { hatching, line, rectangle } from "./lane.ts"
import { meaningOf } from "./meaning.ts"
import { letters, stopLabel } from "./panel.ts"
import { sweepNames, sweepWords, visible } from "./words.ts"

export interface ChartOptions {
  /** What the servers are called, in their order, if not by what they call themselves. */
  readonly names?: ReadonlyArray<string>
}

export const namesOf = (
  fingerprints: ReadonlyArray<Fingerprint>,
  names: ReadonlyArray<string> = []
): ReadonlyArray<string> =>
  labelsOf(fingerprints).map((label, index) => visible(names[index] ?? label))

const keyMarks = (y: number): Markup => {
  const swatch = (x: number) => ({ x, y: y - 11, width: 22, height: 13 })
  return html`${rectangle("answered", swatch(310))}${letters("answered meanwhile", 338, y, "soft")}
  ${rectangle("waits", swatch(492))}${hatching(swatch(492))}${letters("waits for the disk", 520, y, "soft")}
  ${rectangle("waits untried", swatch(666))}${letters("stopped: not tried further", 694, y, "soft")}`
}

const titleOf = (names: ReadonlyArray<string>, fingerprints: ReadonlyArray<Fingerprint>): string =>
  names
    .map((name, index) => `${name}: ${visible(fingerprints[index]?.architecture.words ?? "")}`)
    .join("; ")

/** What the picture shows, for those who do not see it. */
const descriptionOf = (fingerprint: Fingerprint, name: string): string => {
  const sweeps = sweepNames.map((each) => {
    const sweep = fingerprint.sweeps[each]
    return `${sweepWords[each].title}: ${stopLabel(sweep)}.`
  })
  return `${name}: ${meaningOf(fingerprint)} ${sweeps.join(" ")}`
}

const drawn = (
  fingerprints: ReadonlyArray<Fingerprint>,
  { names: given }: ChartOptions,
  style: Markup | undefined
): Markup => {
  const names = namesOf(fingerprints, given)
  let bottom = 56
  const blocks = fingerprints.map((fingerprint, index) => {
    const rule =
      index === 0 ? undefined : line("rule", [margin, bottom], [chartWidth - margin, bottom])
    const block = blockMarks(fingerprint, names[index] ?? "", bottom + (index === 0 ? 0 : 14))
    bottom = block.bottom
    return html`${rule}${block.marks}`
  })
  const height = bottom + 12
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    class="fingerprint-chart"
    role="img"
    viewBox="0 0 ${chartWidth} ${height}"
    width="${chartWidth}"
    height="${height}"
  >
    <title>${titleOf(names, fingerprints)}</title>
    <desc>
      ${fingerprints.map((each, index) => descriptionOf(each, names[index] ?? "")).join(" ")}
    </desc>
    ${style}
    <rect class="paper" width="${chartWidth}" height="${height}" />
    ${letters("Who waits for the disk?", margin, 36, "strong", 19)} ${keyMarks(36)} ${blocks}
  </svg>`
}

/** For a page that has `chartStyle` among its styles. */
export const chartMarkup = (
  fingerprints: ReadonlyArray<Fingerprint>,
  options: ChartOptions = {}
): Markup => drawn(fingerprints, options, undefined)

/** A picture of its own, one server above another. */
export const chartOf = (
  fingerprints: ReadonlyArray<Fingerprint>,
  options: ChartOptions = {}
): string => `${drawn(fingerprints, options, new Markup(`<style>${chartStyle}</style>`)).text}\n`
