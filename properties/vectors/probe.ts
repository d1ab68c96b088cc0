/**
 * What the simulated world never brings and a real one may: after the courses that search found, every one or
 * two events of a small alphabet are tried. Only rules that search missed are looked for.
 */
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { type Course, type Loose, walk } from "./course.ts"
import type { Found } from "./search.ts"
import { situationOf } from "./situation.ts"

const newcomer = 1000

const alphabet: ReadonlyArray<Loose> = [
  { _tag: "Accepted", connection: newcomer },
  { _tag: "Accepted", connection: newcomer + 1 },
  { _tag: "DrainRequested" },
  { _tag: "AcceptFailed", reason: "gone" },
  { _tag: "HelperReady", helper: 1 },
  { _tag: "TimerFired", timer: { _tag: "Job", helper: 1 } },
  { _tag: "TimerFired", timer: { _tag: "Accept" } },
  { _tag: "PeerReset", connection: newcomer }
]

const eventsMax = 6

const continued = (course: Course): ReadonlyArray<Course> => {
  const { settings } = course
  return alphabet
    .map((event): Course => ({ settings, events: [...course.events, event] }))
    .filter((each) => walk(each) !== undefined)
}

export const probe = (
  found: ReadonlyArray<Found>,
  missing: ReadonlyArray<TransitionId>
): ReadonlyArray<Found> => {
  if (missing.length === 0) return []
  const starts = found
    .map(({ course }) => course)
    .filter(({ events }) => events.length <= eventsMax)
  const once = starts.flatMap(continued)
  const twice = once.flatMap(continued)
  const kept = new Map<string, Found>()
  for (const course of [...once, ...twice]) {
    const walked = walk(course)
    if (walked === undefined || walked.choice) continue
    const situation = situationOf(walked.before, walked.last)
    for (const rule of walked.step.rules) {
      if (!missing.includes(rule)) continue
      const key = `${rule}/${situation}`
      const known = kept.get(key)
      if (known === undefined || known.course.events.length > course.events.length)
        kept.set(key, { rule, situation, course })
    }
  }
  return [...kept.values()]
}
