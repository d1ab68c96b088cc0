/**
 * A legal world that is as unkind as it may be: it does one thing at a time, in any order that the contract of
 * events and commands permits, and refuses every command that the contract forbids.
 */
import assert from "node:assert/strict"
import type { AccessRecord, Command, Part } from "../../src/state-machine/command.ts"
import type { Event, Outcome, TimerName } from "../../src/state-machine/event.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { initial, type ServerState, step, type Step } from "../../src/state-machine/server.ts"
import { type Disk, fileOf, work } from "../../tests/state-machine/files.ts"
import { startSeconds, type Submitted } from "../../tests/state-machine/host.ts"
import { newPeer, type Peer } from "../../tests/state-machine/peer.ts"

export interface Helper {
  readonly id: number
  state: "starting" | "idle" | "busy" | "killed"
  job: Submitted | undefined
}

const nameOf = (timer: TimerName): string => JSON.stringify(timer)

export class World {
  readonly disk: Disk
  readonly settings: Settings
  state: ServerState
  readonly peers = new Map<number, Peer>()
  readonly helpers = new Map<number, Helper>()
  readonly timers = new Map<string, TimerName>()
  /** Bytes in memory, by ticket. */
  readonly chunks = new Map<number, string>()
  /** Notifications that may come again. */
  readonly answered: Array<Submitted> = []
  readonly records: Array<AccessRecord> = []
  readonly submitted: Array<Submitted> = []
  listening: "accepting" | "paused" | "stopped" = "paused"
  stopped = false
  nowSeconds = startSeconds
  #lastConnection = 0
  #rewrites = 0
  readonly #tickets = new Set<number>()

  constructor(disk: Disk, settings: Settings) {
    this.disk = disk
    this.settings = settings
    this.state = initial(settings)
    this.give({ _tag: "Started", unixSeconds: startSeconds })
  }

  give(event: Event): Step {
    const stepped = step(this.state, event)
    this.state = stepped.state
    for (const command of stepped.commands) this.#perform(command)
    return stepped
  }

