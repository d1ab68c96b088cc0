/** Shrinking a run that breaks a rule, with the monitors as judges, and telling what is left of it. */
import { requirementOf } from "../requirements/registry.ts"
import { watching } from "../requirements/watch.ts"
import { encodeEntry, encodeHeader } from "../runtime/encode.ts"
import { defaultLabel, replayChooser } from "../runtime-sim/schedule.ts"
import { chooserOf, workloadOf } from "../runtime-sim/schedulers/portfolio.ts"
import { picksChooser } from "../runtime-sim/schedulers/picks.ts"
import type { Token } from "../runtime-sim/schedulers/token.ts"
import { shortened } from "../runtime-sim/shrink/shortest.ts"
import { type Oracle, shrink, type Shrunk } from "../runtime-sim/shrink/shrink.ts"
import type { SimulatedMachine } from "../runtime-sim/simulate.ts"
import { faultNames, type Workload } from "../runtime-sim/workload.ts"
import { defaultLimits, type Limits, type Settings } from "../state-machine/limits.ts"
import type { ServerState } from "../state-machine/server.ts"
import type { RuleId } from "../state-machine/rules.ts"
import { number, seconds } from "./arm.ts"
import { crashRule, judgedRun, runStepsMax, stepsToBreak } from "./judged.ts"
import { commandOf, type Found } from "./strategies.ts"
import { style } from "./terminal.ts"

/** Gives the machine for the settings of a workload: the reference, or one that is to be found out. */
export type MachineOf = (settings: Settings) => SimulatedMachine<ServerState>

/** A run fails if it breaks this rule; what else it breaks is another failure. */
export const breaksRule =
  (machineOf: MachineOf, rule: RuleId): Oracle =>
  (workload, labels, within = Infinity) => {
    const machine = machineOf(workload.settings)
    const stepsMax = Math.min(runStepsMax, within + 1)
    const judged = judgedRun(machine, workload, replayChooser(labels), {
      rule,
      untilBroken: true,
      stepsMax
    })
    const steps = stepsToBreak(judged, rule)
    return steps === undefined || steps > within
      ? undefined
      : { steps, labels: () => judged.labels().slice(0, steps) }
  }

/** Moves of each search for something shorter. */
const transitionsMax = 3000

/** Leaves out what it can, then explores what is left. Undefined if the run doesn't break the rule. */
export const shrinkRun = (
  machineOf: MachineOf,
  rule: RuleId,
  workload: Workload,
  labels: ReadonlyArray<string>
): Shrunk | undefined => {
  const oracle = breaksRule(machineOf, rule)
  const shrunk = shrink(oracle, workload, labels)
  const watch = (settings: Settings) => watching({ settings }, rule)
  return shrunk && shortened(shrunk, { machineOf, rule, oracle, watch, transitionsMax })
}

/** The workload of a token and a fresh chooser for its run. */
export const runOfToken = ({ strategy, seed, picks }: Token) => {
  const workload = workloadOf(strategy, seed)
  const chooser = picks === undefined ? chooserOf(strategy, seed, workload) : picksChooser(picks)
  return { workload, chooser }
}

export interface ShrunkFound {
  readonly found: Found
  readonly shrunk: Shrunk
  /** What the shrunk run shows. */
  readonly detail: string
  readonly millis: number
  /** The trace of the shrunk run, in lines, to its end. */
  readonly trace: () => ReadonlyArray<string>
}

