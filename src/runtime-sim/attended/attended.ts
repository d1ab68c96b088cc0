/**
 * A run whose clients stand outside the world: a test suite, say, that says what they do as it
 * goes. Server, helpers, disk, network and clock are those of every other simulated run, and so is
 * the trace.
 *
 * Nobody is at choice here: the fair order says what is next, clients act when they are called to,
 * and time passes when somebody outside lets it. So the same calls give the same run.
 */
import * as Effect from "effect/Effect"
import { drive, type Machine } from "../../runtime/driver.ts"
import { Port } from "../../runtime/port.ts"
import type { Entry, Happening } from "../../runtime/trace.ts"
import type { ConnectionId, Event } from "../../state-machine/event.ts"
import type { Settings } from "../../state-machine/limits.ts"
import { connectionOf } from "../change.ts"
import type { Choice } from "../choice.ts"
import { clockChoices } from "../clock.ts"
import { honestLaws, type Laws } from "../laws.ts"
import { blocked } from "../layer.ts"
import type { WorldCommand } from "../perform.ts"
import { poolChoices } from "../pool.ts"
import { type Chooser, fairChooser } from "../schedule.ts"
import { type SimulatedMachine, withoutBlocks } from "../simulate.ts"
import { socketChoices } from "../sockets.ts"
import type { World } from "../world.ts"
import { clientlessWorld } from "./clientless-world.ts"
import { type Contents, contentsOf, type FullFile, rendered } from "./contents.ts"
import {
  freshPeer,
  isOver,
  type Peer,
  peerChoices,
  type PeerListener,
  type PeerState,
  scriptless,
  without,
  withSegment
} from "./peer.ts"

export interface AttendedOptions<State> {
  readonly machine: SimulatedMachine<State>
  readonly settings: Settings
  readonly files: ReadonlyArray<FullFile>
  readonly startUnixSeconds: number
  /** Sees every entry of the trace, as it is made. */
  readonly observe?: (entry: Entry) => void
}

/** What waits for the server to read it, at most; a client that sends more is made to wait. */
const inboundBytesMax = 256 * 1024

/** More than a right machine can need while no time passes. */
const stepsAtOnceMax = 100_000

type Leaving = "ClientSeesEnd" | "ClientSeesReset" | "ClientLeaves" | "ClientResets"

export class Attended<State> {
  readonly #laws: Laws
  readonly #contents: Contents
  readonly #observe: (entry: Entry) => void
  readonly #chooser: Chooser = fairChooser()
  readonly #peers = new Map<ConnectionId, PeerState>()
  /** Those of them whose bytes wait. */
  readonly #waiting = new Set<PeerState>()
  /** Connections of which a side has just ended. */
  readonly #ended = new Set<ConnectionId>()
  #world: World
  #sequence = 0
  #opened = 0
  #handle: (event: Event) => void = () => {}
  /** Lets the driver come to its end. */
  #resume: () => void = () => {}
  #isOver = false

  constructor({ machine, settings, files, startUnixSeconds, observe }: AttendedOptions<State>) {
    this.#laws = machine.laws ?? honestLaws
    this.#contents = contentsOf(files)
    this.#observe = observe ?? (() => {})
    this.#world = clientlessWorld(settings, files, startUnixSeconds)
    this.#start(machine)
  }