  connect(bytes: string): Step {
    this.#lastConnection += 1
    this.peers.set(this.#lastConnection, newPeer(this.#lastConnection, bytes))
    return this.give({ _tag: "Accepted", connection: this.#lastConnection })
  }

  deliver(peer: Peer, bytesMax: number): Step {
    const bytes = peer.inbound.slice(0, Math.min(bytesMax, this.settings.limits.readBytesMax))
    const octets = Uint8Array.from(bytes, (char) => char.charCodeAt(0))
    peer.inbound = peer.inbound.slice(bytes.length)
    peer.reading = false
    return this.give({ _tag: "Received", connection: peer.id, bytes: octets })
  }

  end(peer: Peer): Step {
    peer.reading = false
    peer.endDelivered = true
    return this.give({ _tag: "PeerEnded", connection: peer.id })
  }

  reset(peer: Peer): Step {
    peer.closed = "reset"
    return this.give({ _tag: "PeerReset", connection: peer.id })
  }

  take(peer: Peer, bytesMax: number): Step {
    const bytes = Math.min(bytesMax, peer.unsentBytes)
    peer.unsentBytes -= bytes
    return this.give({ _tag: "Sent", connection: peer.id, bytes })
  }

  fire(name: string): Step {
    const timer = this.timers.get(name)!
    this.timers.delete(name)
    return this.give({ _tag: "TimerFired", timer })
  }

  ready(helper: Helper): Step {
    helper.state = "idle"
    return this.give({ _tag: "HelperReady", helper: helper.id })
  }

  lose(helper: Helper): Step {
    this.helpers.delete(helper.id)
    return this.give({ _tag: "HelperLost", helper: helper.id, reason: "lost" })
  }

  /** A killed helper may still speak, until it is gone. */
  finish(helper: Helper, other?: Outcome): Step {
    const { job } = helper
    if (job === undefined) throw new Error("it has no job")
    helper.job = undefined
    if (helper.state === "busy") helper.state = "idle"
    this.answered.push(job)
    return this.notify(job, other)
  }

  /** A file becomes another one of another length; the clock shows it. */
  rewrite(): Step {
    this.#rewrites += 1
    const length = 40 - (this.#rewrites % 30)
    const version = `rewritten${this.#rewrites}`
    this.disk.set("/c", fileOf("/c", "r".repeat(length), { version }))
    return this.give({ _tag: "ClockTicked", unixSeconds: this.nowSeconds })
  }

  notify({ helper, ticket, job }: Submitted, other?: Outcome): Step {
    const { outcome, bytes } =
      other === undefined ? work(this.disk, job) : { outcome: other, bytes: "" }
    if (outcome._tag === "Loaded") this.chunks.set(ticket, bytes)
    return this.give({ _tag: "Notified", helper, ticket, outcome })
  }

  #open(id: number): Peer {
    const peer = this.peers.get(id)
    assert.ok(peer?.closed === undefined && peer !== undefined, `connection ${id} is gone`)
    return peer
  }

  #bytesOf(part: Part): string {
    if (part._tag === "Text") return part.text
    const chunk = this.chunks.get(part.chunk)
    assert.ok(chunk !== undefined, `chunk ${part.chunk} is not held`)
    const bytes = chunk.slice(part.chunkOffset, part.chunkOffset + part.lengthBytes)
    assert.equal(bytes.length, part.lengthBytes)
    return bytes
  }

  #send(peer: Peer, parts: ReadonlyArray<Part>): void {
    assert.equal(peer.unsentBytes, 0, "a Send before the last one was out")
    assert.ok(!peer.finished, "a Send after Finish")
    const bytes = parts.map((part) => this.#bytesOf(part)).join("")
    assert.notEqual(bytes, "", "an empty Send would never be answered")
    const slices = parts.reduce(
      (sum, part) => sum + (part._tag === "Slice" ? part.lengthBytes : 0),
      0
    )
    assert.ok(slices <= this.settings.limits.chunkBytes, `${slices} bytes of a file in one Send`)
    peer.out += bytes
    peer.unsentBytes = bytes.length
  }

  #submit(submitted: Submitted): void {
    const { helper: id, ticket } = submitted
    const helper = this.helpers.get(id)
    assert.equal(helper?.state, "idle", "a job for a helper that is not free")
    assert.ok(!this.#tickets.has(ticket), `ticket ${ticket} was used before`)
    this.#tickets.add(ticket)
    this.submitted.push(submitted)
    helper!.state = "busy"
    helper!.job = submitted
  }

  #perform(command: Command): void {
    switch (command._tag) {
      case "ResumeAccept":
      case "PauseAccept":
      case "StopAccept":
        assert.notEqual(this.listening, "stopped", "the listening socket is closed")
        this.listening = command._tag === "ResumeAccept" ? "accepting" : "paused"
        if (command._tag === "StopAccept") this.listening = "stopped"
        return
      case "Read": {
        const peer = this.#open(command.connection)
        assert.ok(!peer.reading && !peer.endDelivered, "a Read that nothing can answer")
        peer.reading = true
        return
      }
      case "Send":
        return this.#send(this.#open(command.connection), command.parts)
      case "Finish": {
        const peer = this.#open(command.connection)
        assert.equal(peer.unsentBytes, 0, "Finish before all bytes are out")
        peer.finished = true
        return
      }
      case "Close": {
        const peer = this.peers.get(command.connection)!
        assert.ok(command.how === "reset" || peer.unsentBytes === 0, "a short answer looks whole")
        peer.closed ??= command.how
        return
      }
      case "StartTimer":
        assert.ok(command.millis > 0)
        this.timers.set(nameOf(command.timer), command.timer)
        return
      case "StopTimer":
        this.timers.delete(nameOf(command.timer))
        return
      case "SpawnHelper":
        assert.ok(!this.helpers.has(command.helper))
        this.helpers.set(command.helper, { id: command.helper, state: "starting", job: undefined })
        return
      case "KillHelper":
        this.helpers.get(command.helper)!.state = "killed"
        return
      case "Submit":
        return this.#submit(command)
      case "Forget":
        assert.ok(this.chunks.delete(command.chunk), `chunk ${command.chunk} is not held`)
        return
      case "Log":
        this.records.push(command.record)
        return
      case "Stop":
        assert.ok(!this.stopped, "Stop twice")
        this.stopped = true
    }
  }
}