/** Runs a token again and shrinks it. Undefined if it doesn't break the rule this time. */
export const shrinkFound = (machineOf: MachineOf, found: Found): ShrunkFound | undefined => {
  const started = performance.now()
  const { rule, token } = found
  const { workload, chooser } = runOfToken(token)
  const { labels } = judgedRun(machineOf(workload.settings), workload, chooser, { rule })
  const shrunk = shrinkRun(machineOf, rule, workload, labels())
  if (shrunk === undefined) return undefined
  const millis = performance.now() - started
  const { settings } = shrunk.workload
  const last = judgedRun(machineOf(settings), shrunk.workload, replayChooser(shrunk.labels))
  const violation = last.judgement.violations.find((each) => each.rule === rule)
  // It is no longer the run of a seed.
  const header = { format: "amped-trace/1", subject: "simulation", seed: null, settings } as const
  return {
    found,
    shrunk,
    detail: rule === crashRule ? String(last.crash) : (violation?.detail ?? found.detail),
    millis,
    trace: () => [encodeHeader(header), ...last.entries.map(encodeEntry)]
  }
}

/** The rule, the run in words and where it is. */
export const renderShrunk = (each: ShrunkFound, traceFile?: string): string => {
  const { found, shrunk, detail, millis } = each
  const { token, rule } = found
  const { labels, steps, certificate, executions } = shrunk
  const decided = labels.filter((label) => label !== defaultLabel).length
  const words = stepsInWords(shrunk)
  const bounds =
    certificate.minimal === "shortest"
      ? ` among ${number(certificate.bounds.states)} states (helpers ≤ ${certificate.bounds.helpersMax})`
      : ""
  return [
    style.bad(`${rule}, found by ${token.strategy}: ${commandOf(token)}`),
    `  ${requirementOf(rule)?.sentence ?? ""}`,
    `  ${detail}`,
    `  ${number(steps.length)} steps, ${decided} of them decided (*), the others in the fair order; ` +
      `${certificate.minimal}${bounds}, after ${number(executions)} runs in ${seconds(millis)}`,
    ...surroundings(shrunk.workload).map((line) => `  ${line}`),
    ...words.map((step, index) => {
      const mark = index < labels.length && labels[index] !== defaultLabel ? "*" : " "
      return `  ${String(index + 1).padStart(4)} ${mark} ${step}`
    }),
    ...(traceFile === undefined ? [] : [`  its trace: amped replay ${traceFile}`])
  ].join("\n")
}

/** The labels, and after each sending what is sent. */
const stepsInWords = ({ workload, steps }: Shrunk): ReadonlyArray<string> => {
  const sent = new Map<number, number>()
  return steps.map((step) => {
    const [, id] = /^client (\d+) sends \d+$/.exec(step) ?? []
    if (id === undefined) return step
    const segment = sent.get(Number(id)) ?? 0
    sent.set(Number(id), segment + 1)
    const client = workload.clients.find((each) => each.id === Number(id))
    return `${step}: ${quoted(client?.segments[segment]?.text ?? "")}`
  })
}

const quotedMax = 72

const quoted = (text: string): string => {
  const whole = JSON.stringify(text)
  return whole.length <= quotedMax ? whole : `${whole.slice(0, quotedMax - 2)}…"`
}

/** Files, and the limits that are not the default. */
const surroundings = ({ files, settings, faults }: Workload): ReadonlyArray<string> => {
  const own = (Object.keys(defaultLimits) as ReadonlyArray<keyof Limits>).filter(
    (name) => settings.limits[name] !== defaultLimits[name]
  )
  const struck = faultNames.filter((name) => faults[name] > 0)
  const lines: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ["files", files.map(({ path, kind, sizeBytes }) => `${path} (${kind}, ${sizeBytes} bytes)`)],
    ["limits", own.map((name) => `${name} ${settings.limits[name]}`)],
    ["faults", struck.map((name) => `${name} ${faults[name]}`)]
  ]
  return lines
    .filter(([, all]) => all.length > 0)
    .map(([name, all]) => `${name}: ${all.join(", ")}`)
}

export const shrunkToJson = ({ found, shrunk, detail, millis }: ShrunkFound) => ({
  rule: found.rule,
  command: commandOf(found.token),
  detail,
  steps: shrunk.steps,
  labels: shrunk.labels,
  workload: shrunk.workload,
  certificate: shrunk.certificate,
  executions: shrunk.executions,
  millis: Math.round(millis)
})
