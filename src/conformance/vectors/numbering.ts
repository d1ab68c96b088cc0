/**
 * Helpers and tickets have numbers that the machine gives. Vectors number both 1, 2, 3 … in the order in which
 * `SpawnHelper` and `Submit` first name them, so that an implementation may number them in its own way.
 */
import type { Command, Part } from "../../state-machine/command.ts"
import type { TimerName } from "../../state-machine/event.ts"
import type { VectorEvent } from "./format.ts"

/** The names of one kind: their own numbers by vector number. */
class Names {
  readonly #own: Array<number> = []

  meet(own: number): void {
    if (!this.#own.includes(own)) this.#own.push(own)
  }

  /** Negative when it was never met: no vector has such a number, so it equals none. */
  toVector(own: number): number {
    const position = this.#own.indexOf(own)
    return position === -1 ? -1 - own : position + 1
  }

  toOwn(vector: number): number | undefined {
    return this.#own[vector - 1]
  }
}

export class Numbering {
  readonly #helpers = new Names()
  readonly #tickets = new Names()

  /** The commands of one step, as a vector has them. */
  toVector(commands: ReadonlyArray<Command>): ReadonlyArray<Command> {
    return commands.map((command) => this.#command(command))
  }

  /** An event for the machine; undefined if it names what the machine never asked for. */
  toOwn(event: VectorEvent): VectorEvent | undefined {
    switch (event._tag) {
      case "HelperReady":
      case "HelperLost": {
        const helper = this.#helpers.toOwn(event.helper)
        return helper === undefined ? undefined : { ...event, helper }
      }
      case "Notified": {
        const helper = this.#helpers.toOwn(event.helper)
        const ticket = this.#tickets.toOwn(event.ticket)
        return helper === undefined || ticket === undefined
          ? undefined
          : { ...event, helper, ticket }
      }
      case "TimerFired": {
        if (event.timer._tag !== "Job") return event
        const helper = this.#helpers.toOwn(event.timer.helper)
        return helper === undefined ? undefined : { ...event, timer: { _tag: "Job", helper } }
      }
      case "Started":
      case "ClockTicked":
      case "Accepted":
      case "AcceptFailed":
      case "Received":
      case "PeerEnded":
      case "PeerReset":
      case "Sent":
      case "DrainRequested":
        return event
    }
  }

  /** An event that the machine was given, as a vector has it. */
  eventToVector(event: VectorEvent): VectorEvent {
    switch (event._tag) {
      case "HelperReady":
      case "HelperLost":
        return { ...event, helper: this.#helpers.toVector(event.helper) }
      case "Notified":
        return {
          ...event,
          helper: this.#helpers.toVector(event.helper),
          ticket: this.#tickets.toVector(event.ticket)
        }
      case "TimerFired":
        return { ...event, timer: this.#timer(event.timer) }
      case "Started":
      case "ClockTicked":
      case "Accepted":
      case "AcceptFailed":
      case "Received":
      case "PeerEnded":
      case "PeerReset":
      case "Sent":
      case "DrainRequested":
        return event
    }
  }

  ticketToVector(ticket: number): number {
    return this.#tickets.toVector(ticket)
  }

  helperToVector(helper: number): number {
    return this.#helpers.toVector(helper)
  }

  #timer(timer: TimerName): TimerName {
    return timer._tag === "Job"
      ? { _tag: "Job", helper: this.#helpers.toVector(timer.helper) }
      : timer
  }

  #part(part: Part): Part {
    return part._tag === "Text" ? part : { ...part, chunk: this.#tickets.toVector(part.chunk) }
  }

  #command(command: Command): Command {
    switch (command._tag) {
      case "SpawnHelper":
        this.#helpers.meet(command.helper)
        return { ...command, helper: this.#helpers.toVector(command.helper) }
      case "KillHelper":
        return { ...command, helper: this.#helpers.toVector(command.helper) }
      case "Submit":
        this.#tickets.meet(command.ticket)
        return {
          ...command,
          helper: this.#helpers.toVector(command.helper),
          ticket: this.#tickets.toVector(command.ticket)
        }
      case "StartTimer":
      case "StopTimer":
        return { ...command, timer: this.#timer(command.timer) }
      case "Send":
        return { ...command, parts: command.parts.map((part) => this.#part(part)) }
      case "Forget":
        return { ...command, chunk: this.#tickets.toVector(command.chunk) }
      case "ResumeAccept":
      case "PauseAccept":
      case "StopAccept":
      case "Read":
      case "Finish":
      case "Close":
      case "Log":
      case "Stop":
        return command
    }
  }
}
