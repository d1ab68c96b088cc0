/**
 * Looks for each transition in each situation: simulated runs of many seeds, in small worlds. Of all steps that
 * take a rule in a situation, the one with the fewest events before it is kept.
 */
import { generate } from "../../src/runtime-sim/generate.ts"
import { randomChooser } from "../../src/runtime-sim/schedule.ts"
import { simulate } from "../../src/runtime-sim/simulate.ts"
import type { Workload } from "../../src/runtime-sim/workload.ts"
import type { Event } from "../../src/state-machine/event.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { reference, type ServerState } from "../../src/state-machine/server.ts"
import { type Course, courseOf, hasChoice } from "./course.ts"
import { situationsOf } from "./situation.ts"

export interface Found {
  readonly rule: TransitionId
  readonly situation: string
  readonly course: Course
}

interface Kept {
  readonly rule: TransitionId
  readonly situation: string
  readonly settings: Settings
  /** Of the whole run; the step is the one at `length - 1`. */
  readonly events: ReadonlyArray<Event>
  readonly length: number
}

/** What generated workloads never ask. */
const asked = [
  "GET a HTTP/1.1\r\nHost: h\r\n\r\n",
  "CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n",
  "GET /%2f HTTP/1.1\r\nHost: h\r\n\r\n"
]

/** Few clients that say little reach most rules with the fewest events. */
const small = (seed: number): Workload => {
  const workload = generate(seed)
  const { settings } = workload
  const clients = workload.clients
    .slice(0, 1 + (seed % 4))
    .map((client) => ({ ...client, segments: client.segments.slice(0, 1 + (seed % 7)) }))
  const [first] = clients
  const text = asked[seed % 16]
  if (first !== undefined && text !== undefined)
    clients[0] = { ...first, segments: [{ text, after: "nothing" }] }
  const indexNames = seed % 5 === 0 ? ["first.html", "index.html"] : settings.policy.indexNames
  return {
    ...workload,
    clients,
    settings: { ...settings, policy: { ...settings.policy, indexNames } }
  }
}

const stepsMax = 400

export const search = (seeds: number): ReadonlyArray<Found> => {
  const kept = new Map<string, Kept>()
  for (let seed = 1; seed <= seeds; seed++)
    searchRun(seed % 3 === 0 ? generate(seed) : small(seed), seed, kept)
  return [...kept.values()].map(({ rule, situation, settings, events, length }) => ({
    rule,
    situation,
    course: courseOf(settings, events.slice(0, length))
  }))
}

const searchRun = (workload: Workload, seed: number, kept: Map<string, Kept>): void => {
  const { settings } = workload
  const machine = reference(settings)
  const events: Array<Event> = []
  let choice = false
  const step = (state: ServerState, event: Event) => {
    events.push(event)
    const stepped = machine.step(state, event)
    choice ||= hasChoice(state, stepped)
    // From here on, another machine may rightly be in another state.
    if (choice) return stepped
    const { length } = events
    for (const rule of stepped.rules) {
      for (const situation of situationsOf(state, event, rule, stepped)) {
        const key = `${rule}/${situation}`
        const known = kept.get(key)
        if (known === undefined || known.length > length)
          kept.set(key, { rule, situation, settings, events, length })
      }
    }
    return stepped
  }
  simulate({
    machine: { initial: machine.initial, step },
    workload,
    chooser: randomChooser(seed),
    stepsMax
  })
}
