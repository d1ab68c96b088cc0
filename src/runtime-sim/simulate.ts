/** One simulated run: a machine, a workload and a chooser in, a trace and a verdict on how it ended out. */
import * as Effect from "effect/Effect"
import { digestOf, digestStart, digestText } from "../runtime/digest.ts"
import { drive, type Machine } from "../runtime/driver.ts"
import { encodeEntry } from "../runtime/encode.ts"
import type { Entry, Happening } from "../runtime/trace.ts"
import type { Event } from "../state-machine/event.ts"
import type { TransitionId } from "../state-machine/rules.ts"
import { enabled, labelOf, type Choice } from "./choice.ts"
import type { Laws } from "./laws.ts"
import { simulated } from "./layer.ts"
import type { WorldCommand } from "./perform.ts"
import type { Chooser } from "./schedule.ts"
import type { Workload } from "./workload.ts"
import { initial, type World } from "./world.ts"

/** A machine of the simulator: the reference, or a faulty one that can also block. */
export interface SimulatedMachine<State> {
  readonly initial: State
  readonly step: (
    state: State,
    event: Event
  ) => {
    readonly rules: ReadonlyArray<TransitionId>
    readonly state: State
    readonly commands: ReadonlyArray<WorldCommand>
  }
  readonly fingerprint?: (state: State, event: Event) => number
  /** Those of an honest world unless said otherwise. */
  readonly laws?: Laws
}

export interface Simulation<State> {
  readonly machine: SimulatedMachine<State>
  readonly workload: Workload
  readonly chooser: Chooser
  /** Sees every entry of the trace, as it is made. */
  readonly observe?: (entry: Entry) => void
  /** Filled with the choices as they are taken: what a run has done that throws. Empty at first. */
  readonly taken?: Array<Choice>
  readonly stepsMax?: number
  /** Put a fingerprint of the state into each step, as recordings have it. */
  readonly fingerprinted?: boolean
  /** Digest the trace. Costs about a seventh of a run, so only those pay that compare. */
  readonly digested?: boolean
}

export interface Run<State> {
  /** `quiescent`: nothing was enabled. `drained`: the machine said `Stop`. */
  readonly reason: "quiescent" | "drained" | "step-limit"
  /** Events that the machine handled. */
  readonly events: number
  readonly entries: number
  /** Labels of the choices taken: `replayChooser` repeats the run from them. Made when they are asked for. */
  readonly labels: () => ReadonlyArray<string>
  readonly virtualMillis: number
  /** Of all entries, in order: equal digests mean equal traces. Empty unless `digested` was asked for. */
  readonly digest: string
  readonly world: World
  readonly state: State
}

const stepsMaxDefault = 100_000

/**
 * Runs to the end, or throws what the machine or the world found to be our own fault. Then `taken` ends
 * with the choice that led there, so that a crash can be repeated and shrunk as any other failure.
 */
export const simulate = <State>(simulation: Simulation<State>): Run<State> => {
  const { machine, workload, chooser, observe, stepsMax = stepsMaxDefault, digested } = simulation
  const taken = simulation.taken ?? []
  let digest = digestStart
  let sequence = 0
  let events = 0
  let world = initial(workload)
  const record = (atMillis: number, actor: string, what: Happening) => {
    const entry: Entry = { sequence: sequence++, atMillis, actor, what }
    if (digested === true) digest = digestOf(digest, encodeEntry(entry))
    observe?.(entry)
  }
  const layer = simulated(
    world,
    chooser,
    {
      chosen: (choice) => void taken.push(choice),
      happened: ({ actor, what }, atMillis) => record(atMillis, actor, what),
      ended: (last) => {
        world = last
      }
    },
    stepsMax,
    machine.laws
  )
  // The driver passes commands on without looking at them, so a machine that can block fits as well.
  const state = Effect.runSync(
    drive(machine as Machine<State>, (event, stepped, _, endedMillis) => {
      events++
      const { rules, commands } = stepped
      const step = { _tag: "Step", event, rules, commands: withoutBlocks(commands) } as const
      const print =
        simulation.fingerprinted === true ? machine.fingerprint?.(stepped.state, event) : undefined
      record(endedMillis, "dispatcher", print === undefined ? step : { ...step, state: print })
    }).pipe(Effect.provide(layer))
  )
  const reason = reasonOf(world)
  record(world.millis, "world", { _tag: "Ended", reason })
  return {
    reason,
    events,
    entries: sequence,
    labels: () => taken.map(labelOf),
    virtualMillis: world.millis,
    digest: digested === true ? digestText(digest) : "",
    world,
    state
  }
}

const reasonOf = (world: World): Run<unknown>["reason"] => {
  if (world.stopped) return "drained"
  return enabled(world).length === 0 ? "quiescent" : "step-limit"
}

type Commands = Extract<Happening, { readonly _tag: "Step" }>["commands"]

/** A `Block` is an entry of its own, not a command of the trace. */
export const withoutBlocks = (commands: Commands): Commands => {
  const blocks = (command: WorldCommand) => command._tag === "Block"
  return commands.some(blocks) ? commands.filter((command) => !blocks(command)) : commands
}
