/** A lane of the chart: one kind of request, and what became of it while more and more was held. */
import type { Answered, ProbeKind, Sweep } from "../../fingerprint/result.ts"
import { html, type Markup } from "../html/markup.ts"
import { type PlacedStep, placedStepsOf } from "./curve.ts"
import { sentOf } from "./words.ts"

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a number of operations held lies: doubling it is the same way everywhere. */
export interface Axis {
  readonly heldMax: number
  readonly left: number
  readonly width: number
}

/** The last step needs room of its own. */
const beyondLast = 1.28

export const placeOn = ({ heldMax, left, width }: Axis, held: number): number => {
  const share = Math.log2(Math.max(1, held)) / Math.log2(heldMax * beyondLast)
  return left + width * Math.min(1, share)
}

/** A tenth of a point is less than anybody sees. */
export const rounded = (number: number): string => String(Math.round(number * 10) / 10)

export const rectangle = (className: string, { x, y, width, height }: Box): Markup =>
  html`<rect
    class="${className}"
    x="${rounded(x)}"
    y="${rounded(y)}"
    width="${rounded(Math.max(0, width))}"
    height="${rounded(height)}"
  />`

type Spot = readonly [x: number, y: number]

export const line = (className: string, [x, y]: Spot, [toX, toY]: Spot): Markup =>
  html`<line
    class="${className}"
    x1="${rounded(x)}"
    y1="${rounded(y)}"
    x2="${rounded(toX)}"
    y2="${rounded(toY)}"
  />`

const hatchGap = 6

/** Drawn line by line: a pattern would need an id, and a page may hold several charts. */
export const hatching = ({ x, y, width, height }: Box): Markup => {
  const lines: Array<string> = []
  for (let offset = hatchGap - height; offset < width; offset += hatchGap) {
    const from = Math.max(0, -offset)
    const to = Math.min(height, width - offset)
    const start = `${rounded(x + offset + from)} ${rounded(y + height - from)}`
    lines.push(`M${start}l${rounded(to - from)} ${rounded(from - to)}`)
  }
  return html`<path class="hatching" d="${lines.join("")}" />`
}

const isEqual = (one: Answered, other: Answered): boolean =>
  one.before === other.before && one.after === other.after && one.never === other.never

interface Stretch {
  readonly answered: Answered
  readonly isQueued: boolean
  readonly from: number
  readonly to: number
}

/** Where requests wait must be seen, however near the end is. */
const lastWidth = 22

const stretchesOf = (steps: ReadonlyArray<PlacedStep>, kind: ProbeKind, axis: Axis) => {
  const end = axis.left + axis.width
  const stretches: Array<Stretch> = []
  for (const [index, { place, isQueued, probes }] of steps.entries()) {
    const answered = probes[kind]
    if (answered === undefined) continue
    const from = placeOn(axis, place)
    const next = steps[index + 1]
    const to = next === undefined ? Math.min(end, from + lastWidth) : placeOn(axis, next.place)
    const last = stretches.at(-1)
    const isSame =
      last?.to === from && last.isQueued === isQueued && isEqual(last.answered, answered)
    if (isSame) stretches[stretches.length - 1] = { ...last, to }
    else stretches.push({ answered, isQueued, from, to })
  }
  return stretches
}

/** Answered from below, like a vessel that is not quite full; what had to wait lies upon it. */
const stretchMarks = ({ answered, isQueued, from, to }: Stretch, lane: Box): Markup => {
  const part = (number: number) => (lane.height * number) / sentOf(answered)
  const waiting = part(answered.after)
  const never = part(answered.never)
  const box = { x: from, width: to - from }
  const above = { ...box, y: lane.y, height: never }
  const middle = { ...box, y: lane.y + never, height: waiting }
  const below = { ...box, y: lane.y + never + waiting, height: part(answered.before) }
  const className = isQueued ? "answered queued" : "answered"
  return html`${below.height > 0 ? rectangle(className, below) : undefined}${
    waiting > 0 ? [rectangle("waits", middle), hatching(middle)] : undefined
  }${never > 0 ? [rectangle("never", above), hatching(above)] : undefined}`
}

/** Where all wait no more was tried: nothing would be answered there either. */
const restMarks = (sweep: Sweep, last: Stretch, lane: Box, axis: Axis): Markup | undefined => {
  const width = axis.left + axis.width - last.to
  return last.answered.before === 0 && sweep.stopsAt !== null && width >= 1
    ? rectangle("waits untried", { ...lane, x: last.to, width })
    : undefined
}

export const laneMarks = (sweep: Sweep, kind: ProbeKind, y: number, height: number, axis: Axis) => {
  const lane = { x: axis.left, y, width: axis.width, height }
  const stretches = stretchesOf(placedStepsOf(sweep), kind, axis)
  const last = stretches.at(-1)
  return html`${rectangle("empty", lane)}${stretches.map((each) =>
    stretchMarks(each, lane)
  )}${last === undefined ? undefined : restMarks(sweep, last, lane, axis)}`
}
