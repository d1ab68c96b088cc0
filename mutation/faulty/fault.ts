/**
 * Faulty machines, and worlds: each is the reference with one mistake that people make in such servers, a few
 * lines long. Every one must be rejected, for the right rule (docs/teeth.md).
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Machine, Stepped } from "../../src/runtime/driver.ts"
import { honestLaws, type Laws } from "../../src/runtime-sim/laws.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { Connection, PhaseOf } from "../../src/state-machine/connection.ts"
import type { ConnectionId, Event } from "../../src/state-machine/event.ts"
import type { Limits, Settings } from "../../src/state-machine/limits.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { reference, type ServerState } from "../../src/state-machine/server.ts"

export interface ServerMachine extends Machine<ServerState> {
  /** When the mistake is a helper's or the runtime's: the world that has it. */
  readonly laws?: Laws
}
export type Stepping = Stepped<ServerState>

/** What goes wrong, in the words of people who debug such servers. */
export const faultKinds = [
  "order",
  "loss",
  "duplication",
  "staleness",
  "starvation",
  "blocking",
  "leak",
  "bytes",
  "coherence",
  "crash",
  "overload"
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  readonly id: string
  readonly kind: FaultKind
  /** The mistake, in one sentence. */
  readonly sentence: string
  /** The rule that must reject it. Others may be broken as well. */
  readonly rule: RuleId
  /** It has runs without an end besides, in which somebody waits for ever although all are treated fairly. */
  readonly endless?: true
  readonly machine: (settings: Settings) => ServerMachine
}

/** The reference machine with its event changed before, or its step after the fact. */
export const wrapped =
  (
    step: (
      state: ServerState,
      event: Event,
      honest: (state: ServerState, event: Event) => Stepping
    ) => Stepping
  ) =>
  (settings: Settings): ServerMachine => {
    const machine = reference(settings)
    return { initial: machine.initial, step: (state, event) => step(state, event, machine.step) }
  }

/** The reference machine with each step's commands rewritten. */
export const rewritten = (
  rewrite: (commands: ReadonlyArray<Command>, event: Event) => ReadonlyArray<Command>
) =>
  wrapped((state, event, honest) => {
    const step = honest(state, event)
    return { ...step, commands: rewrite(step.commands, event) }
  })

/** The reference machine that forgets one kind of command. */
export const without = (unwanted: (command: Command) => boolean) =>
  rewritten((commands) => commands.filter((command) => !unwanted(command)))

/** The reference machine under limits that it doesn't admit to. */
export const limited = (change: (limits: Limits) => Partial<Limits>) => (settings: Settings) =>
  reference({ ...settings, limits: { ...settings.limits, ...change(settings.limits) } })

/** The reference machine in a world with other laws. */
export const inWorld =
  (laws: Partial<Laws>) =>
  (settings: Settings): ServerMachine => ({
    ...reference(settings),
    laws: { ...honestLaws, ...laws }
  })

/** Another event right after a step, in the same handler. */
export const followedBy = (
  first: Stepping,
  event: Event,
  honest: (state: ServerState, event: Event) => Stepping
): Stepping => {
  const second = honest(first.state, event)
  return {
    rules: [...first.rules, ...second.rules],
    state: second.state,
    commands: [...first.commands, ...second.commands]
  }
}

export const connectionIn = (state: ServerState, id: ConnectionId): Connection | undefined =>
  Option.getOrUndefined(HashMap.get(state.connections, id))

export const withConnection = (state: ServerState, connection: Connection): ServerState => ({
  ...state,
  connections: HashMap.set(state.connections, connection.id, connection)
})

export const sendingIn = (state: ServerState, id: ConnectionId): PhaseOf<"Send"> | undefined => {
  const phase = connectionIn(state, id)?.phase
  return phase?._tag === "Send" ? phase : undefined
}