  #start(machine: SimulatedMachine<State>): void {
    const port = Port.of({
      nowMillis: () => this.#world.millis,
      perform: (command) => this.#perform(command),
      run: (handle) =>
        Effect.callback<void>((resume) => {
          this.#handle = handle
          this.#resume = () => resume(Effect.void)
        })
    })
    // The driver passes commands on without looking at them, so a machine that can block fits too.
    const driven = drive(machine as Machine<State>, (event, { rules, commands }, _, endedMillis) =>
      this.#record(
        "dispatcher",
        { _tag: "Step", event, rules, commands: withoutBlocks(commands) },
        endedMillis
      )
    )
    Effect.runFork(driven.pipe(Effect.provideService(Port, port)))
    this.#handle({ _tag: "Started", unixSeconds: this.#world.toldUnixSeconds })
  }

  /** Virtual time since the run began. */
  get nowMillis(): number {
    return this.#world.millis
  }

  /** How many connections are not over yet, on one side at least. */
  get connections(): number {
    return this.#peers.size
  }

  /** A new connection, or undefined if it is refused. */
  connect(listener: PeerListener): Peer | undefined {
    if (this.#isOver || this.#world.listening === "closed") return undefined
    const id = this.#opened++
    const peer = freshPeer(id, listener)
    this.#peers.set(id, peer)
    const { clients } = this.#world
    this.#world = { ...this.#world, clients: [...clients, scriptless(id)] }
    this.#take({ _tag: "ClientConnects", client: id })
    return {
      send: (bytes, taken) => this.#send(peer, bytes, taken),
      finish: () => this.#finish(peer),
      pause: () => {
        peer.paused = true
      },
      resume: () => {
        peer.paused = false
      },
      close: () => this.#leave(peer, peer.sawEnd ? "ClientSeesEnd" : "ClientLeaves"),
      abort: () => this.#leave(peer, "ClientResets")
    }
  }

  /**
   * Lets everybody inside do what needs no time, until a client is told something: true. False
   * when nothing is left to do.
   */
  progress(): boolean {
    for (let steps = 0; steps < stepsAtOnceMax; steps++) {
      const choices: Array<Choice> = []
      socketChoices(this.#world, choices)
      poolChoices(this.#world, choices)
      peerChoices(this.#world, this.#peers, choices)
      if (choices.length === 0) return false
      const choice = choices[this.#chooser(choices, this.#world)]
      if (choice !== undefined && this.#happens(choice)) return true
    }
    throw new Error(`no rest after ${stepsAtOnceMax} steps in which no time passed`)
  }

  /**
   * Moves time on: to the next timer or tick of the clock, or to `untilMillis` if that comes first.
   * The clock ticks without timers too, for somebody outside waits.
   */
  passTime(untilMillis: number): void {
    const deadlineMillis = Math.max(untilMillis, this.#world.millis)
    const outside = { name: { _tag: "Drain" }, key: "outside", deadlineMillis } as const
    const choices: Array<Choice> = []
    clockChoices({ ...this.#world, timers: [...this.#world.timers, outside] }, choices)
    const isOutside = (choice: Choice) => choice._tag === "TimerFires" && choice.key === outside.key
    const next =
      choices.find(({ _tag }) => _tag !== "TimerFires") ??
      choices.find((choice) => !isOutside(choice))
    if (next === undefined) this.#world = { ...this.#world, millis: deadlineMillis }
    else this.#take(next)
  }

  /** Ends the run: clients that are still there leave, and the server comes to rest. */
  end(): void {
    this.#isOver = true
    for (const peer of this.#peers.values()) this.#leave(peer, "ClientLeaves")
    this.#take({ _tag: "FaultsStop" })
    for (;;) {
      if (this.progress()) continue
      if (this.#world.timers.length === 0) break
      this.passTime(Infinity)
    }
    this.#record("world", { _tag: "Ended", reason: "quiescent" }, this.#world.millis)
    this.#resume()
  }

  /** True if a client was told something. */
  #happens(choice: Choice): boolean {
    const peer = "client" in choice ? this.#peers.get(choice.client) : undefined
    if (peer !== undefined && choice._tag === "ClientSeesEnd") {
      peer.sawEnd = true
      peer.listener.onEnd("fin")
      return true
    }
    if (peer !== undefined && choice._tag === "ClientSeesReset") {
      this.#leave(peer, "ClientSeesReset")
      peer.listener.onEnd("reset")
      return true
    }
    this.#take(choice)
    if (peer !== undefined && choice._tag === "ClientTakes") {
      peer.listener.onBytes(peer.output.take(choice.bytes))
      return true
    }
    return this.#refill()
  }

  #take(choice: Choice): void {
    const { world, event, deeds } = this.#laws.apply(this.#world, choice)
    this.#world = world
    for (const { actor, what } of deeds) this.#record(actor, what, world.millis)
    if (event !== undefined) this.#handle(event)
    if (event?._tag === "PeerReset") this.#ended.add(event.connection)
    for (const id of this.#ended) this.#discard(id)
    this.#ended.clear()
  }

  #perform(command: WorldCommand): void {
    const before = this.#world
    this.#world = this.#laws.perform(before, command)
    if (command._tag === "Send") {
      const output = this.#peers.get(command.connection)?.output
      for (const part of command.parts) output?.add(rendered(before, this.#contents, part))
    }
    if (command._tag === "Close") this.#ended.add(command.connection)
    if (command._tag === "Block") {
      const { actor, what } = blocked(command)
      this.#record(actor, what, this.#world.millis)
    }
  }

  #send(peer: PeerState, bytes: Uint8Array, taken: () => void): void {
    if (peer.gone || peer.finishing || bytes.length === 0) return taken()
    peer.waiting.push({ bytes, taken })
    this.#waiting.add(peer)
    this.#refill()
  }

  /** Hands over what waited, where there is room now. True if somebody was told. */
  #refill(): boolean {
    let told = false
    for (const peer of this.#waiting) {
      while (peer.waiting.length > 0 && this.#hasRoom(peer)) {
        const [first] = peer.waiting.splice(0, 1)
        if (first === undefined) break
        this.#hand(peer, first.bytes)
        first.taken()
        told = true
      }
      if (peer.waiting.length > 0) continue
      this.#waiting.delete(peer)
      if (peer.finishing) this.#take({ _tag: "ClientHalfCloses", client: peer.id })
    }
    return told
  }

  #hasRoom({ id }: PeerState): boolean {
    const { state, inbound } = connectionOf(this.#world, id)
    return state === "over" || inbound.length < inboundBytesMax
  }

  #hand({ id }: PeerState, bytes: Uint8Array): void {
    this.#world = withSegment(this.#world, id, bytes)
    this.#take({ _tag: "ClientSends", client: id, bytes: bytes.length })
  }

  #finish(peer: PeerState): void {
    if (peer.gone || peer.finishing) return
    peer.finishing = true
    if (peer.waiting.length === 0) this.#take({ _tag: "ClientHalfCloses", client: peer.id })
  }

  /** What the client still had to send is lost. */
  #leave(peer: PeerState, how: Leaving): void {
    if (peer.gone) return
    peer.gone = true
    this.#waiting.delete(peer)
    for (const { taken } of peer.waiting.splice(0)) taken()
    this.#ended.add(peer.id)
    this.#take({ _tag: how, client: peer.id })
  }

  /** Forgets a connection that is over on both sides, so that it slows down no later one. */
  #discard(id: ConnectionId): void {
    if (!this.#peers.has(id) || !isOver(this.#world, id)) return
    this.#peers.delete(id)
    this.#world = without(this.#world, id)
  }

  #record(actor: string, what: Happening, atMillis: number): void {
    this.#observe({ sequence: this.#sequence++, atMillis, actor, what })
  }
}
