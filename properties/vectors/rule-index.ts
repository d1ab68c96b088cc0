/** Which vectors show a rule; and for rules that none can show, why. */
import type { Conversation, StepVector } from "../../src/conformance/vectors/format.ts"
import {
  type RequirementId,
  requirementIds,
  type RuleId,
  type TransitionId,
  transitionIds
} from "../../src/state-machine/rules.ts"

/** Rules on whole runs that single steps show as well: those that take all of these transitions. */
const shownBySteps: Readonly<Partial<Record<RequirementId, ReadonlyArray<TransitionId>>>> = {
  "caches/warm-needs-no-helper": ["find/warm", "caches/resident"],
  "caches/unknown-goes-to-helper": ["caches/absent", "header/load"],
  "caches/name-hit-content-miss": ["find/warm", "caches/absent"],
  "caches/bounded": ["caches/evict"],
  "helpers/deadline": ["helpers/submit"],
  "helpers/one-job": ["helpers/queue"],
  "helpers/bounded-queue": ["helpers/overload"],
  "send/output-bounded": ["send/slice"]
}

/** Rules on whole runs that show in steps with this mark (situation.ts). */
const shownByMark: Readonly<Partial<Record<RequirementId, string>>> = {
  "read/held-bytes-bounded": "pausing",
  "helpers/fifo": "with-several-jobs",
  "helpers/exactly-once": "at-work"
}

const wholeRun = "only a whole run shows it; amped replay judges one"
const outside = "it is about the program around the machine: its clock, system calls and threads"

/** Rules that no vector shows, each with the reason. */
const notShown: Readonly<Partial<Record<RequirementId, string>>> = {
  "accept/completes": wholeRun,
  "dispatcher/never-blocks": outside,
  "dispatcher/no-path-call": outside,
  "dispatcher/bounded-work": outside,
  "dispatcher/total": "it is about every event in every state; vectors are some",
  "dispatcher/idle-only-when-nothing-ready": outside,
  "dispatcher/log-never-waits": outside,
  "helpers/ticket-once": wholeRun,
  "helpers/in-order": wholeRun,
  "helpers/bounded-pool": wholeRun,
  "faults/quiescence": wholeRun,
  "faults/one-client-alone": wholeRun,
  "trace/sequence": "it is about recordings; amped replay checks one",
  "trace/replay": "it is about recordings; amped replay checks one",
  "trace/deterministic": wholeRun,
  "trace/not-empty": "it is about recordings; amped replay checks one"
}

/** Where a rule has no vector of its own, so many others that take it are named. */
const othersMax = 3

type Entry = ReadonlyArray<string> | string

const entryOf = (
  rule: RuleId,
  steps: ReadonlyArray<StepVector>,
  conversations: ReadonlyArray<Conversation>
): Entry => {
  const takes = (rules: ReadonlyArray<RuleId>) =>
    steps
      .filter(({ allowed }) => rules.every((one) => allowed[0]?.rules.includes(one)))
      .map(({ id }) => id)
  const marked = shownByMark[rule as RequirementId]
  if (marked !== undefined)
    return steps.map(({ id }) => id).filter((id) => id.endsWith(`-${marked}`))
  const needed = shownBySteps[rule as RequirementId] ?? [rule]
  const ids = [
    ...takes(needed),
    ...conversations.filter(({ rules }) => rules.includes(rule)).map(({ id }) => id)
  ]
  const own = [...steps, ...conversations]
    .map(({ id }) => id)
    .filter((id) => id.startsWith(`${rule}/`))
  const shown = own.length > 0 ? own : ids.slice(0, othersMax)
  const reason = notShown[rule as RequirementId]
  if ((shown.length === 0) === (reason === undefined))
    throw new Error(`${rule}: ${shown.length} vectors, and the reason for none is ${reason}`)
  return reason ?? shown
}

export const indexRules = (
  steps: ReadonlyArray<StepVector>,
  conversations: ReadonlyArray<Conversation>
): Record<string, Entry> =>
  Object.fromEntries(
    [...transitionIds, ...requirementIds].map((rule) => [rule, entryOf(rule, steps, conversations)])
  )
