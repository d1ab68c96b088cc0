/**
 * A tiny synchronous host: performs the commands of the machine on values, at once, so that a test is
 * bytes in and bytes out. It refuses what no honest runtime could perform.
 */
import type { AccessRecord, Command, Job, Part } from "../../src/state-machine/command.ts"
import type { Event, Outcome, TimerName } from "../../src/state-machine/event.ts"
import { defaultSettings, type Settings } from "../../src/state-machine/limits.ts"
import type { TransitionId } from "../../src/state-machine/rules.ts"
import { initial, type ServerState, step, type Step } from "../../src/state-machine/server.ts"
import { type Disk, work } from "./files.ts"
import { newPeer, type Peer } from "./peer.ts"

/** 2024-06-01 00:00:00 UTC, long after the files were written. */
export const startSeconds = 1_717_200_000

export interface Submitted {
  readonly helper: number
  readonly ticket: number
  readonly job: Job
}

export interface HostOptions {
  readonly disk?: Disk
  readonly settings?: Settings
  /** Bytes that one `Sent` reports at most. */
  readonly sentBytesMax?: number
  /** Bytes that one `Received` brings at most. */
  readonly receivedBytesMax?: number
  readonly helpersAnswer?: boolean
  readonly helpersStart?: boolean
  readonly peersTake?: boolean
}

const octets = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

const nameOf = (timer: TimerName): string => JSON.stringify(timer)

export class Host {
  readonly disk: Disk
  readonly settings: Settings
  readonly options: Required<Omit<HostOptions, "disk" | "settings">>
  readonly peers = new Map<number, Peer>()
  readonly steps: Array<Step> = []
  readonly records: Array<AccessRecord> = []
  /** Milliseconds by the name of each running timer. */
  readonly timers = new Map<string, { readonly timer: TimerName; readonly millis: number }>()
  readonly helpers = new Set<number>()
  readonly jobs: Array<Submitted> = []
  /** Bytes in memory, by ticket. */
  readonly chunks = new Map<number, string>()
  listening: "accepting" | "paused" | "stopped" = "paused"
  stopped = false
  state: ServerState
  #lastConnection = 0
  /** Events that the world has ready, in order. */
  readonly #ready: Array<Event> = []

  constructor(options: HostOptions = {}) {
    this.disk = options.disk ?? new Map()
    this.settings = options.settings ?? defaultSettings
    this.options = {
      sentBytesMax: options.sentBytesMax ?? Number.MAX_SAFE_INTEGER,
      receivedBytesMax: options.receivedBytesMax ?? this.settings.limits.readBytesMax,
      helpersAnswer: options.helpersAnswer ?? true,
      helpersStart: options.helpersStart ?? true,
      peersTake: options.peersTake ?? true
    }
    this.state = initial(this.settings)
    this.give({ _tag: "Started", unixSeconds: startSeconds })
  }

  get rules(): ReadonlyArray<TransitionId> {
    return this.steps.flatMap((each) => each.rules)
  }

  get commands(): ReadonlyArray<Command> {
    return this.steps.flatMap((each) => each.commands)
  }

  /** Gives one event and all that follows from it. */
  give(event: Event): void {
    this.#ready.push(event)
    this.settle()
  }

  settle(): void {
    for (;;) {
      const event = this.#ready.shift() ?? this.#delivery()
      if (event === undefined) return
      const stepped = step(this.state, event)
      this.state = stepped.state
      this.steps.push(stepped)
      for (const command of stepped.commands) this.#perform(command)
    }
  }

