/** The part of the chart that shows one server: what it is called, its sweeps side by side, and their axis. */
import type { Fingerprint, ProbeKind } from "../../fingerprint/result.ts"
import { html, type Markup } from "../html/markup.ts"
import { type Axis, line, placeOn } from "./lane.ts"
import { linesOf } from "./letters.ts"
import { meaningOf } from "./meaning.ts"
import { type Lane, letters, panelMarks, smallPanelMarks, textSize } from "./panel.ts"
import { sentOf, sweepNames, visible } from "./words.ts"

export const chartWidth = 900
export const margin = 24
const panelLeft = 176
const panelGap = 28
const panelWidth = (chartWidth - margin - panelLeft - panelGap) / 2

const kindWords: Readonly<Record<ProbeKind, string>> = {
  warm: "warm file",
  kept: "warm, kept connection",
  missing: "missing file",
  malformed: "malformed request"
}

/** From what needs the server's caches to what needs nothing but its dispatcher. */
const kindOrder: ReadonlyArray<ProbeKind> = ["warm", "kept", "missing", "malformed"]

const kindsSent = ({ sweeps: { lookup, read } }: Fingerprint): ReadonlyArray<ProbeKind> =>
  kindOrder.filter(
    (kind) =>
      kind === "warm" ||
      [lookup, read].some(({ points }) =>
        points.some(({ probes }) => sentOf(probes[kind] ?? { before: 0, after: 0, never: 0 }) > 0)
      )
  )

const axesOf = ({ settings, sweeps }: Fingerprint): readonly [Axis, Axis] => {
  const held = sweepNames.flatMap((name) => sweeps[name].points.map((point) => point.held))
  const heldMax = Math.max(2, settings.heldMax, ...held)
  const axis = { heldMax, left: panelLeft, width: panelWidth }
  return [axis, { ...axis, left: panelLeft + panelWidth + panelGap }]
}

/** A picture, and how far down it reaches. */
interface Drawn {
  readonly marks: Markup
  readonly bottom: number
}

const headingMarks = (fingerprint: Fingerprint, name: string, top: number): Drawn => {
  const room = chartWidth - 2 * margin
  const lines = [
    ...linesOf(name, room, 17, 1).map((text) => ({ text, size: 17, className: "strong" })),
    ...linesOf(visible(fingerprint.architecture.words), room, 14, 2).map((text) => ({
      text,
      size: 14,
      className: ""
    })),
    ...linesOf(meaningOf(fingerprint), room, 13, 2).map((text) => ({
      text,
      size: 13,
      className: "soft"
    }))
  ]
  let bottom = top
  const marks = lines.map(({ text, size, className }) => {
    bottom += size + 7
    return letters(text, margin, bottom - 5, className, size)
  })
  return { marks: html`${marks}`, bottom }
}

const lanesFrom = (kinds: ReadonlyArray<ProbeKind>, top: number): ReadonlyArray<Lane> => {
  let y = top
  return kinds.map((kind) => {
    const lane = { kind, y, height: kind === "warm" ? 24 : 16 }
    y += lane.height + 4
    return lane
  })
}

const laneLabels = (lanes: ReadonlyArray<Lane>): Markup =>
  html`${lanes.map(({ kind, y, height }) =>
    letters(kindWords[kind], panelLeft - 10, y + height / 2 + 4, "", textSize, "end")
  )}`

const bottomOf = (lanes: ReadonlyArray<Lane>): number =>
  Math.max(...lanes.map(({ y, height }) => y + height))

const ticksMax = 7

/** Powers of two, or fewer of them where they would lie too close. */
const ticksOf = ({ heldMax }: Axis): ReadonlyArray<number> => {
  const stride = Math.ceil(Math.floor(Math.log2(heldMax) + 1) / ticksMax)
  return Array.from({ length: ticksMax }, (_, index) => 2 ** (index * stride)).filter(
    (tick) => tick <= heldMax
  )
}

const axisMarks = (axis: Axis, y: number): Markup => {
  const ticks = ticksOf(axis).map((held) => {
    const x = placeOn(axis, held)
    return html`${line("rule", [x, y], [x, y + 4])}${letters(
      String(held),
      x,
      y + 15,
      "soft",
      11,
      "middle"
    )}`
  })
  return html`${line("rule", [axis.left, y], [axis.left + axis.width, y])}${ticks}`
}

/** Room for the reason, where there are no lanes. */
const reasonHeight = 52

const diskMarks = (
  { sweeps: { lookup, read } }: Fingerprint,
  kinds: ReadonlyArray<ProbeKind>,
  top: number,
  [left, right]: readonly [Axis, Axis]
): Drawn => {
  const lanes = lanesFrom(kinds, top + 40)
  const unheld = [lookup, read].filter(({ points }) => points.length === 0).length
  const lookups = { heading: "name lookups held on the disk", top, lanes, axis: left }
  const reads = { heading: "file reads held on the disk", top, lanes, axis: right }
  const labels = unheld === 2 ? undefined : laneLabels(lanes)
  return {
    marks: html`${labels}${panelMarks(lookup, lookups)}${panelMarks(read, reads)}`,
    bottom: Math.max(unheld === 2 ? 0 : bottomOf(lanes), unheld === 0 ? 0 : top + 40 + reasonHeight)
  }
}

const connectionMarks = (
  { sweeps: { requests, idle } }: Fingerprint,
  top: number,
  [left, right]: readonly [Axis, Axis]
): Drawn => {
  const lanes: ReadonlyArray<Lane> = [{ kind: "warm", y: top + 20, height: 12 }]
  const incomplete = { heading: "incomplete requests open", top, lanes, axis: left }
  const kept = { heading: "idle connections open", top, lanes, axis: right }
  return {
    marks: html`${laneLabels(lanes)}${smallPanelMarks(requests, incomplete)}${smallPanelMarks(
      idle,
      kept
    )}`,
    bottom: bottomOf(lanes)
  }
}

export const blockMarks = (fingerprint: Fingerprint, name: string, top: number): Drawn => {
  const axes = axesOf(fingerprint)
  const heading = headingMarks(fingerprint, name, top)
  const disk = diskMarks(fingerprint, kindsSent(fingerprint), heading.bottom + 10, axes)
  const connections = connectionMarks(fingerprint, disk.bottom + 10, axes)
  const { bottom } = connections
  const axis = axes.map((each) => axisMarks(each, bottom + 6))
  const caption = letters("how many at once", panelLeft - 10, bottom + 21, "soft", 11, "end")
  return {
    marks: html`<g>${heading.marks}${disk.marks}${connections.marks}${axis}${caption}</g>`,
    bottom: bottom + 38
  }
}
