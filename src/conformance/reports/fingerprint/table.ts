/** A fingerprint for people at a terminal: the name, where new requests stop, and what that rests on. */
import type { Answered, Fingerprint, StallVerdict, Sweep } from "../../fingerprint/result.ts"
import { plainStyle, type Style } from "../style.ts"
import {
  signOfAlive,
  signOfVerdict,
  toneOfAlive,
  toneOfStop,
  toneOfVerdict
} from "./appearances.ts"
import { lastProbesOf, stepsOf } from "./curve.ts"
import {
  aliveOf,
  askedMostOf,
  failedOf,
  megabytes,
  methodText,
  millis,
  residentMostOf,
  seconds,
  stopText,
  sweepNames,
  sweepWords,
  tasksMostOf,
  visible,
  waitingText
} from "./words.ts"

export interface TableOptions {
  readonly style?: Style
}

const titleColumns = Math.max(...sweepNames.map((name) => sweepWords[name].title.length)) + 2

const titled = ({ name }: Sweep): string => `  ${sweepWords[name].title.padEnd(titleColumns)}`

const sweepsOf = ({ sweeps }: Fingerprint): ReadonlyArray<Sweep> =>
  sweepNames.map((name) => sweeps[name])

const section = (
  heading: string,
  lines: ReadonlyArray<string>,
  style: Style
): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [[style.strong(heading), ...lines].join("\n")]

const headingOf = (fingerprint: Fingerprint, style: Style): string => {
  const { subject, server, method } = fingerprint
  return [
    style.strong(visible(subject)),
    `Server: ${server === "" ? "(no such field)" : visible(server)}`,
    `Held by: ${methodText(fingerprint)}`,
    ...method.gaps.map((gap) => style.faint(`         ${visible(gap)}`))
  ].join("\n")
}

const architectureOf = ({ architecture }: Fingerprint, style: Style): string =>
  [
    style.strong(visible(architecture.words)),
    ...architecture.evidence.map((sentence) => `  ${visible(sentence)}`)
  ].join("\n")

const curveOf = (sweep: Sweep, style: Style): string => {
  const steps = stepsOf(sweep).map(({ held, probes }) => {
    const alive = aliveOf(probes.warm)
    return style[toneOfAlive[alive]](`${held}${signOfAlive[alive]}`)
  })
  const asked = askedMostOf(sweep)
  const more = asked > sweep.heldMost ? [style.faint(`(${asked} asked)`)] : []
  return `${titled(sweep)}${[...steps, ...more].join(" ")}`
}

const aliveCell = (answered: Answered | undefined, style: Style): string => {
  const alive = aliveOf(answered)
  return style[toneOfAlive[alive]](alive.padEnd(11))
}

const growth = (from: string, to: string): string => `${from} → ${to}`

const lastStepsOf = (fingerprint: Fingerprint, style: Style): ReadonlyArray<string> => {
  const { baseline } = fingerprint
  const names = ["malformed", "missing", "kept"].map((name) => name.padEnd(11)).join("")
  const heading = `  ${"".padEnd(titleColumns)}${names}${"tasks".padEnd(11)}memory`
  const rows = sweepsOf(fingerprint).flatMap((sweep) => {
    if (sweep.points.length === 0) return []
    const { malformed, missing, kept } = lastProbesOf(sweep)
    const cells = [malformed, missing, kept].map((answered) => aliveCell(answered, style)).join("")
    const tasks = growth(String(baseline.tasks), String(tasksMostOf(sweep, fingerprint)))
    const memory = growth(
      megabytes(baseline.residentBytes),
      megabytes(residentMostOf(sweep, fingerprint))
    )
    return [`${titled(sweep)}${cells}${tasks.padEnd(11)}${memory}`]
  })
  return rows.length === 0 ? [] : [style.faint(heading), ...rows]
}

const verdictLine = ({ rule, verdict, outcome }: StallVerdict, style: Style): string => {
  const label = style[toneOfVerdict[verdict]](`${signOfVerdict[verdict]} ${verdict.padEnd(13)}`)
  return `  ${label} ${rule.padEnd(30)}${visible(outcome)}`.trimEnd()
}

const footOf = (fingerprint: Fingerprint): string => {
  const { settings, baseline, durationMillis, version } = fingerprint
  const { heldMax, patienceMillis, repetitions } = settings
  return [
    `up to ${heldMax} held`,
    `patience ${seconds(patienceMillis)}`,
    `repeated ${repetitions}×`,
    `warm ${millis(baseline.warmMicrosMedian)} (95 %: ${millis(baseline.warmMicrosP95)})`,
    seconds(durationMillis),
    `amped ${visible(version)}`
  ].join("   ")
}

export const renderFingerprint = (fingerprint: Fingerprint, options: TableOptions = {}): string => {
  const style = options.style ?? plainStyle
  const sweeps = sweepsOf(fingerprint)
  const waiting = sweeps.flatMap((sweep) =>
    sweep.waiting.map((each) => `${titled(sweep)}${waitingText(each)}`)
  )
  const failed = sweeps.flatMap((sweep) =>
    failedOf(sweep).map(
      ({ name, found }) => `${titled(sweep)}${style.bad(visible(name))}: ${visible(found)}`
    )
  )
  const stops = sweeps.map(
    (sweep) => `${titled(sweep)}${style[toneOfStop(sweep)](stopText(sweep))}`
  )
  const curves = sweeps
    .filter(({ points }) => points.length > 0)
    .map((sweep) => curveOf(sweep, style))
  const verdicts = fingerprint.verdicts.map((each) => verdictLine(each, style))
  return `${[
    headingOf(fingerprint, style),
    architectureOf(fingerprint, style),
    ...section("New requests for warm files", stops, style),
    ...section("Step by step: ✓ all answered, ◐ some, ✗ none", curves, style),
    ...section("At the last step", lastStepsOf(fingerprint, style), style),
    ...section("Who waited, and where", waiting, style),
    ...section("Controls that failed", failed, style),
    ...section("Verdicts", verdicts, style),
    style.faint(footOf(fingerprint))
  ].join("\n\n")}\n`
}
