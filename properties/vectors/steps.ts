/** Step vectors: found by search, shrunk, without doubles, in the order of the rules. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { alternatives } from "../../src/conformance/vectors/alternatives.ts"
import { Expecting } from "../../src/conformance/vectors/expectation.ts"
import type { StepVector, VectorEvent } from "../../src/conformance/vectors/format.ts"
import { overridesOf } from "../../src/conformance/vectors/settings.ts"
import type { Event } from "../../src/state-machine/event.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { latin1 } from "../../src/state-machine/octets.ts"
import { type TransitionId, transitionIds } from "../../src/state-machine/rules.ts"
import { type Course, walk } from "./course.ts"
import { probe } from "./probe.ts"
import { type Found, search } from "./search.ts"
import { shrink } from "./shrink.ts"
import { isMarked, situationsOf } from "./situation.ts"
import { viewOf } from "./view.ts"

/** So many situations of a rule are shrunk, those with the fewest events first … */
const triedMax = 6
/** … and so many kept. */
const keptMax = 3
/** Of what can happen to a connection in any phase, every phase is kept: each is a cell of its own. */
const everywhere: ReadonlySet<string> = new Set<TransitionId>([
  "faults/peer-reset",
  "faults/peer-ended"
])
const phasesMax = 8
/** What needs more events than this is kept only where nothing shorter shows the rule. */
const givenMax = 10

interface Shrunk {
  readonly id: string
  readonly course: Course
}

const shrinkFound = ({ rule, situation, course }: Found): Shrunk => ({
  id: `${rule}/${situation}`,
  course: shrink(
    course,
    ({ step, before, last }) =>
      step.rules.includes(rule) && situationsOf(before, last, rule, step).includes(situation)
  )
})

const sizeOf = ({ course }: Shrunk): number => course.events.length

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1

const chosen = (rule: TransitionId, found: ReadonlyArray<Found>): ReadonlyArray<Shrunk> => [
  ...shortest(
    found.filter(({ situation }) => !isMarked(situation)),
    everywhere.has(rule) ? phasesMax : keptMax
  ),
  ...shortest(
    found.filter(({ situation }) => isMarked(situation)),
    1
  )
]

const shortest = (found: ReadonlyArray<Found>, count: number): ReadonlyArray<Shrunk> => {
  const tried = found
    .toSorted(
      (one, other) =>
        one.course.events.length - other.course.events.length ||
        (one.situation < other.situation ? -1 : 1)
    )
    .slice(0, Math.max(count, triedMax))
    .map(shrinkFound)
    .toSorted((one, other) => sizeOf(one) - sizeOf(other) || byId(one, other))
  return tried.slice(0, count).filter((each, index) => index === 0 || sizeOf(each) <= givenMax)
}

/** The last event as a vector, after those before it. */
export const stepVector = (
  id: string,
  settings: Settings,
  events: ReadonlyArray<Event>
): StepVector => {
  const expecting = new Expecting(settings)
  const own = (event: Event): VectorEvent => {
    const named = expecting.numbering.eventToVector(
      event._tag === "Received" ? { ...event, bytes: latin1(event.bytes) } : event
    )
    const unsent = named._tag === "Sent" ? expecting.unsentBytes.get(named.connection) : undefined
    return named._tag === "Sent" && named.bytes === unsent ? { ...named, bytes: "rest" } : named
  }
  let otherCourses = false
  const given = events.slice(0, -1).map((event) => {
    const shown = own(event)
    const outcome = expecting.take(event)
    otherCourses ||= alternatives(outcome, settings, false).length > 0
    return shown
  })
  const last = events.at(-1)
  if (last === undefined) throw new Error(`${id} has no event`)
  const state = viewOf(expecting.state, expecting.numbering)
  const event = own(last)
  const outcome = expecting.take(last)
  const peerEnded =
    "connection" in last &&
    Option.exists(
      HashMap.get(expecting.state.connections, last.connection),
      (connection) => connection.peerEnded
    )
  const allowed = [outcome, ...alternatives(outcome, settings, peerEnded)]
  return {
    id,
    settings: overridesOf(settings),
    given,
    ...(otherCourses ? { otherCourses } : {}),
    state,
    event,
    allowed
  }
}

/** Deterministic: the same seeds give the same vectors. */
export const makeSteps = (
  seeds: number,
  rules: ReadonlyArray<TransitionId> = transitionIds
): ReadonlyArray<StepVector> => {
  const searched = search(seeds)
  const reached = new Set(searched.map(({ rule }) => rule))
  const missing = rules.filter((rule) => !reached.has(rule))
  const found = [...searched, ...probe(searched, missing)]
  const seen = new Set<string>()
  return rules.flatMap((rule) =>
    chosen(
      rule,
      found.filter((each) => each.rule === rule)
    ).flatMap(({ id, course }) => {
      const walked = walk(course)
      if (walked === undefined) throw new Error(`${id} can't be walked`)
      const vector = stepVector(id, course.settings, walked.events)
      const key = JSON.stringify([vector.state, vector.event, vector.allowed[0]?.rules])
      if (seen.has(key)) return []
      seen.add(key)
      return [vector]
    })
  )
}
