/** One sweep in the chart: its heading, where it stops, and its lanes. */
import type { ProbeKind, Sweep, Waiting } from "../../fingerprint/result.ts"
import { html, type Markup } from "../html/markup.ts"
import { type Axis, laneMarks, line, placeOn, rounded } from "./lane.ts"
import { fit, linesOf, widthOf } from "./letters.ts"
import { askedMostOf, count, stopText, sweepWords, visible } from "./words.ts"

export const textSize = 12
const lineHeight = 16

/** Text of the chart; its size is given here, since it decides what has room. */
export const letters = (
  content: string | Markup,
  x: number,
  y: number,
  className = "",
  size = textSize,
  anchor: "start" | "middle" | "end" = "start"
): Markup =>
  html`<text
    class="${className}"
    x="${rounded(x)}"
    y="${rounded(y)}"
    font-size="${size}"
    text-anchor="${anchor}"
    >${content}</text
  >`

/** The dispatcher that waits says more than any number of helpers. */
const foremost = ({ waiting }: Sweep): Waiting | undefined =>
  waiting.toSorted(
    (one, other) => other.dispatchers - one.dispatchers || other.threads - one.threads
  )[0]

const whoWaits = (sweep: Sweep): string => {
  const first = foremost(sweep)
  if (first === undefined || first.call === "") return ""
  const { call, threads, processes, dispatchers } = first
  const dispatching = dispatchers === 1 ? "the dispatcher" : `${dispatchers} dispatchers`
  const helping =
    processes > 1 ? count(processes, "process", "processes") : count(threads, "thread")
  return `: ${visible(call)} ${dispatchers === 0 ? `in ${helping}` : `on ${dispatching}`}`
}

/** "stops at 1 held lookup: openat on the dispatcher", and the same shorter where the heading says the rest. */
const stopLabels = (sweep: Sweep): readonly [string, string] => {
  const { state, one } = sweepWords[sweep.name]
  if (sweep.outcome !== "measured") return [stopText(sweep), stopText(sweep)]
  if (sweep.stopsAt !== null) {
    const what = sweep.stopsAt === 1 ? one : `${one}s`
    const who = whoWaits(sweep)
    return [`stops at ${sweep.stopsAt} ${state} ${what}${who}`, `stops at ${sweep.stopsAt}${who}`]
  }
  const more = askedMostOf(sweep) - sweep.heldMost
  const long =
    more > 0
      ? `never stops: ${sweep.heldMost} ${state} at most, ${more} more in line`
      : `never stops, up to ${sweep.heldMost} ${state}`
  return [long, `never stops, up to ${sweep.heldMost}`]
}

export const stopLabel = (sweep: Sweep): string => stopLabels(sweep)[0]

const toneOf = ({ outcome, stopsAt }: Sweep): string => {
  if (outcome === "not-exercised") return "soft"
  return outcome === "measured" && stopsAt === null ? "good" : "bad"
}

/** Beside the place where it stops, on the side that has room. */
const labelMarks = (sweep: Sweep, y: number, axis: Axis): Markup => {
  const { left, width } = axis
  const [long, short] = stopLabels(sweep)
  const label = fit(widthOf(long, textSize) <= width ? long : short, width, textSize)
  const className = `strong ${toneOf(sweep)}`
  const room = widthOf(label, textSize)
  const place = isStop(sweep) ? placeOn(axis, sweep.stopsAt) : left
  if (place + room <= left + width) return letters(label, place, y, className)
  if (place - room >= left) return letters(label, place, y, className, textSize, "end")
  return letters(label, left, y, className)
}

/** Heading and result on one line, for a sweep that needs no explanation. */
const headingMarks = (sweep: Sweep, heading: string, y: number, axis: Axis): Markup => {
  const room = axis.width - widthOf(`${heading}: `, textSize)
  const label = fit(stopLabels(sweep)[1], room, textSize)
  const content = html`${heading}: <tspan class="strong ${toneOf(sweep)}">${label}</tspan>`
  return letters(content, axis.left, y, "")
}

export interface Lane {
  readonly kind: ProbeKind
  readonly y: number
  readonly height: number
}

const isStop = (sweep: Sweep): sweep is Sweep & { readonly stopsAt: number } =>
  sweep.outcome === "measured" && sweep.stopsAt !== null

const stopRule = (sweep: Sweep, from: number, to: number, axis: Axis): Markup | undefined => {
  if (!isStop(sweep)) return undefined
  const x = placeOn(axis, sweep.stopsAt)
  return line("stop", [x, from], [x, to])
}

const insteadOfLanes = (sweep: Sweep, top: number, axis: Axis): Markup =>
  html`${linesOf(visible(sweep.why), axis.width, textSize, 3).map((text, index) =>
    letters(text, axis.left, top + textSize + index * lineHeight, "soft")
  )}`

const lanesMarks = (sweep: Sweep, lanes: ReadonlyArray<Lane>, axis: Axis): Markup => {
  const top = Math.min(...lanes.map(({ y }) => y))
  const bottom = Math.max(...lanes.map(({ y, height }) => y + height))
  const marks = lanes.map(({ kind, y, height }) => laneMarks(sweep, kind, y, height, axis))
  return html`<g class="${sweep.outcome === "measured" ? "certain" : "doubtful"}">${marks}</g
    >${stopRule(sweep, top - 3, bottom, axis)}`
}

export interface PanelPlace {
  readonly heading: string
  readonly top: number
  readonly lanes: ReadonlyArray<Lane>
  readonly axis: Axis
}

/** Heading, label, lanes; room above the lanes: 40. */
export const panelMarks = (sweep: Sweep, { heading, top, lanes, axis }: PanelPlace): Markup => {
  const title = letters(heading, axis.left, top + 14, "", 13)
  // The reason has room below, where the lanes would be.
  const told = sweep.outcome === "not-exercised" ? { ...sweep, why: "" } : sweep
  const label = labelMarks(told, top + 33, axis)
  const below =
    sweep.points.length === 0
      ? insteadOfLanes(sweep, top + 40, axis)
      : lanesMarks(sweep, lanes, axis)
  return html`${title}${label}${below}`
}

/** Heading and label on one line; room above the lanes: 20. */
export const smallPanelMarks = (
  sweep: Sweep,
  { heading, top, lanes, axis }: PanelPlace
): Markup => {
  const title = headingMarks(sweep, heading, top + 14, axis)
  return html`${title}${lanesMarks(sweep, lanes, axis)}`
}
