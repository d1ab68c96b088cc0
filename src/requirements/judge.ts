/** The judge: runs every monitor over a trace, entry by entry, along a run or after it. */
import type { Command } from "../state-machine/command.ts"
import type { Event } from "../state-machine/event.ts"
import { defaultSettings } from "../state-machine/limits.ts"
import type { RuleId } from "../state-machine/rules.ts"
import type { Entry, Happening } from "../runtime/trace.ts"
import { Conversations } from "./conversation.ts"
import {
  judgementOf,
  Tally,
  type Context,
  type Handlers,
  type JudgeOptions,
  type Judgement,
  type MonitorFactory,
  type StepTaken,
  type Violation
} from "./monitor.ts"

type Handler<Subject> = (subject: Subject, step: StepTaken) => void
type Table<Subject> = Map<string, Array<Handler<Subject>>>

export class Judge {
  readonly #tallies = new Map<RuleId, Tally>()
  readonly #conversations = new Conversations()
  readonly #entry: Array<(entry: Entry) => void> = []
  readonly #step: Array<(step: StepTaken) => void> = []
  readonly #heard: Array<(step: StepTaken) => void> = []
  readonly #stepEnd: Array<(step: StepTaken) => void> = []
  readonly #event: Table<Event> = new Map()
  readonly #command: Table<Command> = new Map()
  readonly #world: Map<string, Array<(what: Happening) => void>> = new Map()
  readonly #end: Array<() => void> = []
  readonly #monitors: ReadonlyArray<MonitorFactory>
  #sequence = -1
  #entries = 0
  #judgement: Judgement | undefined

  constructor(monitors: ReadonlyArray<MonitorFactory>, options: JudgeOptions = {}) {
    this.#monitors = monitors
    const keptMax = options.violationsMax ?? 3
    const sequence = () => this.#sequence
    const context: Context = {
      settings: options.settings ?? defaultSettings,
      blockedMillisMax: options.blockedMillisMax ?? 0,
      conversations: this.#conversations,
      sequence,
      gauge: (rule) => {
        const tally = this.#tallies.get(rule) ?? new Tally(rule, keptMax, sequence)
        this.#tallies.set(rule, tally)
        return tally
      }
    }
    for (const monitor of this.#monitors) this.#subscribe(monitor.start(context))
  }

  #subscribe(handlers: Handlers): void {
    if (handlers.entry) this.#entry.push(handlers.entry)
    if (handlers.step) this.#step.push(handlers.step)
    if (handlers.heard) this.#heard.push(handlers.heard)
    if (handlers.stepEnd) this.#stepEnd.push(handlers.stepEnd)
    if (handlers.answer) this.#conversations.listen(handlers.answer)
    if (handlers.end) this.#end.push(handlers.end)
    enlist(this.#event, handlers.event)
    enlist(this.#command, handlers.command)
    enlist(this.#world, handlers.world)
  }

  /** Shows the monitors one entry. Entries come in order; after `finish` no more. */
  see(entry: Entry): void {
    this.#sequence = entry.sequence
    this.#entries += 1
    for (const handler of this.#entry) handler(entry)
    const what = entry.what
    if (what._tag === "Step") return this.#seeStep(what)
    const handlers = this.#world.get(what._tag)
    if (handlers) for (const handler of handlers) handler(what)
  }

  #seeStep(step: StepTaken): void {
    for (const handler of this.#step) handler(step)
    const onEvent = this.#event.get(step.event._tag)
    if (onEvent) for (const handler of onEvent) handler(step.event, step)
    this.#conversations.seeEvent(step.event, this.#sequence)
    for (const handler of this.#heard) handler(step)
    for (const command of step.commands) {
      const onCommand = this.#command.get(command._tag)
      if (onCommand) for (const handler of onCommand) handler(command, step)
      this.#conversations.seeCommand(command)
    }
    for (const handler of this.#stepEnd) handler(step)
  }

  /** Ends the trace, once, and gives the verdict. */
  finish(): Judgement {
    if (this.#judgement) return this.#judgement
    for (const handler of this.#end) handler()
    this.#judgement = judgementOf(this.#tallies, this.#entries)
    return this.#judgement
  }

  /** What is broken so far, by rule: the first violation of each. The trace may go on. */
  get brokenSoFar(): ReadonlyArray<Violation> {
    return [...this.#tallies.values()].flatMap(({ kept }) => kept.slice(0, 1))
  }

  /** Something is already broken: a simulation can stop here. */
  get broken(): boolean {
    for (const tally of this.#tallies.values()) if (tally.violated > 0) return true
    return false
  }
}

/** Adds handlers to the table of their kind. The tag of the key is the tag of what they will be shown. */
const enlist = <Subject>(
  table: Map<string, Array<Subject>>,
  handlers: Readonly<Record<string, unknown>> | undefined
): void => {
  for (const [tag, handler] of Object.entries(handlers ?? {})) {
    const enlisted = table.get(tag) ?? []
    enlisted.push(handler as Subject)
    table.set(tag, enlisted)
  }
}
