/**
 * A network in memory, in virtual time: what happens next happens when all JavaScript is at rest, and
 * so a server that never answers costs nothing but the look at the clock.
 */
import type { Channel, Listener, Network } from "../../src/conformance/network.ts"

/** The server's end of one connection. */
export interface Peer {
  readonly write: (bytes: Uint8Array) => void
  /** Closes the sending half, behind what was written. */
  readonly finish: () => void
  /** Resets the connection: what is still under way is lost. */
  readonly abort: () => void
  /** Octets that the client has not taken yet. */
  readonly unreadBytes: () => number
  readonly nowMillis: () => number
  /** Returns what calls it off. */
  readonly after: (millis: number, act: () => void) => () => void
}

/** What a server does with one connection. */
export interface Visit {
  readonly received: (bytes: Buffer) => void
  /** The client closed its sending half. */
  readonly ended?: () => void
  /** The client is gone. */
  readonly gone?: () => void
}

/** A server: called with each new connection. */
export type Server = (peer: Peer) => Visit

interface Due {
  readonly atMicros: number
  readonly number: number
  readonly act: () => void
}

/** What a packet takes from one end to the other: enough that an answer comes after its question. */
const flightMicros = 40

/** Turns of the event loop without a call, after which nobody outside can still be busy. */
const quietTurns = 2

/** Less than this passes without a look at what the client may still be busy with. */
const briefMicros = 1_000

class World {
  #nowMicros = 0
  #number = 0
  #quiet = 0
  #scheduled = false
  #due: Array<Due> = []

  get nowMicros(): number {
    return this.#nowMicros
  }

  /** Returns what calls it off. */
  after(micros: number, act: () => void): () => void {
    const due: Due = {
      atMicros: this.#nowMicros + Math.ceil(micros),
      number: (this.#number += 1),
      act
    }
    const behind = this.#due.findLastIndex(({ atMicros }) => atMicros <= due.atMicros)
    this.#due.splice(behind + 1, 0, due)
    this.wake()
    return () => {
      const index = this.#due.indexOf(due)
      if (index !== -1) this.#due.splice(index, 1)
      this.wake()
    }
  }

  wake(): void {
    this.#quiet = 0
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  readonly #turn = (): void => {
    this.#scheduled = false
    const [next] = this.#due
    if (next === undefined) return
    if (next.atMicros - this.#nowMicros >= briefMicros && this.#isBusyOutside())
      return this.#again()
    this.#due.shift()
    this.#nowMicros = Math.max(this.#nowMicros, next.atMicros)
    next.act()
    this.wake()
  }

  #again(): void {
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  /** Cases change files: until that is done, no time passes. */
  #isBusyOutside(): boolean {
    this.#quiet += 1
    return (
      this.#quiet <= quietTurns ||
      process.getActiveResourcesInfo().some((each) => /Req|Process/.test(each))
    )
  }
}

export const memoryNetwork = (server: Server): Network => {
  const world = new World()
  return {
    open: (listener) => Promise.resolve(new Line(world, listener).open(server)),
    pass: (millis, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve(false)
        const callOff = world.after(millis * 1_000, () => resolve(true))
        const abort = (): void => {
          callOff()
          resolve(false)
        }
        signal?.addEventListener("abort", abort, { once: true })
      }),
    nowMicros: () => world.nowMicros,
    connectionsAtOnce: 24
  }
}

/** One connection. */
class Line {
  readonly #world: World
  readonly #listener: Listener
  /** Nothing is told to the client after its close, or behind an end. */
  #isOver = false
  #isPaused = false
  #wasFinished = false
  #held: Array<{ readonly bytes: number; readonly tell: () => void }> = []

  constructor(world: World, listener: Listener) {
    this.#world = world
    this.#listener = listener
  }

  open(server: Server): Channel {
    const visit = server(this.#peer())
    const over = (act: () => void) => () => {
      if (this.#isOver) return
      this.#isOver = true
      this.#fly(act)
    }
    return {
      send: (bytes) =>
        new Promise((resolve) => {
          this.#fly(() => {
            if (!this.#isOver) visit.received(Buffer.from(bytes))
            resolve()
          })
        }),
      finish: () => this.#fly(() => visit.ended?.()),
      pause: () => void (this.#isPaused = true),
      resume: () => {
        this.#isPaused = false
        this.#world.wake()
        const held = this.#held
        this.#held = []
        for (const { tell } of held) tell()
      },
      close: over(() => visit.gone?.()),
      abort: over(() => visit.gone?.())
    }
  }

  #fly(act: () => void): void {
    this.#world.after(flightMicros, act)
  }

  #peer(): Peer {
    return {
      write: (bytes) => {
        if (this.#wasFinished || bytes.length === 0) return
        this.#deliver(bytes.length, () => this.#listener.onBytes(bytes))
      },
      finish: () => {
        if (this.#wasFinished) return
        this.#wasFinished = true
        this.#deliver(0, () => this.#listener.onEnd("fin"))
      },
      abort: () => {
        if (this.#isOver) return
        this.#isOver = true
        this.#held = []
        this.#fly(() => this.#listener.onEnd("reset"))
      },
      unreadBytes: () => this.#held.reduce((sum, { bytes }) => sum + bytes, 0),
      nowMillis: () => Math.floor(this.#world.nowMicros / 1_000),
      after: (millis, act) => this.#world.after(millis * 1_000, act)
    }
  }

  #deliver(bytes: number, tell: () => void): void {
    this.#fly(() => {
      if (this.#isPaused) this.#held.push({ bytes, tell })
      else if (!this.#isOver) tell()
    })
  }
}