  connect(bytes = ""): Peer {
    this.#lastConnection += 1
    const peer = newPeer(this.#lastConnection, bytes)
    this.peers.set(peer.id, peer)
    this.give({ _tag: "Accepted", connection: peer.id })
    return peer
  }

  send(peer: Peer, bytes: string): void {
    peer.inbound += bytes
    this.settle()
  }

  end(peer: Peer): void {
    peer.ends = true
    this.settle()
  }

  reset(peer: Peer): void {
    peer.closed = "reset"
    this.give({ _tag: "PeerReset", connection: peer.id })
  }

  /** The kernel took bytes: for hosts whose peers don't take by themselves. */
  take(peer: Peer, bytes = peer.unsentBytes): void {
    peer.unsentBytes -= bytes
    this.give({ _tag: "Sent", connection: peer.id, bytes })
  }

  fire(timer: TimerName): void {
    if (!this.timers.delete(nameOf(timer))) throw new Error(`${nameOf(timer)} is not running`)
    this.give({ _tag: "TimerFired", timer })
  }

  expire(peer: Peer): void {
    this.fire({ _tag: "Connection", connection: peer.id })
  }

  millisOf(timer: TimerName): number | undefined {
    return this.timers.get(nameOf(timer))?.millis
  }

  /** Takes the oldest job that waits for an answer. */
  job(): Submitted {
    const job = this.jobs.shift()
    if (job === undefined) throw new Error("no job was submitted")
    return job
  }

  /** Answers a job from the disk, or with another outcome. */
  notify({ helper, ticket, job }: Submitted, other?: Outcome): void {
    const { outcome, bytes } =
      other === undefined ? work(this.disk, job) : { outcome: other, bytes: "" }
    if (outcome._tag === "Loaded") this.chunks.set(ticket, bytes.padEnd(outcome.lengthBytes, "?"))
    this.give({ _tag: "Notified", helper, ticket, outcome })
  }

  /** What a `Read` that is outstanding can bring. */
  #delivery(): Event | undefined {
    for (const peer of this.peers.values()) {
      if (!peer.reading || peer.closed !== undefined) continue
      if (peer.inbound !== "") {
        const bytes = peer.inbound.slice(0, this.options.receivedBytesMax)
        peer.inbound = peer.inbound.slice(bytes.length)
        peer.reading = false
        return { _tag: "Received", connection: peer.id, bytes: octets(bytes) }
      }
      if (peer.ends && !peer.endDelivered) {
        peer.reading = false
        peer.endDelivered = true
        return { _tag: "PeerEnded", connection: peer.id }
      }
    }
    return undefined
  }

  #open(id: number, command: string): Peer {
    const peer = this.peers.get(id)
    if (peer === undefined || peer.closed !== undefined)
      throw new Error(`${command} names connection ${id}, which is gone`)
    return peer
  }

  #textOf(part: Part): string {
    if (part._tag === "Text") return part.text
    const chunk = this.chunks.get(part.chunk)
    if (chunk === undefined) throw new Error(`a slice names chunk ${part.chunk}, which is not held`)
    const bytes = chunk.slice(part.chunkOffset, part.chunkOffset + part.lengthBytes)
    if (bytes.length !== part.lengthBytes || bytes === "")
      throw new Error(`a slice of chunk ${part.chunk} has ${bytes.length} bytes`)
    return bytes
  }

  #send(peer: Peer, parts: ReadonlyArray<Part>): void {
    if (peer.unsentBytes > 0) throw new Error(`Send on ${peer.id} before the last one was out`)
    if (peer.finished) throw new Error(`Send on ${peer.id} after Finish`)
    const text = parts.map((part) => this.#textOf(part)).join("")
    if (text === "") throw new Error(`an empty Send on ${peer.id} would never be answered`)
    peer.out += text
    peer.unsentBytes = text.length
    if (!this.options.peersTake) return
    for (let left = text.length; left > 0; left -= this.options.sentBytesMax) {
      const bytes = Math.min(left, this.options.sentBytesMax)
      this.#ready.push({ _tag: "Sent", connection: peer.id, bytes })
    }
    peer.unsentBytes = 0
  }

  #read(peer: Peer): void {
    if (peer.reading || peer.endDelivered) throw new Error(`a second Read on ${peer.id}`)
    peer.reading = true
  }

  #submit(submitted: Submitted): void {
    if (!this.helpers.has(submitted.helper)) throw new Error(`Submit to a helper that isn't there`)
    if (!this.options.helpersAnswer) {
      this.jobs.push(submitted)
      return
    }
    const { outcome, bytes } = work(this.disk, submitted.job)
    if (outcome._tag === "Loaded") this.chunks.set(submitted.ticket, bytes)
    const { helper, ticket } = submitted
    this.#ready.push({ _tag: "Notified", helper, ticket, outcome })
  }

  #perform(command: Command): void {
    switch (command._tag) {
      case "ResumeAccept":
        this.listening = "accepting"
        return
      case "PauseAccept":
        this.listening = "paused"
        return
      case "StopAccept":
        this.listening = "stopped"
        return
      case "Read":
        return this.#read(this.#open(command.connection, "Read"))
      case "Send":
        return this.#send(this.#open(command.connection, "Send"), command.parts)
      case "Finish":
        this.#open(command.connection, "Finish").finished = true
        return
      case "Close":
        this.peers.get(command.connection)!.closed ??= command.how
        return
      case "StartTimer":
        this.timers.set(nameOf(command.timer), command)
        return
      case "StopTimer":
        this.timers.delete(nameOf(command.timer))
        return
      case "SpawnHelper":
        this.helpers.add(command.helper)
        if (this.options.helpersStart)
          this.#ready.push({ _tag: "HelperReady", helper: command.helper })
        return
      case "KillHelper":
        return
      case "Submit":
        return this.#submit(command)
      case "Forget":
        this.chunks.delete(command.chunk)
        return
      case "Log":
        this.records.push(command.record)
        return
      case "Stop":
        this.stopped = true
    }
  }
}
