/**
 * Faulty machines: each is the reference machine with one mistake that people make in such servers, a few
 * lines long. Every one must be rejected, for the right rule (properties/faulty.test.ts).
 */
import type { Machine, Stepped } from "../../src/runtime/driver.ts"
import type { Command } from "../../src/state-machine/command.ts"
import type { Event } from "../../src/state-machine/event.ts"
import type { Limits, Settings } from "../../src/state-machine/limits.ts"
import type { RuleId } from "../../src/state-machine/rules.ts"
import { reference, type ServerState } from "../../src/state-machine/server.ts"

export type ServerMachine = Machine<ServerState>
type Stepping = Stepped<ServerState>

export interface Fault {
  readonly id: string
  /** The mistake, in one sentence. */
  readonly sentence: string
  /** The rule that must reject it. Others may be broken as well. */
  readonly rule: RuleId
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
