/** What a move leads to: the world after it, the machine after its event, the world after the machine's commands. */
import type { Happening } from "../../runtime/trace.ts"
import type { Event } from "../../state-machine/event.ts"
import type { TransitionId } from "../../state-machine/rules.ts"
import type { ServerState } from "../../state-machine/server.ts"
import type { Choice } from "../choice.ts"
import type { Deed } from "../kind.ts"
import { honestLaws } from "../laws.ts"
import type { WorldCommand } from "../perform.ts"
import type { SimulatedMachine } from "../simulate.ts"
import type { Workload } from "../workload.ts"
import { initial } from "../world.ts"
import type { Situation } from "./pieces.ts"

export interface Taken {
  readonly event: Event
  readonly rules: ReadonlyArray<TransitionId>
  readonly commands: ReadonlyArray<WorldCommand>
}

export interface Successor {
  readonly situation: Situation
  /** What the world did, before the machine saw anything of it. */
  readonly deeds: ReadonlyArray<Deed>
  /** `undefined` when the machine saw nothing. */
  readonly taken: Taken | undefined
}

type Machine = SimulatedMachine<ServerState>

/** The world refused a command. The step that asked for it is part of what happened all the same. */
export class Refused extends Error {
  override readonly name = "Refused"
  readonly after: Successor
  constructor(cause: unknown, after: Successor) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.after = after
  }
}

/** The first state: the machine has started. */
export const start = (machine: Machine, workload: Workload): Successor => {
  const world = initial(workload)
  const event: Event = { _tag: "Started", unixSeconds: world.toldUnixSeconds }
  return handled(machine, { world, state: machine.initial }, event, [])
}

export const successor = (
  machine: Machine,
  { world, state }: Situation,
  choice: Choice
): Successor => {
  const { world: next, event, deeds } = (machine.laws ?? honestLaws).apply(world, choice)
  if (event === undefined) return { situation: { world: next, state }, deeds, taken: undefined }
  return handled(machine, { world: next, state }, event, deeds)
}

const handled = (
  machine: Machine,
  { world, state }: Situation,
  event: Event,
  deeds: ReadonlyArray<Deed>
): Successor => {
  const { rules, commands, state: next } = machine.step(state, event)
  const { perform } = machine.laws ?? honestLaws
  const taken = { event, rules, commands }
  let performed = world
  try {
    for (const command of commands) performed = perform(performed, command)
  } catch (cause) {
    throw new Refused(cause, { situation: { world: performed, state: next }, deeds, taken })
  }
  return { situation: { world: performed, state: next }, deeds, taken }
}

type Step = Extract<Happening, { readonly _tag: "Step" }>
type Block = Extract<WorldCommand, { readonly _tag: "Block" }>

/** The same as a trace has it. */
export const happenings = ({ deeds, taken }: Successor): ReadonlyArray<Deed> => {
  if (taken === undefined) return deeds
  const { event, rules } = taken
  const blocks = taken.commands.filter((command): command is Block => command._tag === "Block")
  const commands = taken.commands.filter(
    (command): command is Step["commands"][number] => command._tag !== "Block"
  )
  const waits = blocks.map(({ operation, millis }): Deed => ({
    actor: "dispatcher",
    what: { _tag: "Blocked", operation, millis }
  }))
  const step: Deed = { actor: "dispatcher", what: { _tag: "Step", event, rules, commands } }
  return [...deeds, ...waits, step]
}
