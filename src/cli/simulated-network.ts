/**
 * A network in which the simulated server serves the root of the suite: connections and time are
 * virtual.
 *
 * The world moves when all JavaScript is at rest, so the clients are quicker than everything in it.
 * Only when it is at rest as well does time pass: to what is waited for first, outside or inside.
 */
import mime from "mime"
import { type Channel, ConnectFailed, type Network } from "../conformance/network.ts"
import { modified, rootFiles } from "../conformance/root.ts"
import type { Entry } from "../runtime/trace.ts"
import { Attended } from "../runtime-sim/attended/attended.ts"
import type { FullFile } from "../runtime-sim/attended/contents.ts"
import { defaultSettings, type Settings } from "../state-machine/limits.ts"
import { reference, type ServerState } from "../state-machine/server.ts"
import type { MachineOf } from "./shrunk.ts"

export interface SimulatedNetworkOptions {
  readonly settings?: Settings
  /** The reference unless said otherwise. */
  readonly machineOf?: MachineOf
  /** Sees every entry of the trace, as it is made. */
  readonly observe?: (entry: Entry) => void
}

export interface SimulatedNetwork extends Network {
  /** Stands outside the root, where a server must never find it. */
  readonly secret: string
  /** Lets the server come to rest and ends the trace, and with it everything that still waits. */
  readonly end: () => void
}

/** After every file that is not from the future, and before the one that is. */
const startUnixSeconds = Date.UTC(2026, 0, 1) / 1_000

/** Turns of the event loop without a call, after which nobody outside can still be busy. */
const quietTurns = 2

/** Somebody outside who waits for time to pass. */
interface Waiter {
  readonly deadlineMillis: number
  readonly resolve: (passed: boolean) => void
  readonly reject: (defect: unknown) => void
}

export const simulatedNetwork = (options: SimulatedNetworkOptions = {}): SimulatedNetwork => {
  const { settings = defaultSettings, machineOf = reference, observe } = options
  const world = new Attended({
    machine: machineOf(settings),
    settings,
    files: simulatedRoot(),
    startUnixSeconds,
    ...(observe === undefined ? {} : { observe })
  })
  const pump = new Pump(world)
  return {
    open: async (listener) => {
      const peer = pump.call(() => world.connect(listener))
      if (peer === undefined) throw new ConnectFailed("the simulated server", "ECONNREFUSED")
      const channel: Channel = {
        send: (bytes) =>
          new Promise((resolve) => {
            pump.call(() => peer.send(bytes, resolve))
          }),
        finish: () => pump.tell(peer.finish),
        pause: () => pump.tell(peer.pause),
        resume: () => pump.tell(peer.resume),
        close: () => pump.tell(peer.close),
        abort: () => pump.tell(peer.abort)
      }
      return channel
    },
    pass: (millis, signal) => pump.pass(millis, signal),
    nowMicros: () => world.nowMillis * 1_000,
    connectionsAtOnce: 24,
    secret,
    end: () => pump.end()
  }
}

type SimulatedWorld = Attended<ServerState>

/** Runs the world in turns of the event loop, between which JavaScript goes on as far as it can. */
class Pump {
  readonly #world: SimulatedWorld
  readonly #waiters = new Set<Waiter>()
  /** Something was asked since the last turn. */
  #busy = false
  #quietTurns = 0
  #scheduled = false
  #defect: { readonly cause: unknown } | undefined

  constructor(world: SimulatedWorld) {
    this.#world = world
  }

  /** For what gives no answer: our own mistakes hear those who ask or wait, or who end the run. */
  tell(act: () => void): void {
    if (this.#defect !== undefined) return
    this.#wake()
    try {
      act()
    } catch (cause) {
      this.#fail(cause)
    }
  }

  end(): void {
    this.call(() => this.#world.end())
    this.#fail(new Error("the simulated run is over"))
  }

  call<A>(act: () => A): A {
    if (this.#defect !== undefined) throw this.#defect.cause
    this.#wake()
    try {
      return act()
    } catch (cause) {
      this.#fail(cause)
      throw cause
    }
  }

  pass(millis: number, signal?: AbortSignal): Promise<boolean> {
    if (this.#defect !== undefined) return Promise.reject(this.#defect.cause)
    if (signal?.aborted === true) return Promise.resolve(false)
    this.#wake()
    return new Promise((resolve, reject) => {
      const deadlineMillis = this.#world.nowMillis + Math.ceil(millis)
      const waiter: Waiter = { deadlineMillis, resolve, reject }
      this.#waiters.add(waiter)
      const abort = (): void => {
        this.#wake()
        this.#waiters.delete(waiter)
        resolve(false)
      }
      signal?.addEventListener("abort", abort, { once: true })
    })
  }

  #wake(): void {
    this.#busy = true
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  readonly #turn = (): void => {
    this.#scheduled = false
    const busy = this.#busy
    this.#busy = false
    try {
      if (this.#moves(busy)) this.#schedule()
    } catch (cause) {
      this.#fail(cause)
    }
  }

  /** False when there is nothing to do until the next call. */
  #moves(busy: boolean): boolean {
    const told = this.#world.progress()
    if (told || busy) this.#quietTurns = 0
    if (told || this.#quietTurns++ < quietTurns) return true
    this.#quietTurns = 0
    return this.#waits()
  }

  /** Lets time pass until somebody outside is told something; false if nobody waits. */
  #waits(): boolean {
    while (this.#waiters.size > 0) {
      const deadlines = Array.from(this.#waiters, ({ deadlineMillis }) => deadlineMillis)
      const nextMillis = Math.min(...deadlines)
      if (nextMillis <= this.#world.nowMillis) {
        for (const waiter of [...this.#waiters]) this.#expire(waiter)
        return true
      }
      this.#world.passTime(nextMillis)
      if (this.#world.progress()) return true
    }
    return false
  }

  #expire(waiter: Waiter): void {
    if (waiter.deadlineMillis > this.#world.nowMillis) return
    this.#waiters.delete(waiter)
    waiter.resolve(true)
  }

  /** Nothing happens any more: all who wait hear why, and all who ask later. */
  #fail(cause: unknown): void {
    this.#defect = { cause }
    for (const { reject } of this.#waiters) reject(cause)
    this.#waiters.clear()
  }
}

const secret = "secret-of-the-simulated-disk"

/** The manifest of the suite, and what `buildRoot` plants beside it, as names on the disk. */
const simulatedRoot = (): ReadonlyArray<FullFile> => [
  ...Object.values(rootFiles).map(({ path, bytes, modifiedSeconds }, index) => ({
    ...full(`/${path}`, bytes),
    version: index + 1,
    modifiedSeconds
  })),
  // No machine that keeps to its root asks for these names.
  full("/../secret.txt", Buffer.from(secret)),
  full("/../www-sibling/secret.txt", Buffer.from(secret)),
  { ...full("/fifo"), kind: "special" },
  { ...full("/link.txt"), kind: "outside" }
]

const full = (path: string, bytes: Uint8Array = new Uint8Array()): FullFile => ({
  path,
  kind: "file",
  version: 1,
  sizeBytes: bytes.length,
  modifiedSeconds: modified.seconds,
  mediaType: mediaTypeOf(path),
  bytes
})

/** As the helpers of a real server say it. */
const mediaTypeOf = (path: string): string => {
  const type = mime.getType(path) ?? "application/octet-stream"
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type
}
