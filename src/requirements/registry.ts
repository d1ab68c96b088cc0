/** All requirements and all monitors, in one place. */
import type { RuleId } from "../state-machine/rules.ts"
import type { Entry } from "../runtime/trace.ts"
import { acceptRequirements } from "./accept.ts"
import { cachesRequirements } from "./caches.ts"
import { dispatcherRequirements } from "./dispatcher.ts"
import { faultsRequirements } from "./faults.ts"
import { findRequirements } from "./find.ts"
import { headerRequirements } from "./header.ts"
import { helpersRequirements } from "./helpers.ts"
import { Judge } from "./judge.ts"
import type { Judgement, JudgeOptions, MonitorFactory } from "./monitor.ts"
import { admission, overload } from "./monitors/admission.ts"
import { closing, counting, lingering, matching } from "./monitors/answers.ts"
import { loads, reports, wires } from "./monitors/both-sides.ts"
import { completion, lateness, reads, rest, writes } from "./monitors/connections.ts"
import { contents } from "./monitors/contents.ts"
import { deadlines } from "./monitors/deadlines.ts"
import { blocking, lifetime, work } from "./monitors/dispatcher.ts"
import { dates, form, truth } from "./monitors/heads.ts"
import { assignment, deadline, notifications } from "./monitors/pool.ts"
import { losses, queue } from "./monitors/losses.ts"
import { coherence, warmth } from "./monitors/names.ts"
import { paths } from "./monitors/paths.ts"
import { ranges } from "./monitors/ranges.ts"
import { spawning } from "./monitors/spawning.ts"
import { wholeTrace } from "./monitors/whole-trace.ts"
import { readRequirements } from "./read.ts"
import type { Requirement } from "./requirement.ts"
import { sendRequirements } from "./send.ts"
import { traceRequirements } from "./trace.ts"

/** In the order of the specification. */
export const requirements: ReadonlyArray<Requirement> = [
  ...acceptRequirements,
  ...readRequirements,
  ...findRequirements,
  ...headerRequirements,
  ...sendRequirements,
  ...dispatcherRequirements,
  ...helpersRequirements,
  ...cachesRequirements,
  ...faultsRequirements,
  ...traceRequirements
]

const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]))

/** The requirement with this id; `undefined` for an id that the specification doesn't have. */
export const requirementOf = (id: string): Requirement | undefined => byId.get(id as RuleId)

export const monitors: ReadonlyArray<MonitorFactory> = [
  wholeTrace,
  blocking,
  work,
  lifetime,
  assignment,
  spawning,
  notifications,
  reports,
  losses,
  queue,
  deadline,
  contents,
  warmth,
  coherence,
  writes,
  reads,
  completion,
  rest,
  lateness,
  deadlines,
  admission,
  overload,
  counting,
  matching,
  closing,
  lingering,
  wires,
  loads,
  form,
  dates,
  truth,
  ranges,
  paths
]

/** The rules that a monitor judges. */
export const monitoredRules: ReadonlySet<RuleId> = new Set(
  monitors.flatMap((monitor) => monitor.rules)
)

/** A judge with every monitor, to run along a simulation. */
export const startJudge = (options: JudgeOptions = {}): Judge => new Judge(monitors, options)

/** Judges a whole trace. An empty one violates `trace/not-empty`. */
export const judge = (entries: Iterable<Entry>, options: JudgeOptions = {}): Judgement => {
  const running = startJudge(options)
  for (const entry of entries) running.see(entry)
  return running.finish()
}
