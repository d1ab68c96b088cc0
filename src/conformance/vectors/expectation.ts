/**
 * What the reference machine does, as the outcome that a vector allows: the same step with everything left open
 * that `spec/freedoms.md` leaves open, and with the order that commands really need.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Command } from "../../state-machine/command.ts"
import type { Event } from "../../state-machine/event.ts"
import type { Settings } from "../../state-machine/limits.ts"
import { initial, type ServerState, step } from "../../state-machine/server.ts"
import { type Asked, lengthOf, patternOf } from "./answer-pattern.ts"
import type { CommandPattern, Outcome, VectorEvent } from "./format.ts"
import { Numbering } from "./numbering.ts"

/** An answer that leaves, as far as later commands speak of it. */
interface Leaving {
  readonly status: ReadonlyArray<number | "4xx">
  /** The text of its body is free, so its length is too. */
  readonly free: boolean
}

/** Walks the reference machine along events of a vector. */
export class Expecting {
  readonly numbering = new Numbering()
  state: ServerState
  readonly #unsentBytes = new Map<number, number>()
  readonly #leaving = new Map<number, Leaving>()
  readonly #oldPeers = new Set<number>()
  readonly #timers = new Set<string>()

  readonly #tagsAreVersions: boolean

  constructor(settings: Settings, tagsAreVersions = false) {
    this.state = initial(settings)
    this.#tagsAreVersions = tagsAreVersions
  }

  /** One event as the machine sees it; undefined if it can't happen now. */
  toOwn(event: VectorEvent): Event | undefined {
    return eventFor(this.numbering, this.#unsentBytes, event)
  }

  /** Bytes of the last `Send` on each connection that were not reported yet. */
  get unsentBytes(): ReadonlyMap<number, number> {
    return this.#unsentBytes
  }

  get timers(): ReadonlySet<string> {
    return this.#timers
  }

  /** What is right after this event. */
  take(event: Event): Outcome {
    this.#note(event)
    const stepped = step(this.state, event)
    this.state = stepped.state
    const commands = this.numbering.toVector(stepped.commands)
    const optional = this.#withoutEffect(stepped.commands)
    const order = orderOf(commands)
    return {
      rules: stepped.rules,
      commands: commands.map((command) => this.#pattern(command, stepped.rules)),
      ...(order.length === 0 ? {} : { order }),
      ...(optional.length === 0 ? {} : { optional })
    }
  }

  #note(event: Event): void {
    if (event._tag === "TimerFired") this.#timers.delete(JSON.stringify(event.timer))
    if (event._tag === "Received" && hasOldVersion(event.bytes))
      this.#oldPeers.add(event.connection)
    if (event._tag === "Sent") {
      const before = this.#unsentBytes.get(event.connection) ?? 0
      this.#unsentBytes.set(event.connection, before - event.bytes)
    }
  }

  #pattern(command: Command, rules: ReadonlyArray<string>): CommandPattern {
    if (command._tag === "Log") return this.#logPattern(command)
    if (command._tag !== "Send") return command
    const { connection, parts } = command
    this.#unsentBytes.set(connection, lengthOf(parts))
    if (!rules.includes("send/first") || !beginsAnswer(command)) return command
    const oldPeer = this.#oldPeers.has(connection)
    const { pattern, bodyBytes } = patternOf(parts, {
      rules,
      oldPeer,
      asked: this.#asked(connection),
      tagsAreVersions: this.#tagsAreVersions
    })
    this.#leaving.set(connection, { status: pattern.status, free: bodyBytes === undefined })
    return { _tag: "Send", connection, answer: pattern }
  }

  #logPattern({ record }: Extract<Command, { readonly _tag: "Log" }>): CommandPattern {
    const leaving = this.#leaving.get(record.connection)
    const own = leaving?.free === true && record.bodyBytes > 0
    return {
      _tag: "Log",
      record: {
        ...record,
        status: record.status === 0 || leaving === undefined ? [record.status] : leaving.status,
        bodyBytes: own ? "own" : record.bodyBytes
      }
    }
  }

  #asked(id: number): Asked {
    const connection = Option.getOrUndefined(HashMap.get(this.state.connections, id))
    return connection?.phase._tag === "Send"
      ? connection.phase.exchange.request
      : { method: "", target: "" }
  }

  /** Positions of commands that only stop what doesn't run, or start what is started again in the same step. */
  #withoutEffect(commands: ReadonlyArray<Command>): ReadonlyArray<number> {
    const idle: Array<number> = []
    for (const [index, command] of commands.entries()) {
      if (command._tag !== "StartTimer" && command._tag !== "StopTimer") continue
      const key = JSON.stringify(command.timer)
      const later = commands
        .slice(index + 1)
        .some((other) => "timer" in other && JSON.stringify(other.timer) === key)
      if (command._tag === "StartTimer") {
        if (later) idle.push(index)
        this.#timers.add(key)
      } else if (!this.#timers.delete(key)) idle.push(index)
    }
    return idle
  }
}

const beginsAnswer = ({ parts }: Extract<Command, { readonly _tag: "Send" }>): boolean =>
  parts[0]?._tag === "Text" && parts[0].text.startsWith("HTTP/")

const hasOldVersion = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes).toString("latin1").includes("HTTP/1.0")

/** The event for a machine with this numbering and these bytes on their way. */
export const eventFor = (
  numbering: Numbering,
  unsentBytes: ReadonlyMap<number, number>,
  event: VectorEvent
): Event | undefined => {
  const named = numbering.toOwn(event)
  if (named === undefined) return undefined
  if (named._tag === "Received") return { ...named, bytes: Buffer.from(named.bytes, "latin1") }
  if (named._tag !== "Sent") return named as Event
  const unsent = unsentBytes.get(named.connection) ?? 0
  const bytes = named.bytes === "rest" ? unsent : named.bytes
  // To report nothing, or more than was handed over, is no event of any world.
  return bytes < 1 || bytes > unsent ? undefined : { ...named, bytes }
}

/** What two commands must share for their order to matter. */
const subjectsOf = (command: Command): ReadonlyArray<string> => {
  switch (command._tag) {
    case "ResumeAccept":
    case "PauseAccept":
    case "StopAccept":
      return ["listener"]
    case "Read":
      return [`input ${command.connection}`]
    case "Send":
      return [
        `output ${command.connection}`,
        ...command.parts.flatMap((part) => (part._tag === "Slice" ? [`chunk ${part.chunk}`] : []))
      ]
    case "Finish":
      return [`output ${command.connection}`]
    case "Close":
      return [`input ${command.connection}`, `output ${command.connection}`]
    case "StartTimer":
    case "StopTimer":
      return [JSON.stringify(command.timer)]
    case "SpawnHelper":
    case "KillHelper":
    case "Submit":
      return [`helper ${command.helper}`]
    case "Forget":
      return [`chunk ${command.chunk}`]
    case "Log":
      return [`log ${command.record.connection}`]
    case "Stop":
      return []
  }
}

const orderOf = (commands: ReadonlyArray<Command>): ReadonlyArray<readonly [number, number]> => {
  const pairs: Array<readonly [number, number]> = []
  const last = new Map<string, number>()
  for (const [index, command] of commands.entries()) {
    // The run is over with it, so all that is to happen comes before.
    if (command._tag === "Stop")
      pairs.push(...commands.slice(0, index).map((_, at) => [at, index] as const))
    for (const subject of new Set(subjectsOf(command))) {
      const before = last.get(subject)
      if (before !== undefined && !pairs.some(([from, to]) => from === before && to === index))
        pairs.push([before, index])
      last.set(subject, index)
    }
  }
  return pairs
}
