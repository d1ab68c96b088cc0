/** What the machine does at each event, to the letter: its rules, and then its commands in order. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Command, Part } from "../../src/state-machine/command.ts"
import type { Event, FileFacts, Outcome, TimerName } from "../../src/state-machine/event.ts"
import {
  defaultLimits,
  defaultPolicy,
  type Limits,
  type Policy
} from "../../src/state-machine/limits.ts"
import { initial, type ServerState, step } from "../../src/state-machine/server.ts"

export const nowSeconds = 1_717_200_000

/** Small, so that few bytes reach them, and no two alike, so that none can stand for another. */
export const smallLimits: Limits = {
  ...defaultLimits,
  connectionsMax: 3,
  overloadMax: 2,
  headMillis: 1001,
  idleMillis: 1002,
  bodyMillis: 1003,
  findMillis: 1004,
  staleMillis: 105,
  sendMillis: 1006,
  lingerMillis: 1007,
  drainMillis: 1008,
  acceptPauseMillis: 1009,
  jobMillis: 410,
  startMillis: 1011,
  spawnPauseMillis: 1012,
  chunkBytes: 10,
  bodyBytesMax: 20,
  lingerBytesMax: 30,
  headBytesMax: 300,
  requestLineBytesMax: 100,
  helpersMin: 1,
  helpersMax: 2,
  queueMax: 1,
  cacheableBytesMax: 30,
  contentBytesMax: 2100
}

const timerText = (timer: TimerName): string => {
  if (timer._tag === "Connection") return `connection ${timer.connection}`
  return timer._tag === "Job" ? `helper ${timer.helper}` : timer._tag.toLowerCase()
}

/** Of a head the status alone: what is in it is told elsewhere. */
const partText = (part: Part): string => {
  if (part._tag === "Text")
    return `"${part.text
      .replace(/^(HTTP\/1\.1 \d+).*\r\n\r\n/s, "$1 …")
      .replaceAll("\r\n", "¶")
      .replaceAll("\n", "↓")}"`
  const { path, version, offset, lengthBytes, chunk, chunkOffset } = part
  return `${path}@${version} ${offset}+${lengthBytes} = #${chunk} ${chunkOffset}+`
}

export const commandText = (command: Command): string => {
  switch (command._tag) {
    case "StartTimer":
      return `timer ${timerText(command.timer)}: ${command.millis}`
    case "StopTimer":
      return `no timer ${timerText(command.timer)}`
    case "Send":
      return [`send ${command.connection}:`, ...command.parts.map(partText)].join("\n    ")
    case "Log": {
      const { connection, method, target, status, bodyBytes, rule } = command.record
      return `log ${connection}: ${method} ${target} ${status} ${bodyBytes} ${rule}`
    }
    case "Submit": {
      const { helper, ticket, job } = command
      const what =
        job._tag === "Locate"
          ? job.path
          : `${job.path}@${job.version} ${job.offset}+${job.lengthBytes}`
      return `submit to ${helper}: #${ticket} ${job._tag} ${what}`
    }
    case "Close":
      return `close ${command.connection} ${command.how}`
    case "Read":
    case "Finish":
      return `${command._tag.toLowerCase()} ${command.connection}`
    case "SpawnHelper":
    case "KillHelper":
      return `${command._tag} ${command.helper}`
    case "Forget":
      return `forget #${command.chunk}`
    case "ResumeAccept":
    case "PauseAccept":
    case "StopAccept":
    case "Stop":
      return command._tag
  }
}

export const get = (path = "/a", fields = "", method = "GET"): string =>
  `${method} ${path} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`

export const octets = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0))

export const started: Event = { _tag: "Started", unixSeconds: nowSeconds }
export const ready = (helper: number): Event => ({ _tag: "HelperReady", helper })
export const accepted = (connection: number): Event => ({ _tag: "Accepted", connection })
export const received = (connection: number, text: string): Event => ({
  _tag: "Received",
  connection,
  bytes: octets(text)
})
export const ended = (connection: number): Event => ({ _tag: "PeerEnded", connection })
export const reset = (connection: number): Event => ({ _tag: "PeerReset", connection })
export const sent = (connection: number, bytes: number): Event => ({
  _tag: "Sent",
  connection,
  bytes
})
export const notified = (helper: number, ticket: number, outcome: Outcome): Event => ({
  _tag: "Notified",
  helper,
  ticket,
  outcome
})
export const lost = (helper: number): Event => ({ _tag: "HelperLost", helper, reason: "killed" })
export const ticked = (unixSeconds: number): Event => ({ _tag: "ClockTicked", unixSeconds })
export const fired = (timer: TimerName): Event => ({ _tag: "TimerFired", timer })
export const late = (connection: number): Event => fired({ _tag: "Connection", connection })
export const drain: Event = { _tag: "DrainRequested" }

export const factsOf = (
  path: string,
  sizeBytes: number,
  some: Partial<FileFacts> = {}
): FileFacts => ({
  path,
  version: "v",
  sizeBytes,
  modifiedSeconds: nowSeconds - 100,
  mediaType: "text/plain",
  settled: true,
  ...some
})

export const found = (path: string, sizeBytes: number, some: Partial<FileFacts> = {}): Outcome => ({
  _tag: "Found",
  facts: factsOf(path, sizeBytes, some)
})
export const loaded = (lengthBytes: number): Outcome => ({ _tag: "Loaded", lengthBytes })

/** An event, or one that depends on what was done before. */
export type Happening = Event | ((state: ServerState) => Event)

/** The kernel took all that it was given. */
export const taken =
  (id: number): Happening =>
  ({ connections }) => {
    const connection = Option.getOrThrow(HashMap.get(connections, id))
    if (connection.phase._tag !== "Send") throw new Error(`nothing is sent to ${id}`)
    return sent(id, connection.phase.inFlightBytes)
  }

/** A server that has begun, with its first helper ready. */
export const begun: ReadonlyArray<Happening> = [started, ready(1)]

const play = (limits: Limits, policy: Policy, happenings: ReadonlyArray<Happening>) => {
  const lines: Array<string> = []
  let state: ServerState = initial({ limits, policy })
  for (const happening of happenings) {
    const stepped = step(state, typeof happening === "function" ? happening(state) : happening)
    state = stepped.state
    lines.push([stepped.rules.join(" "), ...stepped.commands.map(commandText)].join("\n  "))
  }
  return { lines, state }
}

/** What is done at `events`, after `before`: rules, indented commands, and parts of a `Send` once more indented. */
export const told = (
  before: ReadonlyArray<Happening>,
  events: ReadonlyArray<Happening>,
  limits: Limits = smallLimits,
  policy: Policy = defaultPolicy
): string =>
  play(limits, policy, [...before, ...events])
    .lines.slice(before.length)
    .join("\n")

/** A story as it is written in a test: without the empty lines around it and the indentation that all lines have. */
export const story = (text: string): string => {
  const lines = text.split("\n").slice(1, -1)
  const indent = Math.min(...lines.map((line) => line.search(/\S/)))
  return lines.map((line) => line.slice(indent)).join("\n")
}

export const stateAfter = (
  events: ReadonlyArray<Happening>,
  limits: Limits = smallLimits
): ServerState => play(limits, defaultPolicy, events).state
